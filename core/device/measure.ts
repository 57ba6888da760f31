/** How much room the parts take, on this disk and as a backup would read them. */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PartId } from '../archive/types.ts';
import { systemCode, throwIfCancelled } from '../errors.ts';
import { inodeOf } from '../inode.ts';
import { remoteMounts } from './mounts.ts';
import type { Installation, Part } from './types.ts';

export interface PartSize {
  id: PartId;
  /** What the files occupy: holes of a sparse file count nothing, a file with several names counts once. */
  bytes: number;
  /** What reading them gives; this is what goes into an archive. */
  apparent: number;
  files: number;
  folders: number;
  /** Files and folders that could not be looked at, e.g. for lack of permission. */
  unreadable: number;
}

export interface MeasureOptions {
  signal?: AbortSignal;
  /** True for a path (relative to the part) that shall not count, e.g. what a backup leaves out. */
  leaveOut?(part: Part, path: string): boolean;
}

/** Entries that are looked at before others get their turn: some milliseconds, so that a screen stays alive. */
const slice = 500;
/** `st_blocks` counts in this unit whatever the file system's own block is. */
const blockSize = 512;

/**
 * The sizes of all parts in their order. The database counts as `database` alone, so the sum is that of everything. Links
 * are not followed; network and FUSE file systems inside a part are left out, as a backup does, and not touched.
 */
export async function measureParts(
  installation: Installation,
  options: MeasureOptions = {},
): Promise<PartSize[]> {
  const database = installation.parts.find(({ id }) => id === 'database')?.path;
  const ofDatabase = database === undefined ? [] : [database, `${database}-wal`];
  const sizes: PartSize[] = [];
  for (const part of installation.parts) {
    const counter = new Counter(part.id);
    if (part.id === 'database') for (const file of ofDatabase) counter.look(file);
    else await measureFolder(part, counter, new Set(ofDatabase), options);
    sizes.push(counter.size);
  }
  return sizes;
}

async function measureFolder(
  part: Part,
  counter: Counter,
  counted: ReadonlySet<string>,
  { signal, leaveOut }: MeasureOptions,
): Promise<void> {
  const remote = counter.attempt(() => remoteMounts(part.path)) ?? new Map<string, string>();
  const pending = [''];
  let looked = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of counter.names(`${part.path}/${folder}`)) {
      looked += 1;
      if (looked % slice === 0) await nextTurn();
      throwIfCancelled(signal);
      const path = folder === '' ? name : `${folder}/${name}`;
      const absolute = `${part.path}/${path}`;
      if (remote.has(path) || counted.has(absolute) || leaveOut?.(part, path)) continue;
      if (counter.look(absolute)?.isDirectory()) pending.push(path);
    }
  }
}

class Counter {
  readonly size: PartSize;
  /** Inodes of files with several names that were counted. */
  readonly #seen = new Set<string>();

  constructor(id: PartId) {
    this.size = { id, bytes: 0, apparent: 0, files: 0, folders: 0, unreadable: 0 };
  }

  look(path: string): Stats | undefined {
    const stat = this.attempt(() => lstatSync(path));
    if (stat) this.#count(stat);
    return stat;
  }

  names(folder: string): string[] {
    return this.attempt(() => readdirSync(folder)) ?? [];
  }

  #count(stat: Stats): void {
    if (stat.isDirectory()) this.size.folders += 1;
    else this.size.files += 1;
    if (stat.nlink > 1 && !stat.isDirectory()) {
      const inode = inodeOf(stat);
      if (this.#seen.has(inode)) return;
      this.#seen.add(inode);
    }
    this.size.bytes += stat.blocks * blockSize;
    if (stat.isFile()) this.size.apparent += stat.size;
  }

  /** What went away since it was listed is nothing to tell. */
  attempt<T>(look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      const code = systemCode(error);
      if (code === '') throw error;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.size.unreadable += 1;
      return undefined;
    }
  }
}
