/** The last restore taken back, and one that was cut off put right. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { withCompanions } from '../sqlite/files.ts';
import type { World } from '../world.ts';
import { whileStopped } from './home-assistant.ts';
import { removeTree } from './remove.ts';
import { type RenameStep, takeBack } from './steps.ts';
import { swapAll } from './swap.ts';
import {
  commit,
  forgetTransaction,
  keptRestores,
  nextNumber,
  type SwappedPart,
  type Transaction,
} from './transaction.ts';
import type { RestoreRun } from './types.ts';
import { stagingPrefix, stampOf, workplaceOf } from './workplace.ts';

export type UndoRun = Pick<RestoreRun, 'report' | 'homeAssistant' | 'beforeRename'>;

/** A restore whose old state is still there. */
export interface KeptRestore {
  /** The folder with its record. */
  kept: string;
  kind: Transaction['kind'];
  /** When it was done; ISO 8601. */
  at: string;
  backup: Transaction['backup'];
  parts: string[];
  paths: string[];
}

/** The latest first. An undo is among them: it keeps what the restore had brought. */
export function listKept(world: World, { config }: Pick<Installation, 'config'>): KeptRestore[] {
  return keptStates(world, config).map(({ kept, transaction: { kind, at, backup, parts, paths } }) => ({
    kept,
    kind,
    at,
    backup,
    parts,
    paths,
  }));
}

/** What an undo would take back; null where no restore is kept. */
export function lastRestore(world: World, installation: Pick<Installation, 'config'>): KeptRestore | null {
  return listKept(world, installation).find(({ kind }) => kind === 'restore') ?? null;
}

/**
 * Puts the state before the last restore back: the whole parts as they were, or the single files. What is there now goes
 * aside in turn and is kept. All of it or nothing, like a restore. Throws not-found where nothing can be undone.
 */
export async function undoRestore(
  world: World,
  { config }: Pick<Installation, 'config'>,
  run: UndoRun,
): Promise<KeptRestore> {
  const last = keptStates(world, config).find(({ transaction }) => transaction.kind === 'restore');
  if (!last)
    throw new LifeboatError('not-found', 'NOTHING_TO_UNDO', 'No restore is kept that could be taken back.', {
      safe: 'Nothing was changed.',
    });
  const stamp = stampOf(world);
  const kept = path.join(path.dirname(last.kept), `before-${stamp}`);
  const undo = await whileStopped(run, () => {
    run.report({ type: 'stage', stage: 'swapping' });
    const transaction = { ...reversed(world, last.transaction, kept, stamp), undoes: last.kept };
    commit(kept, transaction, run.beforeRename);
    return transaction;
  });
  forgetTransaction(last.kept, last.transaction.folders.before);
  const { kind, at, backup, parts, paths } = undo;
  return { kept, kind, at, backup, parts, paths };
}

/** The restore of what `done` put aside. */
function reversed(world: World, done: Transaction, kept: string, stamp: string): Transaction {
  const swapped = done.swapped.map((part) => ({
    ...part,
    staged: part.aside,
    aside: path.join(path.dirname(path.dirname(part.aside)), `before-${stamp}`, part.part),
  }));
  return {
    ...done,
    kind: 'undo',
    state: 'swapping',
    number: nextNumber(path.dirname(kept)),
    at: world.now().toISOString(),
    swapped,
    steps: swapped.flatMap((part) => stepsBack(part, done.steps)),
    folders: { staging: [], before: [kept, ...swapped.map(({ aside }) => path.dirname(aside))] },
  };
}

function stepsBack(part: SwappedPart, done: readonly RenameStep[]): RenameStep[] {
  const whole = part.isWhole ? swapAll(part, new Map(part.rules)).steps : [];
  const handled = new Set(whole.flatMap(({ from, to }) => [from, to]));
  // What was added beside things that stayed, and single files: they leave, and what they replaced comes back.
  const places = done
    .map(({ kind, from, to }) => (kind === 'aside' ? from : to))
    .filter((place) => place.startsWith(`${part.live}/`) && !handled.has(place));
  const single = [...new Set(places)].flatMap((place) => swapOne(part, path.relative(part.live, place)));
  return [...new Map([...whole, ...single].map((step) => [step.from, step])).values()];
}

function swapOne({ live, staged, aside }: SwappedPart, name: string): RenameStep[] {
  const steps: RenameStep[] = [];
  // SQLite's companions of a database that leaves belong to it, and to no other.
  for (const place of withCompanions(name))
    if (isThere(path.join(live, place)) && !(place !== name && isThere(path.join(staged, place))))
      steps.push({ kind: 'aside', from: path.join(live, place), to: path.join(aside, place) });
  if (isThere(path.join(staged, name)))
    steps.push({ kind: 'arrive', from: path.join(staged, name), to: path.join(live, name) });
  return steps;
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Call at every start, under the installation's lock: takes back a restore or an undo that was cut off in the middle,
 * and removes what it had staged. Gives the transactions that were taken back.
 */
export async function recoverRestores(
  world: World,
  installation: Pick<Installation, 'config' | 'parts'>,
  run: UndoRun,
): Promise<Transaction[]> {
  const cutOff = cutOffIn(world, installation);
  if (cutOff.length > 0)
    await whileStopped(run, () => {
      for (const { kept, transaction } of cutOff) {
        for (const stray of takeBack(transaction.steps))
          run.report({
            type: 'note',
            code: 'STRAY_KEPT',
            message: 'It was written meanwhile and is kept here.',
            path: stray,
          });
        forgetTransaction(kept, transaction.folders.before);
      }
    });
  for (const workplace of workplacesOf(world, installation))
    for (const name of existsSync(workplace) ? readdirSync(workplace) : [])
      if (name.startsWith(stagingPrefix)) removeTree(path.join(workplace, name));
  return cutOff.map(({ transaction }) => transaction);
}

/** Whether a restore or an undo was cut off in the middle, and waits to be taken back. */
export function isCutOff(world: World, installation: Pick<Installation, 'config'>): boolean {
  return cutOffIn(world, installation).length > 0;
}

function cutOffIn(world: World, { config }: Pick<Installation, 'config'>) {
  return restoresIn(world, config).filter(({ transaction }) => transaction.state === 'swapping');
}

/** What restores and undos have kept, the latest first; without those that an undo has emptied. */
export function keptStates(world: World, config: string) {
  const done = restoresIn(world, config).filter(({ transaction }) => transaction.state === 'done');
  // The record of one that was undone may have outlived a power cut.
  const undone = new Set(done.map(({ transaction }) => transaction.undoes));
  return done.filter(({ kept }) => !undone.has(kept));
}

function restoresIn(world: World, config: string) {
  return keptRestores(workplaceOf(world, 'homeassistant', config));
}

function workplacesOf(world: World, { config, parts }: Pick<Installation, 'config' | 'parts'>): Set<string> {
  const folders = parts.filter(({ id, path: folder }) => id !== 'database' && existsSync(folder));
  const others = folders.map(({ id, path: folder }) => workplaceOf(world, id, folder));
  return new Set([workplaceOf(world, 'homeassistant', config), ...others]);
}
