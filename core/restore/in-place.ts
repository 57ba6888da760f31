/**
 * Restores into the installation. Ends with all of the new or all of the old:
 *
 * everything is extracted and read to its end next to where it goes, on the same file system; only then Home Assistant
 * is stopped and the entries change places by rename, the old ones going aside, where undo finds them.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import type { World } from '../world.ts';
import { flushTree } from './flush.ts';
import { requireStoppable, whileStopped } from './home-assistant.ts';
import { mergedFolders } from './installation.ts';
import { letGoOfOld } from './let-go.ts';
import { removeTree } from './remove.ts';
import { partsInside, swapRules, whyUnwanted } from './rules.ts';
import { type Staged, stagePlan } from './stage-plan.ts';
import { isTakeBackFailure } from './steps.ts';
import { swapAll, swapFiles } from './swap.ts';
import { commit, nextNumber, type SwappedPart, type Transaction } from './transaction.ts';
import type { Failure, PlannedMember, RestorePlan, RestoreResult, RestoreRun } from './types.ts';
import { makeWorkFolder, stagingPrefix, stampOf, workplaceOf } from './workplace.ts';

/** Where one member waits, goes, and leaves the old. `staging` and `before` are this restore's own. */
interface Place {
  planned: PlannedMember;
  live: string;
  staging: string;
  before: string;
}

export async function restoreInPlace(
  world: World,
  plan: RestorePlan,
  run: RestoreRun,
): Promise<RestoreResult> {
  const { installation } = plan;
  if (!installation) throw new LifeboatError('usage', 'NO_INSTALLATION', 'This plan names no installation.');
  await requireStoppable(run);
  const stamp = stampOf(world);
  const kept = path.join(workplaceOf(world, 'homeassistant', installation.config), `before-${stamp}`);
  const places = plan.members.map((planned) => placeOf(world, planned, stamp));
  let isStuck = false;
  try {
    const staged = await stageAll(world, plan, run, places);
    for (const place of places) await flushTree(world, place.staging);
    throwIfCancelled(run.signal);
    const failed = await whileStopped(run, () => swap(world, plan, run, { places, kept, staged }));
    letGoOfOld(world, installation, run.report);
    const { entries, bytes } = staged;
    const named = new Set(failed.map((failure) => failure.path));
    const restored = [...plan.parts, ...plan.paths].filter((name) => !named.has(name));
    return { restored, failed, to: plan.to, entries, bytes, kept };
  } catch (error) {
    // Then what was staged still tells which renames were done: it is needed to take the others back.
    isStuck = isTakeBackFailure(error);
    throw error;
  } finally {
    run.report({ type: 'stage', stage: 'cleaning-up' });
    if (!isStuck) for (const { staging } of places) removeTree(staging);
  }
}

function placeOf(world: World, planned: PlannedMember, stamp: string): Place {
  const workplace = workplaceOf(world, planned.part, planned.target);
  return {
    planned,
    live: realpathSync(planned.target),
    staging: path.join(workplace, `${stagingPrefix}${stamp}`),
    before: path.join(workplace, `before-${stamp}`),
  };
}

function stageAll(
  world: World,
  plan: RestorePlan,
  run: RestoreRun,
  places: readonly Place[],
): Promise<Staged> {
  for (const { staging, live } of places) makeWorkFolder(staging, live);
  const databaseFiles = plan.installation?.databaseFiles ?? [];
  return stagePlan(world, plan, run, {
    folderFor: (planned) => stagedFolder(places.find((place) => place.planned === planned)),
    toleratesDamage: false,
    flushes: true,
    databaseFiles,
    isUnwanted({ part }, name) {
      const reason = part === 'homeassistant' ? whyUnwanted(name, databaseFiles) : null;
      if (reason)
        run.report({ type: 'note', code: 'NOT_RESTORED', message: reason, path: `${part}/${name}` });
      return reason !== null;
    },
  });
}

interface SwapInput {
  places: readonly Place[];
  kept: string;
  staged: Staged;
}

/** With Home Assistant stopped: looks what is there now, and lets old and new change places. */
function swap(
  world: World,
  plan: RestorePlan,
  run: RestoreRun,
  { places, kept, staged }: SwapInput,
): Failure[] {
  throwIfCancelled(run.signal);
  run.report({ type: 'stage', stage: 'swapping' });
  const failed = [...staged.failed];
  const transaction: Transaction = {
    format: 1,
    kind: 'restore',
    undoes: null,
    state: 'swapping',
    number: nextNumber(path.dirname(kept)),
    at: world.now().toISOString(),
    backup: plan.backup,
    parts: plan.parts,
    paths: plan.paths,
    swapped: [],
    steps: [],
    folders: {
      staging: places.map(({ staging }) => staging),
      before: [kept, ...places.map(({ before }) => before)],
    },
  };
  for (const place of places) {
    const swapped = swappedPart(world, plan, place, places);
    const { steps, blocked } = swapped.isWhole
      ? swapAll(swapped, new Map(swapped.rules))
      : swapFiles(swapped);
    transaction.swapped.push(swapped);
    transaction.steps.push(...steps);
    const elsewhere = partsInside(
      place.live,
      places.map(({ live }) => live),
    );
    for (const name of blocked)
      if (!elsewhere.includes(name)) failed.push(...explainBlocked(run, swapped, name));
  }
  commit(kept, transaction, run.beforeRename);
  return failed;
}

function swappedPart(world: World, plan: RestorePlan, place: Place, places: readonly Place[]): SwappedPart {
  const { planned, live } = place;
  const staged = stagedFolder(place);
  const rules = swapRules(world, plan.installation, {
    part: planned.part,
    live,
    others: places.map((other) => other.live),
    comes: (name) => existsSync(path.join(staged, name)),
  });
  const aside = path.join(place.before, planned.part);
  const isWhole = plan.parts.includes(planned.part);
  return { part: planned.part, live, staged, aside, isWhole, rules: [...rules] };
}

function stagedFolder(place: Place | undefined): string {
  if (!place) throw new Error('a member without a place');
  return path.join(place.staging, place.planned.part);
}

/** In `backups` what is there stays on purpose; elsewhere something could not be brought back. */
function explainBlocked(run: RestoreRun, { part }: SwappedPart, name: string): Failure[] {
  const place = `${part}/${name}`;
  if (part === 'homeassistant' && mergedFolders.some((folder) => `${name}/`.startsWith(`${folder}/`))) {
    run.report({
      type: 'note',
      code: 'KEPT_PRESENT',
      message: 'It is there already and stays as it is.',
      path: place,
    });
    return [];
  }
  return [
    {
      path: place,
      reason: 'what is there is a mount, a link or a database that stays; restore it with --to DIR',
    },
  ];
}
