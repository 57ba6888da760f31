import { formatBytes } from '../../core/format.ts';
import type { Cell, Content } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { List } from './list.tsx';
import type { TreeNode, TreeRow } from './tree-model.ts';
import { pickBox, type TreeControl } from './use-tree.ts';

interface TreeProps {
  tree: TreeControl;
  /** One more column: whether it is still the same, what it is for. */
  note?: (node: TreeNode) => Content;
  width?: number;
}

/** Deeper levels do not go further right: the name needs the room. */
const deepest = 8;

export function Tree({ tree, note, width: given }: TreeProps) {
  const { layout } = useLook();
  return (
    <List
      list={tree.list}
      width={given ?? layout.width}
      cells={(index) => {
        const row = tree.rows[index];
        return row ? treeCells(tree, row, note?.(row.node)) : [];
      }}
    />
  );
}

/** The columns of a row; for a list of nodes that is no tree, too. */
export function treeCells(tree: TreeControl, { node, depth }: TreeRow, note: Content | undefined): Cell[] {
  const indent = '  '.repeat(Math.min(depth, deepest));
  const box = tree.canPick ? `${pickBox(tree.picks, node)} ` : '';
  const name = node.label ?? (node.children ? `${node.name}/` : node.name);
  return [
    { content: `${indent}${box}${name}`, width: 'grow', cut: 'middle' },
    { content: formatBytes(node.size), width: 7, align: 'right', drop: 1 },
    ...(note === undefined ? [] : [{ content: note, width: 14, drop: 2 }]),
  ];
}
