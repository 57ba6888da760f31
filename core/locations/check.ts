/** What can be a location at all, before anything is tried. */
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { followTo } from '../device/far-mount.ts';
import { LifeboatError } from '../errors.ts';
import { addressOf, type LocationSettings } from './settings.ts';

/** The first thing that is wrong, and where. Field names are those of the settings. */
export interface Fault {
  field: string;
  message: string;
}

/** Throws `usage` / LOCATION_NAME or LOCATION_INVALID. `others`: the locations beside it. */
export function checkLocation(settings: LocationSettings, others: readonly LocationSettings[]): void {
  const fault = faultOf(settings, others);
  if (fault === null) return;
  const code = fault.field === 'name' ? 'LOCATION_NAME' : 'LOCATION_INVALID';
  throw new LifeboatError('usage', code, fault.message, {
    safe: 'Nothing was changed.',
    remedies: fault.field === 'name' ? ['Choose another name.'] : [],
  });
}

/** Null where nothing is wrong. `others`: the locations beside it. */
export function faultOf(settings: LocationSettings, others: readonly LocationSettings[]): Fault | null {
  return faultOfName(settings.name, others) ?? faultOfPlace(settings) ?? faultOfTwins(settings, others);
}

/** Two names for one place would be in each other's way at every backup. */
function faultOfTwins(settings: LocationSettings, others: readonly LocationSettings[]): Fault | null {
  const twin = others.find((one) => placeKey(one) === placeKey(settings));
  if (twin === undefined) return null;
  const field = settings.kind === 'directory' ? 'path' : 'folder';
  return { field, message: `That is the place of "${twin.name}" already.` };
}

/** Equal for the same place, however it is written, links followed. */
function placeKey(settings: LocationSettings): string {
  switch (settings.kind) {
    case 'directory':
      return followTo({ root: '/' }, settings.path).path;
    case 'usb':
      return `usb:${settings.uuid}/${settings.folder}`;
    case 'smb':
      return addressOf(settings).toLowerCase();
    case 'nfs':
      return `${settings.host.toLowerCase()}:${settings.port}:${path.resolve(settings.export, settings.folder)}`;
  }
}

function faultOfName(name: string, others: readonly LocationSettings[]): Fault | null {
  const fault = (message: string): Fault => ({ field: 'name', message });
  if (name === '') return fault('A location has a name.');
  if (name.includes('/')) return fault('A name has no / in it: that would be a directory.');
  if (/^[-.]|\p{Cc}/u.test(name) || name.length > 60)
    return fault('A name begins with a letter or digit and has at most 60 characters.');
  if (others.some((location) => location.name === name)) return fault(`There is a location ${name} already.`);
  return null;
}

function faultOfPlace(settings: LocationSettings): Fault | null {
  switch (settings.kind) {
    case 'directory':
      return faultOfDirectory(settings.path);
    case 'usb':
      return settings.uuid === ''
        ? { field: 'uuid', message: 'Choose a drive.' }
        : faultOfFolder(settings.folder);
    case 'smb':
      return faultOfServer(settings) ?? faultOfShare(settings.share) ?? faultOfFolder(settings.folder);
    case 'nfs':
      return faultOfServer(settings) ?? faultOfExport(settings.export) ?? faultOfFolder(settings.folder);
  }
}

function faultOfDirectory(directory: string): Fault | null {
  const fault = (message: string): Fault => ({ field: 'path', message });
  if (/^[\\/]{2}[^\\/]/.test(directory)) return fault('That is a share of a server: choose SMB for it.');
  if (!path.isAbsolute(directory)) return fault('The directory begins with a /.');
  return path.resolve(directory) === '/' ? fault('Choose a directory below the top of the system.') : null;
}

function faultOfServer({ host, port }: { host: string; port: number | null }): Fault | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(host) && !isIPv6(host))
    return {
      field: 'host',
      message: 'The server is a name such as nas.local, or an address such as 192.168.1.20.',
    };
  const isPort = port === null || (Number.isInteger(port) && port >= 1 && port <= 65_535);
  return isPort ? null : { field: 'port', message: 'A port is a number from 1 to 65535.' };
}

function faultOfShare(share: string): Fault | null {
  const isGood = share !== '' && !/[\\/"<>|\p{Cc}]/u.test(share);
  return isGood
    ? null
    : { field: 'share', message: 'A share is one name without / in it; a folder comes after it.' };
}

function faultOfExport(directory: string): Fault | null {
  const isGood = path.isAbsolute(directory) && !/\p{Cc}/u.test(directory);
  return isGood ? null : { field: 'export', message: 'What a server exports begins with a /.' };
}

/** Quotes would end the command that makes it over smbclient. */
function faultOfFolder(folder: string): Fault | null {
  const isGood = !/["\p{Cc}]/u.test(folder) && !folder.split('/').includes('..') && !folder.startsWith('/');
  return isGood
    ? null
    : { field: 'folder', message: 'The folder is a path below the top, without .. and quotes.' };
}
