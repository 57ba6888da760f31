/**
 * Restores into a directory: each part gets a folder there. Nothing that exists is ever overwritten.
 *
 * All is written into a hidden folder inside the directory first and moved to its names at the end, so that a failure
 * or a cancel leaves the directory as it was; what a killed restore left is cleared away by the next one. Where a member
 * is damaged, the files before the damage are kept, the torn one is taken away, and both are said: half of a part is
 * better than none, as long as nobody takes it for all of it.
 */
import { lstatSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import type { WorkFolder } from '../work-folder.ts';
import type { World } from '../world.ts';
import { makeFolders, removeEmpty, removeTree } from './remove.ts';
import { existingParent } from './space.ts';
import { stagePlan } from './stage-plan.ts';
import { type RenameStep, runSteps } from './steps.ts';
import { addMissing } from './swap.ts';
import type { PlannedMember, RestorePlan, RestoreResult, RestoreRun } from './types.ts';
import { innerWorkplace } from './workplace.ts';

/** Where a restore writes to until all is there. Beside it lies the lock: who holds it knows that all others are leftovers. */
const stagingPrefix = 'restore-';

/** Throws LifeboatError `busy` while another job works in the directory, `TARGET_EXISTS`, and what `stagePlan` throws. */
export async function restoreToDirectory(
  world: World,
  plan: RestorePlan,
  run: RestoreRun,
): Promise<RestoreResult> {
  const made = makeFolders(plan.to);
  try {
    const lock = await acquireLock(directoryWorkFolder(plan.to), 'restore', world.now());
    try {
      removeLeftovers(lock.folder);
      return await restoreUnderLock(world, plan, run, lock.folder);
    } finally {
      lock.release();
    }
  } catch (error) {
    removeEmpty(made);
    throw error;
  }
}

function directoryWorkFolder(directory: string): WorkFolder {
  const folder = path.join(directory, innerWorkplace);
  return { of: directory, folder, top: folder };
}

/** What a restore left that was killed. */
function removeLeftovers(work: string): void {
  for (const name of readdirSync(work)) if (name.startsWith(stagingPrefix)) removeTree(path.join(work, name));
}

async function restoreUnderLock(
  world: World,
  plan: RestorePlan,
  run: RestoreRun,
  work: string,
): Promise<RestoreResult> {
  requireRoom(plan);
  const staging = mkdtempSync(path.join(work, stagingPrefix));
  const folderFor = ({ target }: PlannedMember) => path.join(staging, path.relative(plan.to, target));
  const made: string[] = [];
  try {
    const staged = await stagePlan(world, plan, run, { folderFor, toleratesDamage: true });
    throwIfCancelled(run.signal, 'What had been written is removed again.');
    const steps = plan.members.flatMap((planned) => arrivals(folderFor(planned), planned.target));
    for (const { to } of steps) made.push(...makeFolders(path.dirname(to)));
    runSteps(steps, run.beforeRename);
    const { failed, entries, bytes } = staged;
    const named = new Set(failed.map((failure) => failure.path));
    const restored = [...plan.parts, ...plan.paths].filter((name) => !named.has(name));
    return { restored, failed, to: plan.to, entries, bytes, kept: null };
  } catch (error) {
    removeEmpty(made);
    throw error;
  } finally {
    removeTree(staging);
  }
}

/** The renames that bring a staged folder to its place. */
function arrivals(staged: string, live: string): RenameStep[] {
  const { steps, blocked } = addMissing({ staged, live });
  if (blocked.length > 0) throw inTheWay(blocked.map((name) => path.join(live, name)));
  return steps;
}

/** Where whole parts go, nothing may be; where single files go, a folder. Throws `failed` / TARGET_EXISTS, or NO_FOLDER where no folder can be. */
export function requireRoom({ to, members, parts }: Pick<RestorePlan, 'to' | 'members' | 'parts'>): void {
  const parent = existingParent(to);
  if (!statSync(parent).isDirectory())
    throw new LifeboatError('failed', 'NO_FOLDER', `${parent} is not a directory.`, {
      safe: 'Nothing was changed.',
      remedies: ['Restore to a directory that is empty or does not exist yet.'],
    });
  const full = members.filter(({ part, target }) => !hasRoom(target, parts.includes(part)));
  if (full.length > 0) throw inTheWay(full.map(({ target }) => target));
}

function hasRoom(folder: string, forWholePart: boolean): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  return stat.isDirectory() && (!forWholePart || readdirSync(folder).length === 0);
}

function inTheWay(paths: readonly string[]): LifeboatError {
  const shown = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  return new LifeboatError('failed', 'TARGET_EXISTS', `Already there: ${shown}${more}.`, {
    safe: 'Nothing was overwritten and nothing was written.',
    remedies: ['Restore to an empty directory.'],
  });
}
