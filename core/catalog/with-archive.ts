/** Reads a backup that was found, with the keys that may be needed for it. */
import { openArchive } from '../archive/open.ts';
import { isEncrypted } from '../archive/summary.ts';
import type { Archive, CandidateKey } from '../archive/types.ts';
import type { Location } from '../locations/types.ts';
import type { CatalogEntry, Copy } from './catalog.ts';
import { openCopy } from './find.ts';

/**
 * Opens the first copy that can be had, hands it and its keys to `work`, and closes it afterwards. `keys` is called only
 * where something is encrypted: not even a key file that does not exist is missed otherwise.
 */
export async function withArchive<Result>(
  entry: Pick<CatalogEntry, 'locations'>,
  locations: readonly Location[],
  keys: () => Promise<CandidateKey[]>,
  work: (archive: Archive, keys: CandidateKey[], copy: Copy) => Promise<Result>,
): Promise<Result> {
  const { source, copy } = await openCopy(entry, locations);
  try {
    const archive = await openArchive(source);
    return await work(archive, isEncrypted(archive) ? await keys() : [], copy);
  } finally {
    await source.close();
  }
}
