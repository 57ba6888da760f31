/** Trying out a place with a file of our own: what the staged test needs, in a directory or over smbclient. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { onPlace } from '../device/alive.ts';
import { LifeboatError, systemCode } from '../errors.ts';
import { locationWorkFolder } from '../work-folder.ts';
import type { World } from '../world.ts';
import { directoryLocation } from './directory.ts';
import { placeError } from './errors.ts';
import { workSuffix } from './sink.ts';
import type { LocationUsage, LockedLocation, Sink } from './types.ts';

/** Milliseconds for one step: of a few kilobytes, with somebody waiting for it. */
const patience = 20_000;
/** Bytes at the beginning that are written last. */
const late = 512;

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

/**
 * `make`: how the directory is made where it is not there. Without it, a missing one is an error: then a drive is not
 * mounted.
 */
export function directoryProbe(
  world: World,
  directory: string,
  place: string,
  { make }: { make?: (directory: string) => Promise<unknown> } = {},
): Probe {
  const here = directoryLocation('', directory, { world, place, patience });
  let locked: LockedLocation | null = null;
  let sink: Sink | null = null;
  /** In the work folder: out of sight of Home Assistant, and of other runs. */
  async function sinkFor(name: string): Promise<Sink> {
    locked ??= await here.lock('test of the location', world.now());
    sink ??= await locked.createSink(name);
    return sink;
  }
  return {
    async makeFolder() {
      try {
        return await onPlace(world, directory, place, async () => {
          const isMissing = make !== undefined && (await isNothing(directory));
          if (isMissing) await make(directory);
          if (!(await stat(directory)).isDirectory()) throw noDirectory(place);
          return isMissing;
        });
      } catch (error) {
        throw placeError(error, place, { directory });
      }
    },
    async write(name, content) {
      const to = await sinkFor(name);
      // As a backup is written: some of its beginning is known only at its end.
      await to.write(Buffer.concat([Buffer.alloc(late), content.subarray(late)]));
      await to.patch(0, content.subarray(0, late));
    },
    async read(name) {
      const source = await (await sinkFor(name)).readBack();
      try {
        return await source.read(0, source.size);
      } finally {
        await source.close();
      }
    },
    async remove(name) {
      await (await sinkFor(name)).suspend();
      const { folder } = locationWorkFolder(directory);
      await locked?.remove(path.join(folder, `${name}${workSuffix}`));
    },
    space: () => here.usage(),
    async close() {
      await sink?.abort();
      locked?.release();
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
