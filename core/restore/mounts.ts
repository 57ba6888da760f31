/** Where other file systems are mounted: what cannot be renamed, and must not be moved along. */
import { realpathSync } from 'node:fs';
import { readMounts } from '../device/mounts.ts';
import type { World } from '../world.ts';

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

/** None where there is no /proc: then a mount shows itself when its rename fails, and all is taken back. */
function mountPoints(world: World): string[] {
  return readMounts(world).map(({ point }) => point);
}
