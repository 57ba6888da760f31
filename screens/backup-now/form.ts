/** What the user has chosen, and the rows in which they choose. No effects here. */
import type { PartId } from '../../core/archive/types.ts';
import { partIds } from '../../core/device/part-ids.ts';
import { historyIn } from '../../core/device/recorder.ts';
import type { Installation } from '../../core/device/types.ts';
import { escapeGlob } from '../../core/glob.ts';
import { isPicked, type Picks, pickState, togglePick } from '../components/picks.ts';
import { type TreeNode, visibleRows } from '../components/tree-model.ts';

export interface Form {
  open: ReadonlySet<string>;
  picks: Picks;
  /** The user's own patterns of what to leave out. */
  globs: readonly string[];
  /** Names of those that were ticked or unticked by hand. */
  locations: ReadonlyMap<string, boolean>;
  /** Null: the suggested one. */
  name: string | null;
  /** `current`: the key that backups take by themselves; otherwise the id of one of the key ring. */
  key: 'current' | 'none' | (string & {});
  verify: boolean;
  /** The row that is being typed into. */
  typing: 'name' | 'glob' | null;
}

/**
 * Everything but what is set up to be left out (`exclude`: patterns, and ids of parts), to where backups go by themselves,
 * encrypted, read back.
 */
export function proposedForm(installation: Installation, exclude: readonly string[]): Form {
  const ids = partIds(installation);
  const isPart = (word: string) => ids.includes(word);
  const picks = new Map([['', true]]);
  for (const id of exclude.filter(isPart))
    picks.set(id === 'database' ? databasePath(installation) : id, false);
  return {
    open: new Set(),
    picks,
    globs: exclude.filter((word) => !isPart(word)),
    locations: new Map(),
    name: null,
    key: 'current',
    verify: true,
    typing: null,
  };
}

/** Where the history database stands in the tree. */
function databasePath(installation: Installation): string {
  return `homeassistant/${historyIn(installation)?.inConfig ?? ''}`;
}

export type FormStep =
  | { do: 'open' | 'close'; path: string }
  | { do: 'pick'; root: TreeNode; node: TreeNode }
  | { do: 'location'; name: string; isTicked: boolean }
  | { do: 'type'; into: Form['typing'] }
  | { do: 'name'; name: string }
  | { do: 'add-glob' | 'remove-glob'; glob: string }
  | { do: 'key'; key: Form['key'] }
  | { do: 'verify' };

export function formReducer(form: Form, step: FormStep): Form {
  switch (step.do) {
    case 'open':
      return { ...form, open: new Set([...form.open, step.path]) };
    case 'close':
      return { ...form, open: new Set([...form.open].filter((path) => path !== step.path)) };
    case 'pick':
      return { ...form, picks: togglePick(form.picks, step.root, step.node) };
    case 'location':
      return { ...form, locations: new Map([...form.locations, [step.name, step.isTicked]]) };
    case 'type':
      return { ...form, typing: step.into };
    case 'name':
      return { ...form, name: step.name.trim() === '' ? null : step.name.trim(), typing: null };
    case 'add-glob': {
      const glob = step.glob.trim();
      const globs = glob === '' || form.globs.includes(glob) ? form.globs : [...form.globs, glob];
      return { ...form, globs, typing: null };
    }
    case 'remove-glob':
      return { ...form, globs: form.globs.filter((glob) => glob !== step.glob) };
    case 'key':
      return { ...form, key: step.key };
    case 'verify':
      return { ...form, verify: !form.verify };
  }
}

/** A location as the form offers it. */
export interface Place {
  name: string;
  path: string;
  isReachable: boolean;
  /** A drive that is not plugged in: no fault. */
  isAway: boolean;
  /** Bytes; null where it cannot be reached. */
  free: number | null;
  /** Bytes that no file may exceed there; null: none that matters. */
  maxFileSize: number | null;
  /** Why nothing can be written there; null: nothing known is in the way. */
  refusal?: string | null;
  /** It is set up, as against Home Assistant’s own folder beside those that are. */
  isSetUp: boolean;
  /** Whether backups are encrypted there, whatever is chosen here; null: as is chosen. */
  encrypt: boolean | null;
}

export type FormRow =
  | { kind: 'node'; node: TreeNode; depth: number }
  | { kind: 'glob'; glob: string }
  | { kind: 'add-glob' }
  | { kind: 'location'; place: Place }
  | { kind: 'name' | 'key' | 'verify' | 'start' };

export function formRows({ open, globs }: Form, root: TreeNode, places: readonly Place[]): FormRow[] {
  return [
    ...visibleRows(root, open).map((row): FormRow => ({ kind: 'node', ...row })),
    ...globs.map((glob): FormRow => ({ kind: 'glob', glob })),
    { kind: 'add-glob' },
    ...places.map((place): FormRow => ({ kind: 'location', place })),
    { kind: 'name' },
    { kind: 'key' },
    { kind: 'verify' },
    { kind: 'start' },
  ];
}

/** One that is away or unreachable would only be missing in the result. The user can still ask for it. */
export function isTicked({ locations }: Form, { name, isSetUp, isReachable }: Place): boolean {
  return locations.get(name) ?? (isSetUp && isReachable);
}

/** What a request asks for: parts, and patterns for what of them is left out. */
export function choiceOf(
  { picks, globs }: Form,
  root: TreeNode,
  database: string | null,
): { parts: PartId[]; exclude: string[] } {
  const parts: PartId[] = [];
  const exclude: string[] = [];
  for (const part of root.children ?? []) {
    if (pickState(picks, part) === 'none') continue;
    parts.push(part.path);
    if (database !== null && part.path === 'homeassistant' && isPicked(picks, database))
      parts.push('database');
    exclude.push(
      ...unpicked(picks, part)
        .filter((path) => path !== database)
        .map(escapeGlob),
    );
  }
  return { parts, exclude: [...exclude, ...globs] };
}

/** The topmost paths of which nothing is picked. */
function unpicked(picks: Picks, node: TreeNode): string[] {
  const state = pickState(picks, node);
  if (state === 'all') return [];
  if (state === 'none') return [node.path];
  return (node.children ?? []).flatMap((child) => unpicked(picks, child));
}
