/** A directory as a location: on this device, a plugged-in drive, or a share that is mounted already. */
import { randomUUID } from 'node:crypto';
import { access, chown, constants, mkdir, readdir, rm, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { onPlace } from '../device/alive.ts';
import { LifeboatError, systemCode } from '../errors.ts';
import { acquireLock, acquireLockIfPossible, type Lock } from '../lock.ts';
import { syncFolder } from '../private-file.ts';
import { locationWorkFolder, type WorkFolder } from '../work-folder.ts';
import type { World } from '../world.ts';
import { placeError } from './errors.ts';
import { maxFileSize, roomOf } from './file-system.ts';
import { groundOf, isMounted } from './ground.ts';
import { openSource } from './open-source.ts';
import { Patience } from './patience.ts';
import { createDirectorySink, workSuffix } from './sink.ts';
import type { Location, LocationEntry, LockedLocation, LockOptions } from './types.ts';

export interface DirectoryOptions {
  /** Home Assistant makes its own backups directory at its first backup: until then it is an empty location. */
  mayBeMissing?: boolean;
  /** What it is called in messages; default: the directory itself. */
  place?: string;
  /** As in `Location`. */
  encrypt?: boolean;
  /** Where something has to be mounted: without it, what is written would go to another drive. */
  mount?: string;
  /** Runs the program that finds out whether a mount answers; without it nothing is asked before the first call. */
  world?: World;
  /** Milliseconds that a step of a job may take there; two minutes by default. */
  patience?: number;
}

/** It is not touched before the first call. */
export function directoryLocation(name: string, directory: string, options: DirectoryOptions = {}): Location {
  const { place = directory, world, encrypt } = options;
  /** Runs a step; its system errors become those of a place. */
  async function inWords<Result>(step: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await step();
    } catch (error) {
      throw placeError(error, place, { directory });
    }
  }
  /** The same, if the place is there and answers. */
  function telling<Result>(step: () => Result | Promise<Result>): Promise<Result> {
    return inWords(() => {
      if (!world) return step();
      const gone = goneFrom(world, { name, path: directory, mount: options.mount });
      if (gone !== null) throw gone;
      return onPlace(world, directory, place, step);
    });
  }
  async function lock(
    doing: string,
    now: Date,
    { keep, isOnlyToRemove }: LockOptions = {},
  ): Promise<LockedLocation> {
    return telling(async () => {
      if (options.mayBeMissing) await makeLikeParent(directory);
      const work = { ...locationWorkFolder(directory), place };
      const held = await (isOnlyToRemove ? lockIfRoom(work, doing, now) : acquireLock(work, doing, now));
      const patience = new Patience(place, options.patience);
      try {
        await patience.step(() => removeLeftovers(held, keep));
      } catch (error) {
        patience.clearUp(() => held.release());
        throw error;
      }
      return {
        createSink: (work = randomUUID()) =>
          patience.step(() =>
            createDirectorySink(directory, { workFolder: held.folder, name: work, place, patience }),
          ),
        remove: (file) =>
          telling(async () => {
            await remove(file, directory);
            syncFolder(directory);
          }),
        release: () => patience.clearUp(() => held.release()),
      };
    });
  }
  return {
    name,
    kind: 'directory',
    path: directory,
    ...(encrypt === undefined ? {} : { encrypt }),
    list: () => telling(() => listArchives(directory, options)),
    open: (file, { fresh = false } = {}) =>
      telling(async () => {
        const source = new Patience(place, options.patience).source(await openSource(file, { fresh }));
        // A bad sector shows only when it is read.
        return { ...source, read: (offset, length) => inWords(() => source.read(offset, length)) };
      }),
    usage: () =>
      telling(async () => {
        const at = options.mayBeMissing ? await existing(directory) : directory;
        const about = await statfs(at);
        return {
          ...roomOf(about),
          ground: world ? groundOf(world, at) : null,
          maxFileSize: maxFileSize(about.type),
          refusal: await refusalOf(at, place),
        };
      }),
    async test(now) {
      const held = await lock('test of the location', now);
      try {
        const sink = await held.createSink();
        await sink.write(Buffer.from('lifeboat'));
        await sink.abort();
      } finally {
        held.release();
      }
    },
    lock,
  };
}

/** Nothing is mounted any more where the drive or share of a directory was; null: all is well. */
export function goneFrom(
  world: World,
  { name, path: directory, mount }: { name: string; path: string; mount?: string | undefined },
): LifeboatError | null {
  if (mount === undefined || isMounted(world, mount)) return null;
  const message = `${directory} cannot be used: nothing is mounted at ${mount}, and a backup would go to another drive.`;
  return new LifeboatError('unreachable', 'NOT_MOUNTED', message, {
    safe: 'Nothing was changed.',
    remedies: [
      'Plug in or mount the drive or share.',
      `If backups shall go to that directory itself: lifeboat locations edit ${name} --where ${directory}`,
    ],
  });
}

/** As Home Assistant finds them: `*.tar`, directly in it, with a small suffix. */
async function listArchives(directory: string, options: DirectoryOptions): Promise<LocationEntry[]> {
  const entries: LocationEntry[] = [];
  for (const name of await readNames(directory, options)) {
    if (!name.endsWith('.tar')) continue;
    const file = path.join(directory, name);
    try {
      const found = await stat(file);
      if (found.isFile()) entries.push({ name, path: file, size: found.size, mtime: found.mtime });
    } catch (error) {
      // Deleted since, or a link to nowhere.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
  return entries;
}

async function readNames(directory: string, { mayBeMissing = false }: DirectoryOptions): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (mayBeMissing && systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Home Assistant must be able to write into it later, whoever makes it now. */
export async function makeLikeParent(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    throw error;
  }
  const { uid, gid } = await stat(path.dirname(directory));
  if (process.getuid?.() === 0) await chown(directory, uid, gid);
}

async function refusalOf(directory: string, place: string): Promise<string | null> {
  try {
    await access(directory, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const told = placeError(error, place);
    if (told instanceof LifeboatError) return told.message;
    throw told;
  }
}

/** The directory, or the one that it will be made in. */
async function existing(directory: string): Promise<string> {
  try {
    await stat(directory);
    return directory;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return path.dirname(directory);
    throw error;
  }
}

/** Not by `rm`: that tries as a folder what it may not remove, and then says that it is none. */
async function remove(file: string, directory: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    // Throws where it is the place that is gone.
    await stat(directory);
    throw new LifeboatError('not-found', 'NO_SUCH_ARCHIVE', `There is no file ${file} any more.`, {
      cause: error,
    });
  }
}

/** As far as there is room for a lock. */
async function lockIfRoom(work: WorkFolder, doing: string, now: Date): Promise<Lock> {
  const lock = await acquireLockIfPossible(work, doing, now);
  return lock ?? { folder: work.folder, release: () => undefined };
}

/** Only while the lock is held: nobody else writes here now, so what is unfinished stays so. */
async function removeLeftovers({ folder }: Lock, keep: string | undefined): Promise<void> {
  for (const name of await readNames(folder, { mayBeMissing: true })) {
    if (name.endsWith(workSuffix) && name !== `${keep}${workSuffix}`)
      await rm(path.join(folder, name), { force: true });
  }
}
