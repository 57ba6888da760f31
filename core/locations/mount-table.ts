/** What is mounted, as the kernel tells it: looking there touches no file system, so nothing that is dead can hang it. */
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { type MountEntry, parseMountinfo, remoteTypes } from '../backup/mounts.ts';
import { systemCode } from '../errors.ts';
import { devicePath, type World } from '../world.ts';

export type { MountEntry };

/** In the order in which they were made; none where there is no /proc. */
export function readMounts(world: World): MountEntry[] {
  try {
    return parseMountinfo(readFileSync(devicePath(world, '/proc/self/mountinfo'), 'utf8'));
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return [];
  }
}

/**
 * The first mount on the way to a directory whose calls a server or another process answers, and may never answer; null
 * where the way is all on drives of this device. Links are followed by hand: the mount itself is not touched.
 */
export function farMount(world: World, directory: string): MountEntry | null {
  const mounts = new Map(readMounts(world).map((mount) => [mount.point, mount]));
  const left = path.resolve(directory).split(path.sep).filter(Boolean);
  let at = '/';
  for (let steps = 0; left.length > 0 && steps < 200; steps += 1) {
    const next = path.join(at, left.shift() ?? '');
    const mount = mounts.get(next);
    // `fuseblk` is a drive of this device, but a process reads it.
    if (mount && (remoteTypes.test(mount.type) || mount.type === 'fuseblk')) return mount;
    const target = linkTarget(next);
    if (target === null) {
      at = next;
      continue;
    }
    left.unshift(...target.split(path.sep).filter(Boolean));
    if (path.isAbsolute(target)) at = '/';
  }
  return null;
}

/** Null where it is no link, or not there. */
function linkTarget(file: string): string | null {
  try {
    return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : null;
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return null;
  }
}
