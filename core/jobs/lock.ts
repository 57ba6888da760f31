/**
 * A lock on a folder: one job at a time, whoever runs it, in whatever container.
 *
 * A SQLite file held by BEGIN EXCLUSIVE: a lock of the kernel, so it goes with its process, however that ends, and
 * means the same in every container that shares the file system. (A file with a process number in it would mean
 * nothing there.) The file lies in a work folder and is removed with it.
 */
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { LifeboatError, systemCode } from '../errors.ts';
import { makeWorkFolder, removeWorkFolder, type WorkFolder } from '../locations/work-folder.ts';

export interface Lock {
  /** The work folder, which exists while the lock is held. */
  readonly folder: string;
  /** Lets it go and removes the work folder where nothing else is in it. Twice does no harm. */
  release(): void;
}

/** Who holds a lock, as the file beside it tells. */
interface Holder {
  /** What it does, e.g. `backup`. */
  doing: string;
  pid: number;
  host: string;
  /** ISO. */
  since: string;
}

/**
 * The locks of this process, by device and inode. Closing any descriptor of a file drops all POSIX locks that the
 * process has on it, so a file that is locked already must not be opened a second time.
 */
const held = new Set<string>();

/** Throws `busy` when another job works there; system errors when the folder cannot be used. */
export async function acquireLock(work: WorkFolder, doing: string, now: Date): Promise<Lock> {
  const sqlite = await import('node:sqlite');
  const file = path.join(work.folder, 'lock');
  const info = path.join(work.folder, 'lock.json');
  let made: string | undefined;
  // Again and again only while others remove the file or its folder between our steps.
  for (;;) {
    made = makeWorkFolder(work) ?? made;
    if (held.has(identity(statSync(file, { throwIfNoEntry: false })))) throw busy(work, info);
    const fd = openLockFile(file);
    if (fd === null) continue;
    const id = identity(fstatSync(fd));
    let database: DatabaseSync | null = null;
    try {
      database = hold(sqlite.DatabaseSync, file, id);
    } catch (error) {
      throw isBusy(error) ? busy(work, info) : error;
    } finally {
      if (database === null) closeSync(fd);
    }
    if (database === null) continue;
    held.add(id);
    const holder: Holder = { doing, pid: process.pid, host: hostname(), since: now.toISOString() };
    writeFileSync(info, JSON.stringify(holder), { mode: 0o600 });
    const release = () => {
      if (!held.delete(id)) return;
      // Removed while it is held: who opened it meanwhile sees that it is gone and starts again.
      tidy(() => rmSync(info, { force: true }));
      tidy(() => rmSync(file, { force: true }));
      database.close();
      closeSync(fd);
      tidy(() => removeWorkFolder(work, made));
    };
    return { folder: work.folder, release };
  }
}

/** Where the drive has gone, the job itself has told; what stays there is cleared away by the next one. */
function tidy(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (systemCode(error) === '') throw error;
  }
}

/** For short work, such as adding a key: waits for the other one for some seconds, then throws `busy`. */
export async function waitForLock(work: WorkFolder, doing: string, now: Date): Promise<Lock> {
  for (let tries = 100; ; tries -= 1) {
    try {
      return await acquireLock(work, doing, now);
    } catch (error) {
      if (tries === 0 || !(error instanceof LifeboatError) || error.kind !== 'busy') throw error;
      await pause(50);
    }
  }
}

/** Locks the file with this identity, which the caller has open; null when `file` leads to another one by now. */
function hold(Database: typeof DatabaseSync, file: string, id: string): DatabaseSync | null {
  // While the caller's descriptor is open no other file can get this inode. If the path leads to it still, it did all
  // along, and that very file is what SQLite has locked.
  const isSame = () => id === identity(statSync(file, { throwIfNoEntry: false }));
  let database: DatabaseSync | null = null;
  try {
    database = new Database(file);
    database.exec('BEGIN EXCLUSIVE');
    if (isSame()) return database;
  } catch (error) {
    if (isSame()) {
      database?.close();
      throw error;
    }
  }
  database?.close();
  return null;
}

/** Null where the last holder has just removed the folder. */
function openLockFile(file: string): number | null {
  try {
    return openSync(file, 'a+', 0o600);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function identity(stat: Stats | undefined): string {
  return stat ? `${stat.dev}:${stat.ino}` : '';
}

/** SQLITE_BUSY is 5; the upper bits of the code tell it apart further. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

function busy(work: WorkFolder, info: string): LifeboatError {
  const holder = readHolder(info);
  const who = holder
    ? `${holder.doing}, process ${holder.pid} on ${holder.host}, since ${holder.since}`
    : 'another run of Lifeboat';
  return new LifeboatError('busy', 'BUSY', `Another job works on ${work.of}: ${who}.`, {
    safe: 'This one has not begun; nothing was changed.',
    remedies: ['Wait until it is done, then try again.'],
  });
}

/** Null where the holder has not written it yet, or has gone. */
function readHolder(info: string): Holder | null {
  try {
    return JSON.parse(readFileSync(info, 'utf8'));
  } catch {
    return null;
  }
}
