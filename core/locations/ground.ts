/** What a directory lies on, as far as the kernel tells: whether two would be lost together. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { followTo } from '../device/far-mount.ts';
import { type MountEntry, readMounts } from '../device/mounts.ts';
import { realPlace } from '../device/places.ts';
import { devicePath, type World } from '../world.ts';

export interface Ground {
  /** `st_dev`. */
  fileSystem: number;
  /** Drives below it, such as `sda` or `mmcblk0`, or a ZFS pool; none where a server has it, or nobody knows. */
  drives: string[];
  /** In memory, or in the changes that a container keeps of its image: gone sooner than any drive. */
  isPassing: boolean;
}

const passing = /^(tmpfs|ramfs|overlay|aufs)$/;

/** Of a directory that is there. Throws system errors where it is not. */
export function groundOf(world: World, directory: string): Ground {
  const fileSystem = statSync(directory).dev;
  const mount = mountOf(world, realpathSync(directory));
  if (mount === null) return { fileSystem, drives: [], isPassing: false };
  return { fileSystem, drives: drivesOf(world, mount), isPassing: passing.test(mount.type) };
}

/** Whether what lies on `place` outlives what carries `other`. */
export function isApart(place: Ground, other: Ground): boolean {
  if (place.fileSystem === other.fileSystem || place.isPassing) return false;
  return !place.drives.some((drive) => other.drives.includes(drive));
}

/** Where the drive or share of a directory is mounted; null: it is on that of the system itself. Nothing is touched. */
export function mountPointOf(world: World, directory: string): string | null {
  const point = mountOf(world, followTo(world, directory).path)?.point ?? '/';
  return point === '/' ? null : point;
}

/** True also where the kernel does not tell. */
export function isMounted(world: World, point: string): boolean {
  const mounts = readMounts(world);
  return mounts.length === 0 || mounts.some((mount) => mount.point === point);
}

/** The mount that a directory is seen through: of those around it the innermost, and of several there the last. */
function mountOf(world: World, directory: string): MountEntry | null {
  const around = readMounts(world).filter(({ point }) =>
    `${directory}/`.startsWith(point === '/' ? '/' : `${point}/`),
  );
  const longest = Math.max(...around.map(({ point }) => point.length));
  return around.findLast(({ point }) => point.length === longest) ?? null;
}

function drivesOf(world: World, { device, source, type }: MountEntry): string[] {
  if (type === 'zfs') return [source.split('/')[0] ?? source];
  // btrfs has a number of its own, and names its drive.
  const entry = device.startsWith('0:')
    ? `/sys/class/block/${path.basename(source)}`
    : `/sys/dev/block/${device}`;
  const isDrive = !device.startsWith('0:') || source.startsWith('/dev/');
  const folder = isDrive ? realPlace(devicePath(world, entry)) : null;
  return folder === null ? [] : [...new Set(wholeDrives(folder))];
}

/** The drives that a block device of /sys is made of: a partition of its drive, LVM and encryption of what is below. */
function wholeDrives(folder: string): string[] {
  const below = existsSync(path.join(folder, 'slaves')) ? readdirSync(path.join(folder, 'slaves')) : [];
  if (below.length > 0)
    return below.flatMap((name) => wholeDrives(realpathSync(path.join(folder, 'slaves', name))));
  return [path.basename(existsSync(path.join(folder, 'partition')) ? path.dirname(folder) : folder)];
}
