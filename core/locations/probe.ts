/** Trying out a place with a file of our own: what the staged test needs, in a directory or over smbclient. */
import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LifeboatError, systemCode } from '../errors.ts';
import { acquireLock, type Lock } from '../lock.ts';
import { locationWorkFolder } from '../work-folder.ts';
import type { World } from '../world.ts';
import { onPlace } from './alive.ts';
import { directoryLocation } from './directory.ts';
import { placeError } from './errors.ts';
import { openSource } from './open-source.ts';
import type { LocationUsage } from './types.ts';

/** All of it throws what a backup would. */
export interface Probe {
  /** Makes the folder where that is right; whether it was made. */
  makeFolder(): Promise<boolean>;
  write(name: string, content: Buffer): Promise<void>;
  read(name: string): Promise<Buffer>;
  remove(name: string): Promise<void>;
  space(): Promise<Pick<LocationUsage, 'free' | 'total' | 'maxFileSize'>>;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}

/** `mayBeMade`: the directory is on what was just mounted; elsewhere a missing one means that a drive is not mounted. */
export function directoryProbe(
  world: World,
  directory: string,
  place: string,
  { mayBeMade = false } = {},
): Probe {
  let lock: Lock | null = null;
  const written = new Set<string>();
  async function telling<Result>(step: () => Promise<Result>): Promise<Result> {
    try {
      return await onPlace(world, directory, place, step);
    } catch (error) {
      throw placeError(error, place, { directory });
    }
  }
  /** In the work folder: out of sight of Home Assistant, and of other runs. */
  async function fileAt(name: string): Promise<string> {
    lock ??= await acquireLock(
      { ...locationWorkFolder(directory), place },
      'test of the location',
      world.now(),
    );
    return path.join(lock.folder, name);
  }
  return {
    makeFolder: () =>
      telling(async () => {
        const isMissing = mayBeMade && (await isNothing(directory));
        if (isMissing) await mkdir(directory, { recursive: true });
        if (!(await stat(directory)).isDirectory()) throw noDirectory(place);
        return isMissing;
      }),
    write: (name, content) =>
      telling(async () => {
        const file = await fileAt(name);
        written.add(file);
        const handle = await open(file, 'wx', 0o600);
        try {
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
      }),
    read: (name) =>
      telling(async () => {
        const source = await openSource(await fileAt(name), { fresh: true });
        try {
          return await source.read(0, source.size);
        } finally {
          await source.close();
        }
      }),
    remove: (name) =>
      telling(async () => {
        const file = await fileAt(name);
        await rm(file);
        written.delete(file);
      }),
    space: () => directoryLocation('', directory, { world, place }).usage(),
    async close() {
      try {
        for (const file of written) await rm(file, { force: true });
      } catch (error) {
        // What failed has been told; a place that is gone keeps what it has.
        if (systemCode(error) === '') throw error;
      } finally {
        lock?.release();
      }
    },
  };
}

async function isNothing(directory: string): Promise<boolean> {
  try {
    await stat(directory);
    return false;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return true;
    throw error;
  }
}

function noDirectory(place: string): LifeboatError {
  return new LifeboatError('unreachable', 'NO_DIRECTORY', `${place} is a file, not a directory.`, {
    safe: 'Nothing was changed.',
    remedies: ['Choose a directory.'],
  });
}
