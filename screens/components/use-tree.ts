import { useMemo } from 'react';
import { useKept } from '../hooks/use-kept.ts';
import type { Binding } from '../shell/binding.ts';
import { text } from '../text.ts';
import { nothingPicked, type Picks, pickState, togglePick } from './picks.ts';
import { type TreeNode, type TreeRow, visibleRows } from './tree-model.ts';
import { type ListControl, useList } from './use-list.ts';

interface TreeState {
  open: ReadonlySet<string>;
  picks: Picks;
}

type TreeStep = { do: 'open' | 'close'; path: string } | { do: 'pick'; root: TreeNode; node: TreeNode };

export interface TreeControl {
  root: TreeNode;
  rows: readonly TreeRow[];
  list: ListControl;
  open: ReadonlySet<string>;
  picks: Picks;
  /** The selected node; undefined where the tree is empty. */
  selected: TreeNode | undefined;
  canPick: boolean;
  /** Picks it, or drops it where it is picked whole; for what is shown of the tree in another way. */
  pick: (node: TreeNode) => void;
  /** Opens a folder. */
  openFolder: (path: string) => void;
  bindings: Binding[];
}

interface TreeOptions {
  /** Rows that it may take. */
  rows: number;
  /** Three-state boxes; otherwise it is only looked at. */
  canPick: boolean;
  name?: string;
  picks?: Picks;
  opened?: readonly string[];
}

/** A tree of files: what is open, what is selected, what is picked. */
export function useTree(
  root: TreeNode,
  { rows: height, canPick, name = 'tree', picks, opened }: TreeOptions,
): TreeControl {
  const start: TreeState = { open: new Set(opened), picks: picks ?? nothingPicked };
  const [state, step] = useKept(name, treeReducer, start);
  const rows = useMemo(() => visibleRows(root, state.open), [root, state.open]);
  const list = useList({ count: rows.length, rows: height, name: `${name}-list` });
  const row = rows[list.index];
  const node = row?.node;
  const pick = (picked: TreeNode) => step({ do: 'pick', root, node: picked });
  const openFolder = (path: string) => step({ do: 'open', path });
  const closeFolder = (path: string) => step({ do: 'close', path });
  const bindings: Binding[] = [];
  if (canPick && node)
    bindings.push(
      { keys: ['space'], label: text.tree.tick, run: () => pick(node) },
      { keys: ['a'], label: text.tree.all, run: () => pick(root) },
    );
  const climb = () => list.move({ at: parentIndex(rows, list.index) });
  if (row) bindings.push(...folderKeys(row, state.open, { open: openFolder, close: closeFolder, climb }));
  return {
    root,
    rows,
    list,
    ...state,
    selected: node,
    canPick,
    pick,
    openFolder,
    bindings: [...bindings, ...list.bindings],
  };
}

/** What the keys do with the folder of a row. Left closes, then climbs; only from the top it means back, as everywhere. */
export function folderKeys(
  { node: { path, children }, depth }: TreeRow,
  open: ReadonlySet<string>,
  actions: { open: (path: string) => void; close: (path: string) => void; climb: () => void },
): Binding[] {
  const words = text.tree;
  if (children !== null && open.has(path)) {
    const run = () => actions.close(path);
    return [{ keys: ['enter', 'left'], label: words.close, short: words.closeShort, run }];
  }
  const show: Binding = {
    keys: ['enter', 'right'],
    label: words.open,
    short: words.openShort,
    run: () => actions.open(path),
  };
  const up: Binding = { keys: ['left'], label: words.up, group: 'move', run: actions.climb };
  return [...(children === null ? [] : [show]), ...(depth > 0 ? [up] : [])];
}

function parentIndex(rows: readonly TreeRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  return rows.findLastIndex((row, at) => at < index && row.depth < depth);
}

function treeReducer(state: TreeState, step: TreeStep): TreeState {
  if (step.do === 'pick') return { ...state, picks: togglePick(state.picks, step.root, step.node) };
  const open = new Set(state.open);
  if (step.do === 'open') open.add(step.path);
  else open.delete(step.path);
  return { ...state, open };
}

const boxes = { all: '[x]', some: '[-]', none: '[ ]' } as const;

/** The box before a node's name. */
export function pickBox(picks: Picks, node: TreeNode): string {
  return boxes[pickState(picks, node)];
}
