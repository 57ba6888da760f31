/** Whether the way to a directory leads over a file system that may never answer. */
import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../errors.ts';
import type { World } from '../world.ts';
import { type MountEntry, readMounts, remoteTypes } from './mounts.ts';

type Rooted = Pick<World, 'root'>;

/** The first mount on the way to a directory whose calls a server or another process answers; null: there is none. */
export function farMount(world: Rooted, directory: string): MountEntry | null {
  return followTo(world, directory).far;
}

/**
 * Where a directory really is, and the first mount on the way there that may never answer; null where the way is all on
 * drives of this device. Links are followed by hand, up to that mount: it is not touched.
 */
export function followTo(world: Rooted, directory: string): { path: string; far: MountEntry | null } {
  const mounts = new Map(readMounts(world).map((mount) => [mount.point, mount]));
  const left = path.resolve(directory).split(path.sep).filter(Boolean);
  let at = '/';
  for (let steps = 0; left.length > 0 && steps < 200; steps += 1) {
    const next = path.join(at, left.shift() ?? '');
    const mount = mounts.get(next);
    // `fuseblk` is a drive of this device, but a process reads it.
    if (mount && (remoteTypes.test(mount.type) || mount.type === 'fuseblk'))
      return { path: path.join(next, ...left), far: mount };
    const target = linkTarget(next);
    if (target === null) {
      at = next;
      continue;
    }
    left.unshift(...target.split(path.sep).filter(Boolean));
    if (path.isAbsolute(target)) at = '/';
  }
  return { path: at, far: null };
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
