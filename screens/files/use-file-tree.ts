import { useCallback, useEffect, useState } from 'react';
import { findRows } from '../components/find-field.tsx';
import type { TreeNode } from '../components/tree-model.ts';
import { type FindControl, useSearch } from '../components/use-find.ts';
import { type ListControl, useList } from '../components/use-list.ts';
import { type TreeControl, useTree } from '../components/use-tree.ts';
import type { Binding } from '../shell/binding.ts';
import { text } from '../text.ts';
import type { FileIndex } from './file-index.ts';
import { filesText } from './text.ts';

export interface FileTreeControl {
  tree: TreeControl;
  find: FindControl<TreeNode>;
  found: ListControl;
  /** Looking for something: what is found is shown in place of the tree. */
  isFinding: boolean;
  selected: TreeNode | undefined;
  bindings: Binding[];
}

interface FileTreeOptions {
  /** Rows that it may take, those of the find field included. */
  rows: number;
  /** Three-state boxes; otherwise it is only looked at. */
  canPick: boolean;
  name?: string;
  /** The node that is selected and picked at first. */
  first?: string;
  /** Enter on a file. */
  onFile?: (node: TreeNode) => void;
}

/** The files of a backup: a tree, and in its place what `/` finds. */
export function useFileTree(index: FileIndex, options: FileTreeOptions): FileTreeControl {
  const { rows, canPick, name = 'files', first, onFile } = options;
  const search = useCallback((query: string) => index.find(query), [index]);
  const find = useSearch<TreeNode>(nothing, search, `${name}-find`);
  const room = rows - findRows(find);
  // Where there is but one part nobody wants to open it first.
  const [only, ...others] = index.root.children ?? [];
  const opened = only && others.length === 0 ? [only.path] : [];
  const tree = useTree(index.root, {
    rows: room,
    canPick,
    name,
    opened: first === undefined ? opened : foldersTo(first).slice(0, -1),
    picks: new Map(first === undefined ? [] : [[first, true]]),
  });
  const found = useList({ count: find.items.length, rows: room, name: `${name}-found` });
  const isFinding = find.query.trim() !== '';
  const selected = isFinding ? find.items[found.index] : tree.selected;

  const [target, goTo] = useState<string | null>(first ?? null);
  useEffect(() => {
    if (target === null) return;
    const at = tree.rows.findIndex(({ node }) => node.path === target);
    if (at >= 0) tree.list.move({ at });
    goTo(null);
  }, [target, tree]);

  const look: Binding[] =
    selected && selected.children === null && onFile
      ? [
          {
            keys: ['enter', 'right'],
            label: filesText.look,
            short: filesText.lookShort,
            run: () => onFile(selected),
          },
        ]
      : [];
  const toFolder: Binding[] = selected?.children
    ? [
        {
          keys: ['enter', 'right'],
          label: filesText.goTo,
          short: filesText.goToShort,
          run: () => {
            for (const folder of foldersTo(selected.path)) tree.openFolder(folder);
            find.drop();
            goTo(selected.path);
          },
        },
      ]
    : [];
  const pick: Binding[] =
    canPick && selected ? [{ keys: ['space'], label: text.tree.tick, run: () => tree.pick(selected) }] : [];
  const bindings = isFinding
    ? [...look, ...toFolder, ...pick, ...find.bindings, ...found.bindings]
    : [...look, ...tree.bindings, ...find.bindings];
  return { tree, find, found, isFinding, selected, bindings };
}

const nothing: readonly TreeNode[] = [];

/** The folder and those around it, the outermost first. */
function foldersTo(path: string): string[] {
  const names = path.split('/');
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}
