/** What goes wrong at a location, in words for its user. */
import { statfsSync } from 'node:fs';
import { type ErrorDetails, LifeboatError, systemCode, unwritableReasons } from '../errors.ts';
import { maxFileSize } from './file-system.ts';

const reasons: Readonly<Record<string, string>> = {
  ...unwritableReasons,
  ENOENT: 'it is not there; perhaps its drive is not plugged in or not mounted',
  ENOTDIR: 'it is no directory',
  ENODEV: 'its drive is gone',
  ENXIO: 'its drive is gone',
  ENOTCONN: 'its drive or server is gone',
  ECONNABORTED: 'its drive or server is gone',
  ESTALE: 'its server has forgotten it; mount it again',
  EHOSTDOWN: 'its server does not answer',
  EHOSTUNREACH: 'its server does not answer',
  ENETUNREACH: 'its server does not answer',
  ECONNRESET: 'its server has closed the connection',
  ETIMEDOUT: 'its server does not answer',
};

const remedies: Readonly<Record<string, string[]>> = {
  ENOENT: ['Plug in or mount the drive, then try again.', 'Choose another place.'],
  EACCES: ['Run the command with sudo.', 'Choose another place.'],
  EPERM: ['Run the command with sudo.', 'Choose another place.'],
  EROFS: ['Mount it for writing.', 'Choose another place.'],
};

export interface PlaceErrorOptions {
  /** The directory itself, where the place is called by another name. */
  directory?: string;
  /** What it means for the data. */
  safe?: string;
}

/** A system error at a place as the error that its user can act on; other errors as they are. */
export function placeError(error: unknown, place: string, options: PlaceErrorOptions = {}): unknown {
  const { directory = place, safe = 'Nothing was changed.' } = options;
  const code = systemCode(error);
  if (error instanceof LifeboatError || code === '') return error;
  const details: ErrorDetails = { safe, cause: error };
  const shortage = shortageOf(code, place, directory);
  if (shortage !== null)
    return new LifeboatError('no-space', shortage.code, shortage.message, {
      ...details,
      remedies: shortage.remedies,
    });
  const reason = reasons[code] ?? `the system says ${code}`;
  return new LifeboatError('unreachable', 'LOCATION_UNREACHABLE', `${place} cannot be used: ${reason}.`, {
    ...details,
    remedies: remedies[code] ?? [
      'Check the drive or its connection, then try again.',
      'Choose another place.',
    ],
  });
}

/** The ways in which something does not fit; null: that is not what the code says. */
function shortageOf(code: string, place: string, directory: string) {
  const another = 'Choose another place.';
  const remove = 'Delete old backups there: lifeboat list, lifeboat delete BACKUP.';
  if (code === 'EFBIG')
    return {
      code: 'FILE_TOO_LARGE',
      message: `The file system of ${place} takes no file of this size${isFat(directory) ? ': FAT32 ends at 4 GiB' : ''}.`,
      remedies: ['Format the drive with exFAT or ext4, which deletes what is on it.', another],
    };
  if (code === 'EDQUOT')
    return {
      code: 'QUOTA_FULL',
      message: `What you may use of ${place} is used up.`,
      remedies: [remove, another],
    };
  if (code !== 'ENOSPC') return null;
  if (hasNoInodes(directory))
    return {
      code: 'NO_INODES',
      message: `${place} takes no more files: there is space, but its file system has no entry left for another one.`,
      remedies: ['Delete small files that are not needed there.', another],
    };
  return {
    code: 'NO_SPACE',
    message: `There is not enough space in ${place}.`,
    remedies: [remove, another],
  };
}

/** File systems without a fixed number of entries, such as btrfs and FAT, say 0 of 0. */
function hasNoInodes(directory: string): boolean {
  const about = aboutOf(directory);
  return about !== null && about.files > 0 && about.ffree === 0;
}

function isFat(directory: string): boolean {
  const about = aboutOf(directory);
  return about !== null && maxFileSize(about.type) !== null;
}

/** Asked only of a place that has just answered, with an error of its own. */
function aboutOf(directory: string) {
  try {
    return statfsSync(directory);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return null;
  }
}
