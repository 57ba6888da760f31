/** What a folder holds, entry by entry, so that two folders can be compared. */
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import path from 'node:path';

export interface TreeEntry {
  type: 'file' | 'folder' | 'link' | 'other';
  /** Permission bits; links have none of their own. */
  mode: number;
  /** Nanoseconds since 1970. */
  mtime: bigint;
  size?: number;
  /** SHA-256 of a file's content. */
  hash?: string;
  /** A link's target as written. */
  link?: string;
  /** The paths within the tree that are the same file by hard links, itself included; only where there are several. */
  twins?: string[];
}

/** Relative path to entry; the folder itself is not among them. */
export type Tree = Map<string, TreeEntry>;

export interface TreeOptions {
  /** Paths that do not take part, with all below them. */
  ignore?: (relative: string) => boolean;
}

export interface CompareOptions {
  /** How far two times of files may differ, in nanoseconds. Default 1,000: what a double can say of the present. */
  mtimeWithin?: number;
  /** Hard links that came back as separate files are no difference. */
  looseHardLinks?: boolean;
  looseModes?: boolean;
  /** The times of folders count too. Default false: most tools write into a folder after they made it. */
  folderTimes?: boolean;
}

export function readTree(top: string, options: TreeOptions = {}): Tree {
  const tree: Tree = new Map();
  const inodes = new Map<string, string[]>();
  visit('');
  for (const paths of inodes.values()) {
    if (paths.length < 2) continue;
    for (const twin of paths) (tree.get(twin) as TreeEntry).twins = paths;
  }
  return tree;

  function visit(folder: string): void {
    for (const name of readdirSync(path.join(top, folder)).sort()) {
      const relative = path.join(folder, name);
      if (options.ignore?.(relative)) continue;
      const absolute = path.join(top, relative);
      const stat = lstatSync(absolute, { bigint: true });
      const entry: TreeEntry = { type: 'other', mode: Number(stat.mode & 0o7777n), mtime: stat.mtimeNs };
      if (stat.isSymbolicLink())
        Object.assign(entry, { type: 'link', mode: 0, link: readlinkSync(absolute) });
      if (stat.isDirectory()) entry.type = 'folder';
      if (stat.isFile()) {
        Object.assign(entry, { type: 'file', size: Number(stat.size), hash: hashFile(absolute) });
        const inode = `${stat.dev}:${stat.ino}`;
        inodes.set(inode, [...(inodes.get(inode) ?? []), relative]);
      }
      tree.set(relative, entry);
      if (entry.type === 'folder') visit(relative);
    }
  }
}

/** One line for each difference; empty when the trees are equal. */
export function differences(expected: Tree, actual: Tree, options: CompareOptions = {}): string[] {
  const lines: string[] = [];
  for (const [name, left] of expected) {
    const right = actual.get(name);
    if (right) lines.push(...compareEntries(left, right, options).map((line) => `${name}: ${line}`));
    else lines.push(`${name}: missing`);
  }
  for (const name of actual.keys()) if (!expected.has(name)) lines.push(`${name}: not expected`);
  return lines.sort();
}

function compareEntries(left: TreeEntry, right: TreeEntry, options: CompareOptions): string[] {
  const lines: string[] = [];
  const compare = (what: string, expected: unknown, actual: unknown) => {
    if (expected !== actual) lines.push(`${what} ${expected} became ${actual}`);
  };
  compare('type', left.type, right.type);
  if (left.type !== right.type) return lines;
  compare('size', left.size, right.size);
  compare('content', left.hash, right.hash);
  compare('target', left.link, right.link);
  if (!options.looseModes) compare('mode', left.mode.toString(8), right.mode.toString(8));
  if (!options.looseHardLinks) compare('hard links', left.twins?.join(), right.twins?.join());
  if (left.type === 'file' || (left.type === 'folder' && options.folderTimes)) {
    const apart = left.mtime - right.mtime;
    const within = BigInt(options.mtimeWithin ?? 1_000);
    if (apart > within || apart < -within) lines.push(`mtime ${left.mtime} became ${right.mtime}`);
  }
  return lines;
}

function hashFile(file: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 18);
  const fd = openSync(file, 'r');
  try {
    for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}
