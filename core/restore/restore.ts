/** Carries out a plan: the border of this room. */
import type { World } from '../world.ts';
import { restoreInPlace } from './in-place.ts';
import { restoreToDirectory } from './to-directory.ts';
import type { RestorePlan, RestoreResult, RestoreRun } from './types.ts';

export function runRestore(world: World, plan: RestorePlan, run: RestoreRun): Promise<RestoreResult> {
  return plan.kind === 'in-place' ? restoreInPlace(world, plan, run) : restoreToDirectory(world, plan, run);
}
