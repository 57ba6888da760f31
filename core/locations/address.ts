/** What a user writes to say where backups go: the reverse of `addressOf`. */
import path from 'node:path';
import { LifeboatError } from '../errors.ts';

export type Where =
  | { kind: 'directory'; path: string }
  /** `drive`: its label, its UUID, or its device such as `/dev/sda1`. */
  | { kind: 'usb'; drive: string; folder: string }
  | { kind: 'smb'; host: string; port: number | null; share: string; folder: string }
  | { kind: 'nfs'; host: string; port: number | null; export: string };

const smb = /^(?:smb:)?[\\/]{2}(\[[^\\/]+\]|[^\\/:]+)(?::(\d+))?[\\/]([^\\/]+)(?:[\\/](.*))?$/s;
const nfs = /^(\[[^\\/]+\]|[A-Za-z0-9][\w.-]*)(?::(\d+))?:(\/(?!\/).*)$/s;
const usb = /^usb:(\/dev\/[^/]+|[^/]+)(?:\/(.*))?$/s;

/** What begins like another kind of place, and how that is written. */
const begun: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'Say where: a directory, //server/share, server:/export or usb:LABEL.'],
  [/^(smb:)?[\\/]{2}[^\\/]*:.*:/i, 'An IPv6 address stands in brackets: //[fd00::1]/share.'],
  [/^(smb:)?[\\/]{2}/i, 'A share is written //server/share, or //server/share/folder.'],
  [/^usb:/i, 'A drive is written usb:LABEL, or usb:LABEL/folder.'],
  [/^\w+:\/\//, 'Backups are kept in a directory, on a drive, or on a share (SMB, NFS).'],
  [/^[^./\\][^/\\]*:\//, 'An NFS export is written server:/export, or [fd00::1]:/export.'],
];

/**
 * `//nas/backups/ha`, `nas:/export`, `usb:STICK/backups`, `/dev/sda1`; anything else is a directory. Throws `usage` for
 * what only begins like one of these.
 */
export function parseAddress(text: string): Where {
  const [, server, port, share, inShare = ''] = smb.exec(text) ?? [];
  if (server !== undefined && share !== undefined)
    return {
      kind: 'smb',
      host: plainHost(server),
      port: numberOr(port),
      share,
      folder: plainFolder(inShare),
    };
  const [, drive, inDrive = ''] = usb.exec(text) ?? [];
  if (drive !== undefined) return { kind: 'usb', drive, folder: plainFolder(inDrive) };
  const [, host, at, exported] = nfs.exec(text) ?? [];
  if (host !== undefined && exported !== undefined)
    return { kind: 'nfs', host: plainHost(host), port: numberOr(at), export: exported };
  if (/^\/dev\/[^/]+$/.test(text)) return { kind: 'usb', drive: text, folder: '' };
  for (const [beginning, message] of begun) if (beginning.test(text.trim())) throw noAddress(message);
  return { kind: 'directory', path: path.resolve(text) };
}

/** Without the brackets that keep the colons of an address apart from a port. */
function plainHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** Without slashes around it, none of them double or backwards. */
export function plainFolder(folder: string): string {
  return folder
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function noAddress(message: string): LifeboatError {
  return new LifeboatError('usage', 'LOCATION_INVALID', message, { safe: 'Nothing was changed.' });
}

function numberOr(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}
