/** The location that settings describe, whatever its kind. */
import type { World } from '../world.ts';
import type { Mountable } from './connect.ts';
import { directoryLocation } from './directory.ts';
import { mountedLocation } from './mounted.ts';
import { nfsExport } from './nfs.ts';
import { passwordFile } from './passwords.ts';
import type { LocationSettings } from './settings.ts';
import { smbShare } from './smb.ts';
import type { Location } from './types.ts';
import { usbDrive } from './usb.ts';

export interface Surroundings {
  world: World;
  /** Lifeboat's own folder: passwords are there. */
  home: string;
}

export interface MountSurroundings extends Surroundings {
  /** Another file with the password, for what is not set up yet. */
  credentials?: string;
}

/** Nothing is mounted, or asked of a server, before the first call. */
export function openLocation(settings: LocationSettings, surroundings: MountSurroundings): Location {
  const { world } = surroundings;
  const encrypt = settings.encrypt ?? undefined;
  if (settings.kind === 'directory')
    return directoryLocation(settings.name, settings.path, {
      world,
      ...(encrypt === undefined ? {} : { encrypt }),
      ...(settings.mount === undefined ? {} : { mount: settings.mount }),
    });
  return mountedLocation(settings, mountableOf(settings, surroundings), world);
}

/** How its file system is mounted. */
export function mountableOf(
  settings: Exclude<LocationSettings, { kind: 'directory' }>,
  { world, home, credentials = passwordFile(home, settings.name) }: MountSurroundings,
): Mountable {
  switch (settings.kind) {
    case 'usb':
      return usbDrive(settings, world);
    case 'smb':
      return smbShare(settings, world, credentials);
    case 'nfs':
      return nfsExport(settings, world);
  }
}
