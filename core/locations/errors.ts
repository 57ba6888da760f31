/** What goes wrong at a location, in words for its user. */
import { type ErrorDetails, LifeboatError, systemCode } from '../errors.ts';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there; perhaps its drive is not plugged in or not mounted',
  ENOTDIR: 'it is no directory',
  EACCES: 'this user may not read or write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is mounted read-only',
  EIO: 'its drive reports errors',
  ENODEV: 'its drive is gone',
  ENXIO: 'its drive is gone',
  ESTALE: 'its server has forgotten it; mount it again',
  EHOSTDOWN: 'its server does not answer',
  ETIMEDOUT: 'its server does not answer',
};

const remedies: Readonly<Record<string, string[]>> = {
  ENOENT: ['Plug in or mount the drive, then try again.', 'Choose another place with --location DIR.'],
  EACCES: ['Run the command with sudo.', 'Choose another place with --location DIR.'],
  EPERM: ['Run the command with sudo.', 'Choose another place with --location DIR.'],
  EROFS: ['Mount it for writing.', 'Choose another place with --location DIR.'],
};

/** A system error at a place as the error that its user can act on; other errors as they are. */
export function placeError(error: unknown, place: string, safe = 'Nothing was changed.'): unknown {
  const code = systemCode(error);
  if (error instanceof LifeboatError || code === '') return error;
  const details: ErrorDetails = { safe, cause: error };
  if (full.has(code)) {
    return new LifeboatError('no-space', 'NO_SPACE', `There is not enough space in ${place}.`, {
      ...details,
      remedies: [
        'Delete old backups there: lifeboat list, lifeboat delete BACKUP.',
        'Choose another place with --location DIR.',
      ],
    });
  }
  const reason = reasons[code] ?? `the system says ${code}`;
  return new LifeboatError('unreachable', 'LOCATION_UNREACHABLE', `${place} cannot be used: ${reason}.`, {
    ...details,
    remedies: remedies[code] ?? [
      'Check the drive or its connection, then try again.',
      'Choose another place with --location DIR.',
    ],
  });
}
