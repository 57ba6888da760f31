/** Carries out what retention planned at one location. */
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../events.ts';
import type { Location } from '../locations/types.ts';
import type { Verdict } from './plan.ts';

export interface Removal {
  id: string;
  path: string;
}

export interface RemovalResult {
  removed: Removal[];
  failed: (Removal & { reason: string })[];
}

/** Removes what does not stay, the oldest first. Throws `busy` and `unreachable`, as the location does. */
export async function applyRetention(
  location: Location,
  verdicts: readonly Verdict[],
  now: Date,
  run: Run,
): Promise<RemovalResult> {
  const result: RemovalResult = { removed: [], failed: [] };
  const leaving = verdicts.filter(({ stays }) => !stays).reverse();
  if (leaving.length === 0) return result;
  run.report({ type: 'stage', stage: 'cleaning-up' });
  const locked = await location.lock('clean-up', now, { isOnlyToRemove: true });
  try {
    for (const { backup, copies } of leaving) {
      for (const { path } of copies) {
        throwIfCancelled(run.signal, 'The backups that were not yet removed stay.');
        try {
          await locked.remove(path);
          result.removed.push({ id: backup.id, path });
        } catch (error) {
          if (!(error instanceof LifeboatError)) throw error;
          result.failed.push({ id: backup.id, path, reason: error.message });
        }
      }
    }
  } finally {
    locked.release();
  }
  return result;
}
