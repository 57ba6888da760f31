/** Opens what a word named, with the keys that may be needed for it. */
import type { Archive, CandidateKey } from '../core/archive/types.ts';
import type { CatalogEntry, Copy } from '../core/catalog/catalog.ts';
import { withArchive as withOpened } from '../core/catalog/with-archive.ts';
import type { Context } from './context.ts';

/** Hands the opened archive and its keys to `work`, and closes it afterwards. */
export function withArchive<Result>(
  context: Context,
  entry: Pick<CatalogEntry, 'locations'>,
  work: (archive: Archive, keys: CandidateKey[], copy: Copy) => Promise<Result>,
): Promise<Result> {
  return withOpened(entry, context.usedLocations, () => context.keys(), work);
}
