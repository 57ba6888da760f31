/** Files as a tree, what is picked of them, and the rows that are to be seen. No drawing here. */

export interface TreeNode {
  /** part/relative path, as core names files; '' for the root. */
  path: string;
  name: string;
  /** Null: no folder. */
  children: TreeNode[] | null;
  /** Bytes, and number of entries that are no folders, of everything below. */
  size: number;
  files: number;
}

export interface TreeFile {
  path: string;
  type: string;
  size: number;
}

/** Sorted by name, folders first. Folders that have no entry of their own are made. */
export function buildTree(files: Iterable<TreeFile>): TreeNode {
  const root = newNode('', '', true);
  const folders = new Map([['', root]]);
  for (const file of files) {
    if (file.type === 'folder') folderAt(folders, file.path);
    else addFile(folders, file);
  }
  sum(root);
  return root;
}

function newNode(path: string, name: string, isFolder: boolean): TreeNode {
  return { path, name, children: isFolder ? [] : null, size: 0, files: isFolder ? 0 : 1 };
}

function split(path: string): [parent: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}

/** A loop, not a recursion: an archive may hold paths of any depth. */
function folderAt(folders: Map<string, TreeNode>, path: string): TreeNode {
  const missing: string[] = [];
  let at = path;
  while (!folders.has(at)) {
    missing.push(at);
    [at] = split(at);
  }
  let folder = folders.get(at) as TreeNode;
  for (const made of missing.reverse()) {
    const node = newNode(made, split(made)[1], true);
    folder.children?.push(node);
    folders.set(made, node);
    folder = node;
  }
  return folder;
}

function addFile(folders: Map<string, TreeNode>, { path, size }: TreeFile): void {
  const [parent, name] = split(path);
  const node = newNode(path, name, false);
  node.size = size;
  folderAt(folders, parent).children?.push(node);
}

function sum(root: TreeNode): void {
  const order = [root];
  for (const node of order) order.push(...(node.children?.filter(({ children }) => children) ?? []));
  for (const node of order.reverse()) {
    const children = node.children ?? [];
    children.sort(
      (a, b) => Number(b.children !== null) - Number(a.children !== null) || compare(a.name, b.name),
    );
    for (const { size, files } of children) {
      node.size += size;
      node.files += files;
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
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
    if (!node.children || !open.has(node.path)) continue;
    for (const child of node.children.toReversed()) waiting.push({ node: child, depth: depth + 1 });
  }
  return rows;
}
