/** Files as a tree, and the rows of it that are to be seen. No drawing here. */

export interface TreeNode {
  /** part/relative path, as core names files; '' for the root. */
  path: string;
  name: string;
  /** Shown in place of the name. */
  label?: string;
  /** Null: no folder. May be read only when it is first asked for, so ask for it where a folder is open. */
  readonly children: TreeNode[] | null;
  /** Bytes, and number of entries that are no folders, of everything below. */
  size: number;
  files: number;
}

export interface TreeRow {
  node: TreeNode;
  depth: number;
}

/** The rows of a tree whose folders are open or closed, without the root itself. */
export function visibleRows(root: TreeNode, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const waiting: TreeRow[] = (root.children ?? []).map((node) => ({ node, depth: 0 })).reverse();
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    rows.push(row);
    const { node, depth } = row;
    if (!open.has(node.path) || !node.children) continue;
    for (const child of node.children.toReversed()) waiting.push({ node: child, depth: depth + 1 });
  }
  return rows;
}
