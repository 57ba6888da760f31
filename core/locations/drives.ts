/** Drives that backups can be kept on: what lsblk tells, without those that the system itself runs from. */
import { type MountEntry, readMounts } from '../device/mounts.ts';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { mountFolder } from './connect.ts';
import { noProgram } from './mount-errors.ts';

export interface Drive {
  /** `/dev/sda1`. */
  path: string;
  uuid: string;
  /** '' where it has none. */
  label: string;
  /** `vfat`, `exfat`, `ext4`, .. */
  fileSystem: string;
  size: number;
  /** Of the hardware, for people; '' where it has none. */
  model: string;
  isRemovable: boolean;
  /** Where the system has mounted it; null: nowhere. */
  mountPoint: string | null;
}

const columns = ['PATH', 'MAJ:MIN', 'TYPE', 'FSTYPE', 'LABEL', 'UUID', 'SIZE', 'RM', 'HOTPLUG', 'MODEL'];
const usable = new Set(['ext2', 'ext3', 'ext4', 'vfat', 'exfat', 'ntfs', 'btrfs', 'xfs', 'f2fs']);

/** As people know it: `FAT32`, `exFAT`, `ext4`. */
export function fileSystemName({ fileSystem }: Pick<Drive, 'fileSystem'>): string {
  const names: Readonly<Record<string, string>> = { vfat: 'FAT32', exfat: 'exFAT', ntfs: 'NTFS' };
  return names[fileSystem] ?? fileSystem;
}

/** Whether no file on it may have 4 GiB or more. */
export function isFat({ fileSystem }: Pick<Drive, 'fileSystem'>): boolean {
  return fileSystem === 'vfat';
}

/** What lsblk writes of a device. Older versions write numbers and booleans as texts. */
interface Block {
  path: string;
  'maj:min': string;
  fstype: string | null;
  label: string | null;
  uuid: string | null;
  size: number | string;
  rm: boolean | string;
  hotplug: boolean | string;
  model: string | null;
  children?: Block[];
}

/** Those plugged in now. Throws `unreachable` where lsblk is missing. */
export async function listDrives(world: World): Promise<Drive[]> {
  const disks = await listBlocks(world);
  const mounts = readMounts(world);
  const signatures = await readSignatures(world, disks.flatMap(withChildren));
  return disks
    .filter((disk) => !runsTheSystem(disk, mounts))
    .flatMap((disk) =>
      withChildren(disk).flatMap((block) => {
        const { fstype, uuid, label } = { ...block, ...signatures.get(block.path) };
        if (!uuid || !usable.has(fstype ?? '')) return [];
        return {
          path: block.path,
          uuid,
          label: label ?? '',
          fileSystem: fstype ?? '',
          size: Number(block.size),
          model: (block.model ?? disk.model ?? '').trim(),
          isRemovable: [disk.rm, disk.hotplug].some((flag) => flag === true || flag === '1'),
          mountPoint: mountOf(block, world, mounts)?.point ?? null,
        };
      }),
    );
}

/** The drive with this file system; null: it is not plugged in. */
export async function findDrive(world: World, uuid: string): Promise<Drive | null> {
  return (await listDrives(world)).find((drive) => drive.uuid === uuid) ?? null;
}

async function listBlocks(world: World): Promise<Block[]> {
  const { exitCode, stdout } = await world.run('lsblk', ['--json', '--bytes', '--output', columns.join(',')]);
  if (exitCode === 127) throw noProgram('lsblk', 'util-linux');
  // It says 1 where there is no block device at all, as in some containers.
  if (stdout.trim() === '') return [];
  try {
    const { blockdevices } = JSON.parse(stdout) as { blockdevices: Block[] };
    return blockdevices;
  } catch (cause) {
    throw new LifeboatError('unreachable', 'DRIVES_UNKNOWN', 'lsblk does not tell which drives there are.', {
      cause,
    });
  }
}

function withChildren(block: Block): Block[] {
  return [block, ...(block.children ?? []).flatMap(withChildren)];
}

/**
 * What is on the devices. lsblk asks udev, which is missing in containers; blkid looks at the drives itself, which takes
 * root, and is asked only where lsblk knew nothing.
 */
async function readSignatures(
  world: World,
  blocks: readonly Block[],
): Promise<Map<string, Pick<Block, 'fstype' | 'uuid' | 'label'>>> {
  const found = new Map<string, Pick<Block, 'fstype' | 'uuid' | 'label'>>();
  const strange = blocks.filter(
    ({ fstype, children, size }) => fstype === null && !children && Number(size) > 0,
  );
  if (strange.length === 0) return found;
  // Its cache remembers what was on another drive of that name.
  const ask = async (...words: string[]) => (await world.run('blkid', ['-c', '/dev/null', ...words])).stdout;
  const told = await ask('-o', 'export', ...strange.map(({ path }) => path));
  for (const text of told.split(/\n{2,}/)) {
    const lines = new Map(text.split('\n').map((line) => line.split(/=(.*)/s) as [string, string]));
    const path = lines.get('DEVNAME');
    if (path === undefined) continue;
    // Characters that a shell would take are written with a backslash.
    const plain = (name: string) => lines.get(name)?.replace(/\\(.)/g, '$1') ?? null;
    // Letters beyond ASCII are written as `M-C`, which an ASCII label may hold too: asked alone, it stands as it is.
    const label = /M-|\^/.test(lines.get('LABEL') ?? '')
      ? (await ask('-o', 'value', '-s', 'LABEL', path)).trimEnd()
      : plain('LABEL');
    found.set(path, { fstype: plain('TYPE'), uuid: plain('UUID'), label });
  }
  return found;
}

/** A backup on the drive that the system runs from would be lost with it. */
function runsTheSystem(disk: Block, mounts: readonly MountEntry[]): boolean {
  return withChildren(disk).some((block) =>
    mounts.some((mount) => isOn(mount, block) && /^\/($|boot(\/|$)|mnt\/data$)/.test(mount.point)),
  );
}

/** Where the system has mounted the whole of it. What a run of Lifeboat mounted goes away with that run. */
function mountOf(block: Block, world: World, mounts: readonly MountEntry[]): MountEntry | undefined {
  const ours = `${mountFolder(world)}/`;
  return mounts.find((mount) => isOn(mount, block) && mount.root === '/' && !mount.point.startsWith(ours));
}

/** btrfs gives its mounts a number of their own. */
function isOn({ device, source }: MountEntry, block: Block): boolean {
  return device === block['maj:min'] || source === block.path;
}
