/** Where other file systems are mounted: what cannot be renamed, and must not be moved along. */
import { readFileSync, realpathSync } from 'node:fs';
import { parseMountinfo } from '../backup/mounts.ts';
import { systemCode } from '../errors.ts';
import { devicePath, type World } from '../world.ts';

/** Mount points below `folder`, relative to it. */
export function mountsBelow(world: World, folder: string): string[] {
  const root = `${realpathSync(folder)}/`;
  return mountPoints(world)
    .filter((mount) => mount.startsWith(root))
    .map((mount) => mount.slice(root.length));
}

export function isMountPoint(world: World, folder: string): boolean {
  return mountPoints(world).includes(realpathSync(folder));
}

function mountPoints(world: World): string[] {
  try {
    const text = readFileSync(devicePath(world, '/proc/self/mountinfo'), 'utf8');
    return parseMountinfo(text).map(({ point }) => point);
  } catch (error) {
    // No /proc: then a mount shows itself when its rename fails, and all is taken back.
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
