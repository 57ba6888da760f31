/** What is mounted, as the kernel tells it: looking there touches no file system, so nothing that is dead can hang it. */
import { readFileSync, realpathSync } from 'node:fs';
import { systemCode } from '../errors.ts';
import { devicePath, type World } from '../world.ts';

const mountTable = '/proc/self/mountinfo';

export interface MountEntry {
  point: string;
  type: string;
  /** What is mounted: `/dev/sda1`, `//nas/backups`, `nas:/backups`. */
  source: string;
  /** `8:1`; a number of its own where no block device is below, and on btrfs. */
  device: string;
  /** The folder of the file system that is seen at the point: `/`, or another one where a folder is bound. */
  root: string;
}

/** In the order in which they were made; none where there is no /proc. */
export function readMounts(world: Pick<World, 'root'>): MountEntry[] {
  return readTable(devicePath(world, mountTable));
}

function readTable(file: string): MountEntry[] {
  try {
    return parseTable(readFileSync(file, 'utf8'));
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return [];
  }
}

/** Lines such as `36 35 98:0 /root /mount\040point rw,noatime shared:1 - ext3 /dev/sda1 rw`. */
function parseTable(text: string): MountEntry[] {
  const mounts: MountEntry[] = [];
  for (const line of text.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , device = '', root = '', point] = before.split(' ').map(unescapeOctal);
    const [type, source = ''] = after.split(' ').map(unescapeOctal);
    if (point !== undefined && type) mounts.push({ point, type, source, device, root });
  }
  return mounts;
}

/** Space, tab, newline and backslash are written as octal bytes. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** `fuseblk` is not among them: it is a local disk, e.g. NTFS. */
export const remoteTypes =
  /^(nfs4?|cifs|smb3?|smbfs|ncpfs|afs|9p|ceph|glusterfs|davfs|autofs|fuse|fuse\..+|lustre|ocfs2|beegfs)$/;

/**
 * File systems inside a folder that a backup does not enter: network shares and FUSE, which may be slow, endless or dead.
 * Path relative to the folder -> type.
 */
export function remoteMounts(folder: string, mountinfo = mountTable): Map<string, string> {
  const root = realpathSync(folder);
  const prefix = root === '/' ? '/' : `${root}/`;
  const mounts = new Map<string, string>();
  for (const { point, type } of readTable(mountinfo)) {
    if (!point.startsWith(prefix)) continue;
    const path = point.slice(prefix.length);
    // The last mount on a point is the one that is seen.
    if (remoteTypes.test(type)) mounts.set(path, type);
    else mounts.delete(path);
  }
  return mounts;
}
