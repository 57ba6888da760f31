/** A USB drive or SD card. */
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import type { Mountable } from './connect.ts';
import { findDrive, isFat } from './drives.ts';
import { firstWords, unreachable } from './mount-errors.ts';
import { addressOf, type UsbSettings } from './settings.ts';

/** What is written there must be found by others too, and nothing on it is run. */
const options = 'nosuid,nodev,noexec,noatime';

/** Its `find` and `mountArguments` throw LOCATION_AWAY while it is not plugged in. */
export function usbDrive(settings: UsbSettings, world: World): Mountable {
  const { uuid } = settings;
  const address = addressOf(settings);
  const plugged = async () => {
    const drive = await findDrive(world, uuid);
    if (drive === null) throw away(settings);
    return drive;
  };
  return {
    key: `usb:${uuid}`,
    address,
    find: async () => (await plugged()).mountPoint,
    async mountArguments() {
      const drive = await plugged();
      return ['-o', isFat(drive) ? `${options},utf8` : options, drive.path];
    },
    mountError: (output) => mountError(address, output),
  };
}

/** The code that says that a drive is not plugged in: no fault, but the way drives are used. */
export const awayCode = 'LOCATION_AWAY';

/** Whether this is the error of a drive that is not plugged in. */
export function isAway(error: unknown): boolean {
  return error instanceof LifeboatError && error.code === awayCode;
}

export function away({ name, label, uuid }: UsbSettings): LifeboatError {
  const message = `The drive of "${name}" (${label || uuid}) is not plugged in.`;
  return unreachable(awayCode, message, [
    'Plug it in, then try again.',
    'See what is plugged in: lifeboat locations drives',
  ]);
}

const packages: Readonly<Record<string, string>> = { exfat: 'exfatprogs exfat-fuse', ntfs: 'ntfs-3g' };

function mountError(address: string, output: string): LifeboatError {
  const unknown = /unknown filesystem type '([^']+)'/.exec(output)?.[1];
  const message = unknown
    ? `${address} cannot be mounted: this system does not know the file system ${unknown}.`
    : `${address} cannot be mounted: ${firstWords(output)}`;
  const wanted = packages[unknown ?? ''];
  return unreachable(unknown ? 'FILE_SYSTEM_UNKNOWN' : 'MOUNT_FAILED', message, [
    ...(wanted ? [`Teach it, on Debian and Raspberry Pi OS with: sudo apt install ${wanted}`] : []),
    unknown ? 'Use a drive with ext4.' : 'The drive may be damaged: check it with fsck, or use another one.',
  ]);
}
