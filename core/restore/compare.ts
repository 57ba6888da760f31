/** Holds the entries of one member against the files that are there now, byte by byte and without writing. */
import { closeSync, constants, lstatSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { partOf } from '../archive/paths.ts';
import type { EntryType, Member, TarEntry, TarVisitor } from '../archive/types.ts';
import { systemCode } from '../errors.ts';
import { nameProblem, tidyName } from './names.ts';

export interface Difference {
  /** As `show --files` lists it. */
  path: string;
  /** missing: only in the backup. added: only here. unreadable: it is here, but whether it differs cannot be known. */
  change: 'same' | 'changed' | 'missing' | 'added' | 'unreadable';
  /** In the backup; for `added` what it is here. */
  type: EntryType;
  /** Why it counts as changed. */
  what: 'type' | 'content' | 'link' | null;
  /** Bytes in the backup and here; null where there is none. */
  before: number | null;
  after: number | null;
}

/** The content of a hard link stands under its other name: those are compared in a second pass. */
export interface Twin {
  path: string;
  /** Path in the tar of the entry that it repeats. */
  link: string;
}

/** Compares what it is told, and tells what it finds; `twins` are left to be looked up. */
export class Comparison implements TarVisitor {
  readonly twins: Twin[] = [];
  readonly #member: Member;
  readonly #folder: string;
  readonly #isWanted: (path: string) => boolean;
  readonly #tell: (difference: Difference) => void;
  #open: OpenFile[] = [];

  /** `folder` is what the member's entries lie in now; `isWanted` tests listing paths. */
  constructor(
    member: Member,
    folder: string,
    isWanted: (path: string) => boolean,
    tell: (difference: Difference) => void,
  ) {
    this.#member = member;
    this.#folder = folder;
    this.#isWanted = isWanted;
    this.#tell = tell;
  }

  entry(entry: TarEntry): 'skip' | undefined {
    const path = this.#listed(entry.path);
    if (path === null || !this.#isWanted(path)) return 'skip';
    if (entry.type === 'hardlink' && entry.link !== null)
      this.twins.push({ path, link: tidyName(entry.link) });
    return this.#begin(entry, [path]);
  }

  /** For the second pass: the entry under other paths. */
  entryFor(entry: TarEntry, paths: readonly string[]): 'skip' | undefined {
    return this.#begin(entry, paths);
  }

  data(chunk: Buffer): void {
    for (const open of this.#open) open.compare(chunk);
  }

  entryEnd(): void {
    for (const open of this.#open) this.#put(open.path, open.entry, open.finish(), open.entry.size);
    this.#open = [];
  }

  /** Closes what an error left open. */
  close(): void {
    for (const open of this.#open) open.finish();
    this.#open = [];
  }

  #listed(tarPath: string): string | null {
    if (nameProblem(tarPath)) return null;
    const path = partOf(this.#member, tidyName(tarPath) || '.')?.path ?? null;
    return path === this.#member.part ? null : path;
  }

  #begin(entry: TarEntry, paths: readonly string[]): 'skip' | undefined {
    for (const path of paths) {
      const live =
        path === this.#member.part ? this.#folder : this.#folder + path.slice(this.#member.part.length);
      const stat = statOf(live);
      if (stat === 'unreadable') this.#put(path, entry, 'unreadable', null);
      else if (!stat) this.#put(path, entry, 'missing', null);
      else if (typeOf(stat) !== typeInBackup(entry)) this.#put(path, entry, 'type', stat.size);
      else if (entry.type === 'link') this.#put(path, entry, linkChange(live, entry), null);
      else if (entry.type === 'hardlink') this.#put(path, entry, 'unreadable', stat.size);
      else if (entry.type !== 'file') this.#put(path, entry, null, null);
      else if (stat.size !== entry.size) this.#put(path, entry, 'content', stat.size);
      else {
        const open = openFile(live, path, entry);
        if (open) this.#open.push(open);
        else this.#put(path, entry, 'unreadable', stat.size);
      }
    }
    return this.#open.length > 0 ? undefined : 'skip';
  }

  #put(
    path: string,
    { type, size }: TarEntry,
    outcome: Difference['what'] | 'missing' | 'unreadable',
    after: number | null,
  ): void {
    const isWhat = outcome !== 'missing' && outcome !== 'unreadable';
    const change = !isWhat ? outcome : outcome === null ? 'same' : 'changed';
    this.#tell({
      path,
      change,
      type,
      what: isWhat ? outcome : null,
      before: type === 'file' ? size : null,
      after,
    });
  }
}

interface OpenFile {
  path: string;
  entry: TarEntry;
  compare(chunk: Buffer): void;
  finish(): 'content' | null;
}

/** Null where it cannot be read. */
function openFile(file: string, path: string, entry: TarEntry): OpenFile | null {
  let fd: number;
  try {
    // Not to be held up by a FIFO that took the file's place this moment.
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return null;
  }
  let isSame = true;
  return {
    path,
    entry,
    compare(chunk) {
      if (isSame) isSame = readSame(fd, chunk);
    },
    finish() {
      closeSync(fd);
      return isSame ? null : 'content';
    },
  };
}

let here = Buffer.alloc(0);

function readSame(fd: number, chunk: Buffer): boolean {
  if (here.length < chunk.length) here = Buffer.allocUnsafe(chunk.length);
  let filled = 0;
  while (filled < chunk.length) {
    const count = readSync(fd, here, filled, chunk.length - filled, null);
    if (count === 0) return false;
    filled += count;
  }
  return chunk.compare(here, 0, chunk.length) === 0;
}

function statOf(file: string): Stats | undefined | 'unreadable' {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return undefined;
    if (systemCode(error) === '') throw error;
    return 'unreadable';
  }
}

function linkChange(file: string, { link }: TarEntry): 'link' | null {
  return readlinkSync(file) === link ? null : 'link';
}

function typeInBackup({ type }: TarEntry): EntryType {
  return type === 'hardlink' ? 'file' : type;
}

function typeOf(stat: Stats): EntryType {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'folder';
  return stat.isSymbolicLink() ? 'link' : 'other';
}
