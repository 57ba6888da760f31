/** The keys that are tried on a backup when none was given for it. */
import type { CandidateKey } from '../archive/types.ts';
import { readBackupKey } from '../device/storage.ts';
import type { Installation } from '../device/types.ts';
import { openKeyRing } from './ring.ts';

/** Those of the key ring of this home, the current one first; then Home Assistant's own. */
export async function knownKeys(home: string, installation: Installation | null): Promise<CandidateKey[]> {
  const known = (await openKeyRing(home)).candidates();
  const own = installation ? readBackupKey(installation.config) : null;
  return own === null || known.some(({ secret }) => secret === own)
    ? known
    : [...known, { secret: own, label: 'Home Assistant’s own key' }];
}
