/** Why a share cannot be used, in words for its user. */
import { LifeboatError } from '../errors.ts';
import { unreachable } from './mount-errors.ts';
import type { SmbSettings } from './settings.ts';

/** What was tried when the server said no. */
export type Doing = 'open' | 'make a folder' | 'write' | 'read' | 'delete';

export interface Refusal {
  doing: Doing;
  /** The status that the server gave. */
  status: string;
  output: string;
}

/** Why a server or its share refuses, by what smbclient writes. */
export function smbError(settings: SmbSettings, refusal: Refusal): LifeboatError {
  return accountError(settings, refusal) ?? shareError(settings, refusal) ?? serverError(settings, refusal);
}

/** Who comes is not let in. */
function accountError(settings: SmbSettings, { status }: Refusal): LifeboatError | null {
  const { host, user } = settings;
  switch (status) {
    case 'NT_STATUS_LOGON_FAILURE':
    case 'NT_STATUS_WRONG_PASSWORD':
    case 'NT_STATUS_NO_SUCH_USER':
      return loginRefused(settings);
    case 'NT_STATUS_ACCOUNT_DISABLED':
    case 'NT_STATUS_ACCOUNT_EXPIRED':
      return unreachable('ACCOUNT_OFF', `The account ${user} is switched off at ${host}.`, [
        'Switch it on there, or use another user.',
      ]);
    case 'NT_STATUS_ACCOUNT_LOCKED_OUT':
      return unreachable('ACCOUNT_LOCKED', `${host} has locked the account ${user}, after wrong passwords.`, [
        'Wait until it lets the user in again, or unlock it there.',
      ]);
    case 'NT_STATUS_PASSWORD_EXPIRED':
    case 'NT_STATUS_PASSWORD_MUST_CHANGE':
      return unreachable('PASSWORD_EXPIRED', `The password of ${user} has expired at ${host}.`, [
        'Give the user a new one there, and enter it here.',
      ]);
    case 'NT_STATUS_LOGON_TYPE_NOT_GRANTED':
    case 'NT_STATUS_ACCOUNT_RESTRICTION':
    case 'NT_STATUS_INVALID_WORKSTATION':
    case 'NT_STATUS_INVALID_LOGON_HOURS':
      return unreachable(
        'LOGIN_FORBIDDEN',
        `${host} knows ${user}, but does not let this user in from here now.`,
        [
          'Let the user log in over the network, in the settings of the account. Windows wants a password that is not empty.',
        ],
      );
    default:
      return null;
  }
}

/** Who is in may not do it, or there is no room for it. */
function shareError(settings: SmbSettings, { doing, status, output }: Refusal): LifeboatError | null {
  const { host, share, folder, user } = settings;
  const who = user ?? 'A guest';
  switch (status) {
    case 'NT_STATUS_BAD_NETWORK_NAME':
      return noShare(host, share, []);
    case 'NT_STATUS_OBJECT_NAME_NOT_FOUND':
    case 'NT_STATUS_OBJECT_PATH_NOT_FOUND':
    case 'NT_STATUS_NO_SUCH_FILE':
      return unreachable('FOLDER_MISSING', `The share ${share} has no such folder or file.`, []);
    case 'NT_STATUS_OBJECT_NAME_COLLISION':
      return unreachable('NAME_TAKEN', `The share ${share} has a file of that name.`, []);
    case 'NT_STATUS_NOT_A_DIRECTORY':
      return unreachable('NO_DIRECTORY', `${folder} in the share ${share} is a file, not a folder.`, [
        'Choose another folder.',
      ]);
    case 'NT_STATUS_ACCESS_DENIED':
    case 'NT_STATUS_MEDIA_WRITE_PROTECTED':
      if (!/tree connect failed/.test(output))
        return unreachable('ACCESS_DENIED', `${who} may not ${doing} in the share ${share}.`, [
          'Let this user read and write there: in the settings of the share, and of its folder.',
        ]);
      return user === null
        ? loginRefused(settings)
        : unreachable('SHARE_REFUSED', `${host} does not let ${user} use the share ${share}.`, [
            'Let this user use it, in the settings of the share, or use another user.',
          ]);
    case 'NT_STATUS_DISK_FULL':
    case 'NT_STATUS_QUOTA_EXCEEDED':
      return new LifeboatError('no-space', 'NO_SPACE', `There is not enough space in the share ${share}.`, {
        safe: 'Nothing was changed.',
        remedies: ['Delete what is not needed there.'],
      });
    default:
      return null;
  }
}

/** Its port is open, and what is behind it is of no use. */
function serverError({ host, share }: SmbSettings, { status, output }: Refusal): LifeboatError {
  switch (status) {
    case 'NT_STATUS_IO_TIMEOUT':
      return unreachable('SERVER_SILENT', `${host} takes connections, but says nothing.`, [
        'Try again in a minute: it may be waking up. Otherwise start it again.',
      ]);
    case 'NT_STATUS_CONNECTION_REFUSED':
    case 'NT_STATUS_HOST_UNREACHABLE':
    case 'NT_STATUS_NETWORK_UNREACHABLE':
    case 'NT_STATUS_UNSUCCESSFUL':
      return unreachable('HOST_UNREACHABLE', `${host} does not answer any more.`, ['Try again.']);
    case 'NT_STATUS_CONNECTION_RESET':
    case 'NT_STATUS_CONNECTION_DISCONNECTED':
    case 'NT_STATUS_NOT_SUPPORTED':
    case 'NT_STATUS_INVALID_NETWORK_RESPONSE':
      return unreachable('SMB_TOO_OLD', `${host} listens there, but not for SMB 2 or 3.`, [
        'Switch one of these on there: version 1 is not safe.',
        'Check the port, if it is not the usual one.',
      ]);
    default: {
      const words = output.split('\n').find((line) => line.includes(status)) ?? output.trim();
      return unreachable('SMB_FAILED', `The share ${share} on ${host} cannot be used: ${words.trim()}`, []);
    }
  }
}

export function loginRefused({ host, user }: SmbSettings): LifeboatError {
  const message =
    user === null
      ? `${host} lets no guests in.`
      : `${host} does not accept the name ${user} with this password.`;
  return unreachable('LOGIN_REFUSED', message, [
    user === null ? 'Give a user and a password.' : 'Enter the password again.',
    'Check that this user may use the share.',
  ]);
}

/** `others`: the shares that there are, as far as known. */
export function noShare(host: string, share: string, others: readonly string[]): LifeboatError {
  const known = others.length > 0 ? [`Its shares are: ${others.join(', ')}.`] : [];
  return unreachable('SHARE_UNKNOWN', `${host} has no share ${share}.`, [
    ...known,
    'Check the name of the share.',
  ]);
}
