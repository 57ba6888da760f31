/** A share of a NAS or a Windows computer. */
import { readMounts } from '../device/mounts.ts';
import type { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import type { Mountable } from './connect.ts';
import { firstWords, noProgram, unreachable } from './mount-errors.ts';
import { findHost, tryPort } from './network.ts';
import { readPassword } from './passwords.ts';
import { addressOf, type SmbSettings } from './settings.ts';
import { loginRefused, noShare } from './smb-errors.ts';

export const smbPort = 445;

/** `credentials`: the file with the name and the password. */
export function smbShare(settings: SmbSettings, world: World, credentials: string): Mountable {
  const { host, port, share, user } = settings;
  const address = addressOf({ ...settings, folder: '' });
  return {
    // With another password it is another mount: a trial must not find the one that is there.
    key: `smb:${address}:${user === null ? 'guest' : credentials}`,
    address,
    async find() {
      const source = `//${host}/${share}`.toLowerCase();
      const mount = readMounts(world).find(
        ({ type, source: from }) =>
          /^(cifs|smb3)$/.test(type) && from.replaceAll('\\', '/').toLowerCase() === source,
      );
      // One that was mounted at another port does not say so.
      return port === null ? (mount?.point ?? null) : null;
    },
    async mountArguments() {
      requirePassword(settings, credentials);
      // Mount itself would wait much longer for a server that is switched off.
      await tryPort(await findHost(host), port ?? smbPort, 'file sharing (SMB)');
      const who = user === null ? 'guest' : `credentials=${credentials}`;
      // echo_interval: seconds; a server that falls silent is given up after three of them, not after three minutes.
      // nobrl: SQLite's locks, which tell jobs apart, stay on this device; many a server does not know them.
      const options = `${who},port=${port ?? smbPort},file_mode=0600,dir_mode=0700,nosuid,nodev,noexec,iocharset=utf8,nobrl,echo_interval=10`;
      return ['-t', 'cifs', '-o', options, `//${host}/${share}`];
    },
    mountError: (output) => mountError(settings, output),
  };
}

/** Throws `unreachable` / PASSWORD_MISSING. */
export function requirePassword({ name, host, user }: SmbSettings, credentials: string): void {
  if (user === null || readPassword(credentials) !== null) return;
  throw unreachable('PASSWORD_MISSING', `The password of ${user} at ${host} is not kept on this device.`, [
    `Enter it: lifeboat locations edit '${name}' --password-file FILE`,
  ]);
}

/** By the errno that mount.cifs tells. */
function mountError(settings: SmbSettings, output: string): LifeboatError {
  const { host, share } = settings;
  if (/need a .*helper program|mount\.cifs: not found/.test(output))
    return noProgram('mount.cifs', 'cifs-utils');
  const errno = Number(/mount error\((\d+)\)/.exec(output)?.[1] ?? 0);
  if (/filesystem not supported|unknown filesystem type/.test(output) || errno === 19)
    return unreachable('MOUNT_UNSUPPORTED', 'The kernel of this system cannot mount SMB shares.', [
      'Keep backups in a directory that the system has mounted.',
    ]);
  if (errno === 13) return loginRefused(settings);
  if (errno === 2 || errno === 6) return noShare(host, share, []);
  if ([110, 111, 112, 113, 115].includes(errno))
    return unreachable('HOST_UNREACHABLE', `${host} does not answer.`, []);
  if ([95, 121].includes(errno))
    return unreachable('SMB_TOO_OLD', `${host} and this system have no version of SMB in common.`, [
      'Switch on SMB 2 or 3 there; version 1 is not safe.',
    ]);
  return unreachable('MOUNT_FAILED', `//${host}/${share} cannot be mounted: ${firstWords(output)}`, []);
}
