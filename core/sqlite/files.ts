/** The files of databases: which are some, and those that are open for reading while they are copied. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { systemCode } from '../errors.ts';
import { inodeOf } from '../inode.ts';

/**
 * Databases (device and inode) whose descriptors must not be closed now.
 *
 * POSIX drops all locks that a process has on a file as soon as it closes *any* descriptor of that file, those that SQLite
 * holds elsewhere in the process too. A Home Assistant that stops in that moment finds nobody reading, moves the -wal into
 * the database and deletes it under the copy. So nothing else here may open and close a database that is in use.
 */
const held = new Set<string>();

export interface OpenFile {
  fd: number;
  /** As it was when it was opened. */
  stat: Stats;
}

/** What SQLite keeps beside a database; one that belongs to another state of it destroys it. */
export const companionEnds: readonly string[] = ['-wal', '-shm', '-journal'];

/** A database and all that may lie beside it. */
export function withCompanions(database: string): string[] {
  return [database, ...companionEnds.map((end) => database + end)];
}

/** Of a database and its log, as far as they are there: they go into a backup as a pair. */
export function pairSize(database: string): { bytes: number; files: number } {
  const stats = [database, `${database}-wal`].flatMap(
    (file) => statSync(file, { throwIfNoEntry: false }) ?? [],
  );
  return { bytes: stats.reduce((sum, { size }) => sum + size, 0), files: stats.length };
}

/** Never waits (opening a FIFO would). Follows links: whoever calls has chosen the file. */
export function openFile(path: string): OpenFile {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { fd, stat: fstatSync(fd) };
}

/** The first `length` bytes, fewer where the file ends before. */
export function readStart(fd: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
}

/** True while this process copies or checks the database: nobody else in it may then open and close the file. */
export function isHeld(stat: Pick<Stats, 'dev' | 'ino'>): boolean {
  return held.has(inodeOf(stat));
}

/** Until `release`, nobody else in this process is to open and close the file: see `isHeld`. */
export function hold(stat: Stats): void {
  held.add(inodeOf(stat));
}

export function release(stat: Stats): void {
  held.delete(inodeOf(stat));
}

/** Closes the descriptors and empties the list; the process's locks on these files are gone with it. */
export function letGo(files: OpenFile[]): void {
  for (const { fd, stat } of files.splice(0)) {
    release(stat);
    closeSync(fd);
  }
}

const magic = Buffer.from('SQLite format 3\0');

/** By its first 16 bytes. False for what is no file, or cannot be read. */
export function isSqlite(file: string): boolean {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return false;
    if (isHeld(stat)) return true;
    const { fd } = openFile(file);
    try {
      return readStart(fd, magic.length).equals(magic);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return false;
  }
}
