/** Which renames turn what is there into what was staged. Looks only; `steps.ts` renames. */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { companionEnds } from '../sqlite/files.ts';
import type { RenameStep } from './steps.ts';

/** Where three trees of the same names lie: what is there, what comes, and where the old goes. */
export interface SwapFolders {
  live: string;
  staged: string;
  aside: string;
}

/**
 * What does not simply change places, by its name relative to the folder: `stay` (a mount, a database that was not
 * chosen) or `merge` (only what is not there yet is added: the archives in `backups`).
 */
export type SwapRules = ReadonlyMap<string, 'stay' | 'merge'>;

export interface Swap {
  steps: RenameStep[];
  /** Names that were staged and have no place to go, because what is there stays. */
  blocked: string[];
}

/** A whole part: all that is there goes aside, all that was staged comes in, but for the rules. */
export function swapAll(folders: SwapFolders, rules: SwapRules): Swap {
  const swap: Swap = { steps: [], blocked: [] };
  swapFolder(folders, rules, '', swap);
  return swap;
}

function swapFolder(folders: SwapFolders, rules: SwapRules, folder: string, swap: Swap): void {
  const live = entriesOf(path.join(folders.live, folder));
  const staged = entriesOf(path.join(folders.staged, folder));
  for (const name of new Set([...live.keys(), ...staged.keys()])) {
    const child = path.join(folder, name);
    const old = live.get(name);
    const come = staged.get(name);
    const rule = rules.get(child);
    const holdsRule = [...rules.keys()].some((key) => key.startsWith(`${child}/`));
    if (rule === 'merge') mergeEntry(folders, child, old, come, swap);
    else if (rule === 'stay') {
      if (come && !isEmptyFolder(path.join(folders.staged, child))) swap.blocked.push(child);
    } else if (holdsRule && old?.isDirectory()) {
      if (come && !come.isDirectory()) swap.blocked.push(child);
      else swapFolder(folders, rules, child, swap);
    } else {
      if (old) swap.steps.push(aside(folders, child));
      if (come) swap.steps.push(arrive(folders, child));
    }
  }
}

/** Only what is not there yet comes in. `blocked` names what is there and stays. */
export function addMissing(folders: Pick<SwapFolders, 'live' | 'staged'>): Swap {
  const swap: Swap = { steps: [], blocked: [] };
  const come = lstatSync(folders.staged, { throwIfNoEntry: false });
  if (!come) return swap;
  const old = lstatSync(folders.live, { throwIfNoEntry: false });
  mergeEntry(folders, '', old, come, swap);
  return swap;
}

type Kind = { isDirectory(): boolean; isSymbolicLink(): boolean };

function mergeEntry(
  folders: Pick<SwapFolders, 'live' | 'staged'>,
  child: string,
  old: Kind | undefined,
  come: Kind | undefined,
  swap: Swap,
): void {
  if (!come) return;
  if (!old) {
    swap.steps.push(arrive(folders, child));
    return;
  }
  if (!old.isDirectory() || !come.isDirectory()) {
    swap.blocked.push(child);
    return;
  }
  const live = entriesOf(path.join(folders.live, child));
  for (const [name, entry] of entriesOf(path.join(folders.staged, child)))
    mergeEntry(folders, path.join(child, name), live.get(name), entry, swap);
}

/** Single files: each takes the place of the one of its name; all others stay. */
export function swapFiles(folders: SwapFolders): Swap {
  const swap: Swap = { steps: [], blocked: [] };
  replaceIn(folders, '', swap);
  return swap;
}

function replaceIn(folders: SwapFolders, folder: string, swap: Swap): void {
  const live = entriesOf(path.join(folders.live, folder));
  const staged = entriesOf(path.join(folders.staged, folder));
  const device = lstatSync(path.join(folders.live, folder)).dev;
  for (const [name, come] of staged) {
    const child = path.join(folder, name);
    const old = live.get(name);
    if (old?.isDirectory() && come.isDirectory()) {
      if (lstatSync(path.join(folders.live, child)).dev === device) replaceIn(folders, child, swap);
      else swap.blocked.push(child);
      continue;
    }
    // A folder of the backup that is a link here: writing through it would land somewhere else.
    if (old?.isSymbolicLink() && come.isDirectory()) {
      swap.blocked.push(child);
      continue;
    }
    if (old) swap.steps.push(aside(folders, child));
    for (const end of companionEnds)
      if (come.isFile() && live.has(name + end) && !staged.has(name + end))
        swap.steps.push(aside(folders, child + end));
    swap.steps.push(arrive(folders, child));
  }
}

function aside({ live, aside: to }: SwapFolders, name: string): RenameStep {
  return { kind: 'aside', from: path.join(live, name), to: path.join(to, name) };
}

function arrive({ staged, live }: Pick<SwapFolders, 'live' | 'staged'>, name: string): RenameStep {
  return { kind: 'arrive', from: path.join(staged, name), to: path.join(live, name) };
}

/** A mount is an empty folder in a backup: nothing is lost when it does not come. */
function isEmptyFolder(folder: string): boolean {
  return lstatSync(folder).isDirectory() && readdirSync(folder).length === 0;
}

function entriesOf(folder: string): Map<string, Dirent> {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return new Map();
  return new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, entry]));
}
