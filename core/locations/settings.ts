/** The locations that are set up, as they stand in the settings. No secrets: a password is in a file of its own. */
import type { Keep } from '../retention/types.ts';

interface Common {
  name: string;
  /** Whether backups are encrypted here; null or absent: the backup itself says so. */
  encrypt?: boolean | null;
  /** How long backups are kept here; null or absent: as the schedule says. */
  retention?: Keep | null;
}

/** A directory of this device, or of what its system has mounted. */
export interface DirectorySettings extends Common {
  kind: 'directory';
  path: string;
  /** Where its drive or share was mounted when this was set up; absent: it was on that of the system itself. */
  mount?: string;
}

/** A folder of what is mounted when it is needed; '' is all of it. */
interface Mounted extends Common {
  folder: string;
}

/** A USB drive or SD card, known again by its file system wherever it is plugged in. */
export interface UsbSettings extends Mounted {
  kind: 'usb';
  /** Of the file system; FAT has a short one such as `6B55-3ED7`. */
  uuid: string;
  /** For people; '' where it has none. */
  label: string;
}

/** Windows file sharing, as NAS devices and Samba offer it. */
export interface SmbSettings extends Mounted {
  kind: 'smb';
  host: string;
  /** Null: 445. */
  port: number | null;
  share: string;
  /** Null: as a guest. The password is in `passwordFile`. */
  user: string | null;
}

export interface NfsSettings extends Mounted {
  kind: 'nfs';
  host: string;
  /** Null: 2049. */
  port: number | null;
  /** Absolute, as the server exports it. */
  export: string;
}

export type LocationSettings = DirectorySettings | UsbSettings | SmbSettings | NfsSettings;
export type LocationKind = LocationSettings['kind'];

/** Where it is, for people: `/mnt/usb`, `usb STICK/backups`, `//nas/backups/ha`, `nas:/export/ha`. */
export function addressOf(location: LocationSettings): string {
  const folder = 'folder' in location && location.folder !== '' ? `/${location.folder}` : '';
  switch (location.kind) {
    case 'directory':
      return location.path;
    case 'usb':
      return `usb:${location.label || location.uuid}${folder}`;
    case 'smb':
      return `//${hostOf(location)}${portOf(location.port)}/${location.share}${folder}`;
    case 'nfs':
      return `${hostOf(location)}${portOf(location.port)}:${location.export}${folder}`;
  }
}

/** An IPv6 address in brackets, because a colon comes after it. */
export function hostOf({ host }: { host: string }): string {
  return host.includes(':') ? `[${host}]` : host;
}

function portOf(port: number | null): string {
  return port === null ? '' : `:${port}`;
}
