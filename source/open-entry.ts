/** Opens what a word named, with the keys that may be needed for it. */
import { openArchive } from '../core/archive/open.ts';
import type { Archive, CandidateKey } from '../core/archive/types.ts';
import type { CatalogEntry, Copy } from '../core/catalog/catalog.ts';
import { openBackup } from '../core/catalog/find.ts';
import type { Context } from './context.ts';

type ArchiveWork<Result> = (archive: Archive, keys: CandidateKey[]) => Promise<Result>;

/** Hands the opened archive and its keys to `work`, and closes it afterwards. */
export async function withArchive<Result>(
  context: Context,
  { locations }: Pick<CatalogEntry, 'locations'>,
  work: ArchiveWork<Result>,
): Promise<Result> {
  const source = await openBackup({ locations }, context.usedLocations);
  try {
    const archive = await openArchive(source);
    // Nothing is asked for where nothing is encrypted: not even a key file that does not exist.
    const isLocked = archive.members.some(({ cipher }) => cipher !== 'none');
    return await work(archive, isLocked ? await context.keys() : []);
  } finally {
    await source.close();
  }
}

/** The same for one copy, and no other in its place. */
export function withCopy<Result>(context: Context, copy: Copy, work: ArchiveWork<Result>): Promise<Result> {
  return withArchive(context, { locations: [copy] }, work);
}
