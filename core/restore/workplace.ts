/** Where new entries wait and old ones are kept: on the file system of the part, out of Home Assistant's sight. */
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { PartId } from '../archive/types.ts';
import type { World } from '../world.ts';
import { isMountPoint } from './mounts.ts';

/** A folder of ours inside a part, where there is no place beside it; never swept, never backed up. */
export const innerWorkplace = '.lifeboat';
/** Inside the configuration: Core and the Supervisor leave the content of `.cache` out of their backups. */
export const configWorkplace = '.cache/lifeboat';

/** Begins the names of folders in a workplace that nobody misses: the next start removes them. */
export const stagingPrefix = 'staging-';

/** Absolute; not made here. `live` is the part's folder. */
export function workplaceOf(world: World, part: PartId, live: string): string {
  const folder = realpathSync(live);
  if (part === 'homeassistant' || part === 'database') {
    const cache = path.join(folder, '.cache');
    return path.join(folder, isOurs(world, cache, folder) ? configWorkplace : innerWorkplace);
  }
  const parent = path.dirname(folder);
  const isBeside =
    !isMountPoint(world, folder) && statSync(parent).dev === statSync(folder).dev && isWritable(parent);
  return path.join(isBeside ? parent : folder, innerWorkplace);
}

/**
 * Makes a folder in the workplace of the part at `live`, for root alone. A `.cache` that has to be made on the way is Home
 * Assistant's: it gets the owner of the configuration, or Home Assistant could not write there.
 */
export function makeWorkFolder(folder: string, live: string): void {
  const cache = path.join(live, path.dirname(configWorkplace));
  if (folder.startsWith(`${cache}/`) && !existsSync(cache)) {
    const { uid, gid } = statSync(live);
    mkdirSync(cache, { mode: 0o755 });
    if (process.getuid?.() === 0) chownSync(cache, uid, gid);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Tells the folders of one restore from those of others; sorts by time. */
export function stampOf(world: World): string {
  const time = world
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return `${time}-${world.randomBytes(2).toString('hex')}`;
}

/** A folder, or nothing yet, on the file system of `within`. */
function isOurs(world: World, folder: string, within: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) return true;
  return stat.isDirectory() && stat.dev === statSync(within).dev && !isMountPoint(world, folder);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
