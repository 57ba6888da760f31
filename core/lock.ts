/**
 * A lock on a folder: one job at a time, whoever runs it, in whatever container.
 *
 * A SQLite file held by BEGIN EXCLUSIVE: a lock of the kernel, so it goes with its process, however that ends, and
 * means the same in every container that shares the file system. (A file with a process number in it would mean
 * nothing there.) The file lies in a work folder and is removed with it.
 */
import { closeSync, fstatSync, openSync, type Stats, statSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isUnwritable, LifeboatError, systemCode } from './errors.ts';
import { inodeOf } from './inode.ts';
import { busy, holderFile, tellHolder } from './lock-holder.ts';
import { makeWorkFolder, removeWorkFolder, type WorkFolder } from './work-folder.ts';

export interface Lock {
  /** The work folder, which exists while the lock is held. */
  readonly folder: string;
  /** Lets it go and removes the work folder where nothing else is in it. Twice does no harm. */
  release(): void;
}

/**
 * The locks of this process, by device and inode. Closing any descriptor of a file drops all POSIX locks that the
 * process has on it, so a file that is locked already must not be opened a second time.
 */
const held = new Set<string>();

/** How often somebody may be met who only looks, before they are taken for one who stays: some 10 seconds in all. */
const mostLooks = 140;

/** Throws `busy` when another job works there; system errors when the folder cannot be used. */
export async function acquireLock(work: WorkFolder, doing: string, now: Date): Promise<Lock> {
  const sqlite = await import('node:sqlite');
  const file = path.join(work.folder, 'lock');
  let made: string | undefined;
  // Again and again only while others remove the file or its folder between our steps, or look whether it is locked.
  for (let looks = 0; ; ) {
    made = makeWorkFolder(work) ?? made;
    if (held.has(identity(statSync(file, { throwIfNoEntry: false })))) throw busy(work);
    const fd = openLockFile(file);
    if (fd === null) continue;
    const id = identity(fstatSync(fd));
    let database: DatabaseSync | null = null;
    try {
      database = hold(sqlite.DatabaseSync, file, id);
    } catch (error) {
      if (!isBusy(error)) throw error;
      looks += 1;
      if (looks > mostLooks || isHeld(sqlite.DatabaseSync, file)) throw busy(work);
    } finally {
      if (database === null) closeSync(fd);
    }
    if (database === null) {
      await pause(looks);
      continue;
    }
    held.add(id);
    const release = () => {
      if (!held.delete(id)) return;
      // Removed while it is held: who opened it meanwhile sees that it is gone and starts again.
      tidy(() => unlinkSync(holderFile(work)));
      tidy(() => unlinkSync(file));
      tidy(() => database.close());
      tidy(() => closeSync(fd));
      tidy(() => removeWorkFolder(work, made));
    };
    try {
      tellHolder(work, doing, now);
    } catch (error) {
      release();
      throw error;
    }
    return { folder: work.folder, release };
  }
}

/**
 * The same for work that cannot wait until the place takes files again: what only reads, and what makes room. Null where
 * no lock can be laid down there, as on a full drive or a read-only one: nobody else can lay one down there either. Throws
 * `busy` where somebody holds one already.
 */
export async function acquireLockIfPossible(
  work: WorkFolder,
  doing: string,
  now: Date,
): Promise<Lock | null> {
  try {
    return await acquireLock(work, doing, now);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    if (await isLocked(work)) throw busy(work);
    return null;
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

/** Whether somebody holds the lock at this moment. Who wants to take it meanwhile waits until we have looked. */
export async function isLocked({ folder }: WorkFolder): Promise<boolean> {
  const file = path.join(folder, 'lock');
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return false;
  if (held.has(identity(found))) return true;
  const sqlite = await import('node:sqlite');
  return isHeld(sqlite.DatabaseSync, file);
}

/** Whether another process holds the lock in this file, which may be removed and made anew between our steps. */
function isHeld(Database: typeof DatabaseSync, file: string, tries = 5): boolean {
  let database: DatabaseSync | null = null;
  try {
    database = new Database(file, { readOnly: true });
    // Reading needs a shared lock, which nobody gets beside an exclusive one.
    database.prepare('SELECT 1 FROM sqlite_schema').all();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    if (!statSync(file, { throwIfNoEntry: false })) return false;
    if (tries === 1) throw error;
  } finally {
    database?.close();
  }
  return isHeld(Database, file, tries - 1);
}

/** Locks the file with this identity, which the caller has open; null when `file` leads to another one by now. */
function hold(Database: typeof DatabaseSync, file: string, id: string): DatabaseSync | null {
  // While the caller's descriptor is open no other file can get this inode. If the path leads to it still, it did all
  // along, and that very file is what SQLite has locked.
  const isSame = () => id === identity(statSync(file, { throwIfNoEntry: false }));
  let database: DatabaseSync | null = null;
  try {
    database = new Database(file);
    // A journal in a file would want room, which a full drive has not.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
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
  return stat ? inodeOf(stat) : '';
}

/** SQLITE_BUSY is 5; the upper bits of the code tell it apart further. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}
