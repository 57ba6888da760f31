/**
 * What is picked of a tree: a rule per path, `true` in, `false` out. The nearest rule above a path holds, so a whole
 * folder is one rule however much it holds, and the rules are what a plan needs.
 */
import type { TreeNode } from './tree-model.ts';

export type Picks = ReadonlyMap<string, boolean>;
export type PickState = 'all' | 'some' | 'none';

export const nothingPicked: Picks = new Map();

function isInside(path: string, folder: string): boolean {
  return folder === '' ? path !== '' : path.startsWith(`${folder}/`);
}

/** What the nearest rule says. */
export function isPicked(picks: Picks, path: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const rule = picks.get(at);
    if (rule !== undefined) return rule;
    if (at === '') return false;
  }
}

export function pickState(picks: Picks, { path, children }: TreeNode): PickState {
  const own = isPicked(picks, path);
  if (children) for (const [at, rule] of picks) if (rule !== own && isInside(at, path)) return 'some';
  return own ? 'all' : 'none';
}

/** Ticks or unticks; a folder picked in part becomes picked whole. */
export function togglePick(picks: Picks, root: TreeNode, node: TreeNode): Picks {
  const wanted = pickState(picks, node) !== 'all';
  const next = new Map([...picks].filter(([at]) => at !== node.path && !isInside(at, node.path)));
  if (isPicked(next, node.path) !== wanted) next.set(node.path, wanted);
  return gather(next, trailTo(root, node.path));
}

/** From the root down to the folder that holds `path`. */
function trailTo(root: TreeNode, path: string): TreeNode[] {
  const trail: TreeNode[] = [];
  let at: TreeNode | undefined = root;
  while (at && at.path !== path) {
    trail.push(at);
    at = at.children?.find((child) => path === child.path || isInside(path, child.path));
  }
  return trail;
}

/** A folder of which everything is picked, one by one, is picked whole; the same for nothing. */
function gather(picks: Map<string, boolean>, trail: readonly TreeNode[]): Picks {
  for (const folder of trail.toReversed()) {
    const children = folder.children ?? [];
    const states = new Set(children.map((child) => pickState(picks, child)));
    const [only] = states;
    if (states.size !== 1 || only === 'some') break;
    const wanted = only === 'all';
    for (const child of children) picks.delete(child.path);
    picks.delete(folder.path);
    if (isPicked(picks, folder.path) !== wanted) picks.set(folder.path, wanted);
  }
  return picks;
}

/** How much is picked. Goes down only where a folder is picked in part. */
export function pickedTotal(picks: Picks, node: TreeNode): { files: number; size: number } {
  const state = pickState(picks, node);
  if (state === 'none') return { files: 0, size: 0 };
  if (state === 'all') return { files: node.files, size: node.size };
  let files = 0;
  let size = 0;
  for (const child of node.children ?? []) {
    const part = pickedTotal(picks, child);
    files += part.files;
    size += part.size;
  }
  return { files, size };
}

/** The topmost paths that are picked whole: what a plan takes. */
export function pickedPaths(picks: Picks, node: TreeNode): string[] {
  const state = pickState(picks, node);
  if (state === 'none') return [];
  if (state === 'all' && node.path !== '') return [node.path];
  return (node.children ?? []).flatMap((child) => pickedPaths(picks, child));
}
