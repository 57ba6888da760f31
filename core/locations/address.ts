/** What a user writes to say where backups go: the reverse of `addressOf`. */
import path from 'node:path';

export type Where =
  | { kind: 'directory'; path: string }
  /** `drive`: its label, its UUID, or its device such as `/dev/sda1`. */
  | { kind: 'usb'; drive: string; folder: string }
  | { kind: 'smb'; host: string; port: number | null; share: string; folder: string }
  | { kind: 'nfs'; host: string; port: number | null; export: string };

const smb = /^(?:smb:)?[\\/]{2}([^\\/:]+)(?::(\d+))?[\\/]([^\\/]+)(?:[\\/](.*))?$/s;
const nfs = /^([A-Za-z0-9][\w.-]*)(?::(\d+))?:(\/.*)$/s;
const usb = /^usb:([^/]+)(?:\/(.*))?$/s;

/** `//nas/backups/ha`, `nas:/export`, `usb:STICK/backups`, `/dev/sda1`; anything else is a directory. */
export function parseAddress(text: string): Where {
  const [, server, port, share, inShare = ''] = smb.exec(text) ?? [];
  if (server !== undefined && share !== undefined)
    return { kind: 'smb', host: server, port: numberOr(port), share, folder: plainFolder(inShare) };
  const [, host, at, exported] = nfs.exec(text) ?? [];
  if (host !== undefined && exported !== undefined)
    return { kind: 'nfs', host, port: numberOr(at), export: exported };
  const [, drive, inDrive = ''] = usb.exec(text) ?? [];
  if (drive !== undefined) return { kind: 'usb', drive, folder: plainFolder(inDrive) };
  if (/^\/dev\/[^/]+$/.test(text)) return { kind: 'usb', drive: text, folder: '' };
  // Nothing is no directory: it would become the one that the program was started in.
  return { kind: 'directory', path: text.trim() === '' ? '' : path.resolve(text) };
}

/** Without slashes around it, none of them double or backwards. */
export function plainFolder(folder: string): string {
  return folder
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function numberOr(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}
