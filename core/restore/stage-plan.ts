/** Stages all members of a plan, each into a folder of its own, and gathers what came of it. */
import { mkdirSync } from 'node:fs';
import type { PartId } from '../archive/types.ts';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { Extractor } from './extract.ts';
import { removeTree } from './remove.ts';
import { createSelection, requireFound, type Selection } from './select.ts';
import { findMember, secretFor, stageMember } from './stage.ts';
import type { Failure, PlannedMember, RestorePlan, RestoreRun } from './types.ts';

export interface StageTarget {
  /** The folder that a member's entries are written to; made here. */
  folderFor(planned: PlannedMember): string;
  /** Damaged members give what they have, and are named; otherwise damage ends it all. */
  toleratesDamage: boolean;
  flushes?: boolean;
  databaseFiles?: readonly string[];
  isUnwanted?: (planned: PlannedMember, path: string) => boolean;
}

export interface Staged {
  failed: Failure[];
  entries: number;
  bytes: number;
}

/** Throws damaged, wrong-key, not-found (a chosen path is not in the backup), no-space, cancelled. */
export async function stagePlan(
  world: World,
  plan: RestorePlan,
  run: RestoreRun,
  target: StageTarget,
): Promise<Staged> {
  const selection = createSelection(plan);
  const staged: Staged = { failed: lossesOf(plan), entries: 0, bytes: 0 };
  const damage: LifeboatError[] = [];
  const tell = progressOf(world, plan, run);
  for (const planned of plan.members) {
    run.report({ type: 'stage', stage: 'staging', part: planned.part });
    const found = await stageOne(plan, planned, run, { target, selection, onBytes: tell(planned) });
    if (found.damage) damage.push(found.damage);
    staged.failed.push(...found.failed);
    staged.entries += found.entries;
    staged.bytes += found.bytes;
  }
  if (staged.entries === 0 && damage.length > 0) throw nothingReadable(damage);
  staged.failed.push(...notMet(plan, selection, damage.length > 0));
  return staged;
}

function lossesOf({ leftOut }: RestorePlan): Failure[] {
  return leftOut.filter(({ isLoss }) => isLoss).map(({ path, reason }) => ({ path, reason }));
}

function nothingReadable(damage: readonly LifeboatError[]): LifeboatError {
  const what = damage.map(({ message }) => message).join(' ');
  return new LifeboatError('damaged', 'NOTHING_READABLE', `Nothing of this can be restored. ${what}`, {
    safe: 'Nothing was changed.',
    remedies: ['See which parts are whole: lifeboat verify BACKUP', 'Try another copy of this backup.'],
  });
}

interface OneStage {
  target: StageTarget;
  selection: Selection;
  onBytes: (compressed: number) => void;
}

async function stageOne(
  plan: RestorePlan,
  planned: PlannedMember,
  { archive, keys, signal }: RestoreRun,
  { target, selection, onBytes }: OneStage,
): Promise<Staged & { damage: LifeboatError | null }> {
  const member = findMember(archive, planned);
  const secret = await secretFor(archive, member, planned.keyLabel, keys);
  const folder = target.folderFor(planned);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const extractor = new Extractor(folder, {
    owner: planned.owner,
    label: `${planned.part}/`,
    place: planned.target,
    flushes: target.flushes ?? false,
  });
  const failed: Failure[] = [];
  let damage: LifeboatError | null = null;
  try {
    await stageMember({
      archive,
      member,
      secret,
      selection,
      extractor,
      onBytes,
      ...(signal ? { signal } : {}),
      ...(target.databaseFiles ? { databaseFiles: target.databaseFiles } : {}),
      isUnwanted: (path) => target.isUnwanted?.(planned, path) ?? false,
    });
    if (planned.flaw) for (const path of partsIn(planned, plan)) failed.push({ path, reason: planned.flaw });
  } catch (error) {
    const torn = extractor.dropTorn();
    if (!target.toleratesDamage || !(error instanceof LifeboatError) || error.kind !== 'damaged') throw error;
    damage = error;
    const rest = extractor.entries > 0 ? 'The files before the damage were restored.' : 'Nothing came of it.';
    for (const path of partsIn(planned, plan)) failed.push({ path, reason: `${error.message} ${rest}` });
    if (torn !== null) failed.push({ path: `${planned.part}/${torn}`, reason: 'its data is not whole' });
  }
  extractor.finish();
  // A part may be empty; of a damaged one, or of files that were not met, no folder shall stay.
  if (extractor.entries === 0 && (damage || !plan.parts.includes(planned.part))) removeTree(folder);
  const { entries, bytes } = extractor;
  return { failed: [...failed, ...extractor.failed], entries, bytes, damage };
}

/** The parts that suffer with a member: the database lies inside the configuration. */
function partsIn({ part }: PlannedMember, { parts }: RestorePlan): PartId[] {
  const hasDatabase = part === 'homeassistant' && parts.includes('database');
  if (!hasDatabase) return [part];
  return parts.includes(part) ? [part, 'database'] : ['database'];
}

/**
 * What was chosen and not met ends the restore, unless damage may have swallowed it. A database that was asked for with
 * other parts is named as not restored; as a piece of "everything" it is no loss, the plan has said it.
 */
function notMet({ parts, askedParts }: RestorePlan, selection: Selection, isDamaged: boolean): Failure[] {
  const missing = selection.missing();
  if (!isDamaged) requireFound(missing, parts);
  return missing
    .filter((name) => name !== 'database' || askedParts?.includes('database'))
    .map((path) => ({ path, reason: 'the backup does not hold it' }));
}

/** Bytes read of all members, told at most five times a second. */
function progressOf(world: World, plan: RestorePlan, run: RestoreRun) {
  const total = plan.members.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  let toldAt = -Infinity;
  return (planned: PlannedMember) => {
    const before = done;
    done += planned.size;
    return (compressed: number) => {
      const now = world.monotonic();
      if (now - toldAt < 200) return;
      toldAt = now;
      run.report({ type: 'progress', bytes: Math.min(before + compressed, done), total });
    };
  };
}
