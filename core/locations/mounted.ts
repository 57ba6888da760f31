/** A folder of a file system that is mounted when it is needed, as a location. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { onPlace } from '../device/alive.ts';
import { LifeboatError, systemCode } from '../errors.ts';
import type { World } from '../world.ts';
import { type Connection, connect, type Mountable } from './connect.ts';
import { directoryLocation } from './directory.ts';
import { placeError } from './errors.ts';
import { addressOf, type LocationSettings } from './settings.ts';
import type { Location, LocationSource, LockedLocation } from './types.ts';

type MountedSettings = Exclude<LocationSettings, { kind: 'directory' }>;

/**
 * Its paths are addresses such as `//nas/backups/a.tar`: they stay the same wherever it is mounted. It stays mounted
 * for as long as something of it is open or locked.
 */
export function mountedLocation(settings: MountedSettings, mountable: Mountable, world: World): Location {
  const { name, kind, folder } = settings;
  const address = addressOf(settings);

  async function enter(): Promise<{ here: Location; connection: Connection }> {
    const connection = await connect(world, mountable);
    try {
      const directory = path.join(connection.directory, folder);
      await onPlace(world, directory, address, () => requireFolder(directory, address));
      return { here: directoryLocation(name, directory, { world, place: address }), connection };
    } catch (error) {
      connection.release();
      throw error;
    }
  }
  async function within<Result>(step: (here: Location) => Promise<Result>): Promise<Result> {
    const { here, connection } = await enter();
    try {
      return await step(here);
    } finally {
      connection.release();
    }
  }
  const addressed = (file: string) => `${address}/${path.basename(file)}`;
  return {
    name,
    kind,
    path: address,
    ...(typeof settings.encrypt === 'boolean' ? { encrypt: settings.encrypt } : {}),
    list: () =>
      within(async (here) => (await here.list()).map((entry) => ({ ...entry, path: addressed(entry.path) }))),
    async open(file, options) {
      const { here, connection } = await enter();
      try {
        const source = await here.open(path.join(here.path, path.basename(file)), options);
        return releasing(source, connection);
      } catch (error) {
        connection.release();
        throw error;
      }
    },
    usage: () => within((here) => here.usage()),
    test: (now) => within((here) => here.test(now)),
    async lock(doing, now, options) {
      const { here, connection } = await enter();
      try {
        return lockedThere(await here.lock(doing, now, options), here.path, connection, addressed);
      } catch (error) {
        connection.release();
        throw error;
      }
    },
  };
}

async function requireFolder(directory: string, address: string): Promise<void> {
  try {
    await stat(directory);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw placeError(error, address);
    throw new LifeboatError('unreachable', 'FOLDER_MISSING', `There is no folder ${address}.`, {
      safe: 'Nothing was changed.',
      remedies: [
        'Test the location: that makes the folder, if it should be there.',
        'Choose another folder.',
      ],
    });
  }
}

function releasing(source: LocationSource, connection: Connection): LocationSource {
  return {
    size: source.size,
    readFrom: source.readFrom,
    read: (offset, length) => source.read(offset, length),
    async close() {
      try {
        await source.close();
      } finally {
        connection.release();
      }
    },
  };
}

function lockedThere(
  locked: LockedLocation,
  directory: string,
  connection: Connection,
  addressed: (file: string) => string,
): LockedLocation {
  return {
    async createSink(name) {
      const sink = await locked.createSink(name);
      return {
        write: (bytes) => sink.write(bytes),
        patch: (offset, bytes) => sink.patch(offset, bytes),
        readBack: () => sink.readBack(),
        resumeAt: (offset) => sink.resumeAt(offset),
        finish: async (as) => addressed(await sink.finish(as)),
        abort: () => sink.abort(),
        suspend: () => sink.suspend(),
      };
    },
    remove: (file) => locked.remove(path.join(directory, path.basename(file))),
    release() {
      locked.release();
      connection.release();
    },
  };
}
