/** What of an installation a restore leaves where it is: the same for the plan, which counts, and the swap, which renames. */
import type { PartId } from '../archive/types.ts';
import { companionEnds, withCompanions } from '../sqlite/files.ts';
import type { World } from '../world.ts';
import { forgottenRestore, mergedFolders } from './installation.ts';
import { mountsBelow } from './mounts.ts';
import { parentOf } from './names.ts';
import type { SwapRules } from './swap.ts';
import type { InstallationRef } from './types.ts';
import { configWorkplace, innerWorkplace } from './workplace.ts';

/** A whole part that is restored, and what is known about it. */
interface RuledPart {
  part: PartId;
  /** Its folder, links resolved. */
  live: string;
  /** The folders of all parts that are restored; this one may be among them. */
  others: readonly string[];
  /** Whether a name in it comes from the backup. */
  comes: (name: string) => boolean;
}

export function swapRules(
  world: World,
  installation: InstallationRef | null,
  { part, live, others, comes }: RuledPart,
): SwapRules {
  const rules = new Map<string, 'stay' | 'merge'>([[innerWorkplace, 'stay']]);
  if (part === 'homeassistant') {
    for (const name of mergedFolders) rules.set(name, 'merge');
    for (const name of databasesThatStay(installation, comes)) rules.set(name, 'stay');
  }
  for (const name of partsInside(live, others)) rules.set(name, 'stay');
  // Last, because they win: nothing can be renamed into another file system, nor a mount be moved.
  for (const mount of mountsBelow(world, live)) rules.set(mount, 'stay');
  return rules;
}

/** Whether a name, or a folder that it lies in, has a rule: what is there under it does not change places. */
export function isRuled(rules: SwapRules, name: string): boolean {
  for (let at = name; at !== ''; at = parentOf(at)) if (rules.has(at)) return true;
  return false;
}

/** Other parts of this restore that lie inside this one: they have their own member. */
export function partsInside(live: string, others: readonly string[]): string[] {
  return others.filter((other) => other.startsWith(`${live}/`)).map((other) => other.slice(live.length + 1));
}

/** A database that does not come keeps its place, with all that SQLite has beside it. */
function databasesThatStay(installation: InstallationRef | null, comes: (name: string) => boolean): string[] {
  const files = installation?.databaseFiles ?? [];
  const mains = files.filter((file) => !companionEnds.some((end) => file.endsWith(end)));
  return mains.filter((main) => !comes(main)).flatMap(withCompanions);
}

/** Why a name of the configuration is not restored although it is in the backup; null for all others. */
export function whyUnwanted(name: string, databaseFiles: readonly string[]): string | null {
  if (name === forgottenRestore) return 'It would make Home Assistant restore again at its next start.';
  if (name === configWorkplace || name.startsWith(`${configWorkplace}/`))
    return 'Lifeboat works there itself.';
  if (name.endsWith('-shm') && databaseFiles.includes(name)) return 'SQLite makes it anew.';
  return null;
}
