/** Whether this user may change what a restore would change; told before anything is read. */
import { accessSync, constants } from 'node:fs';
import { isReadOnly } from '../device/read-only.ts';
import { LifeboatError } from '../errors.ts';
import { existingParent } from './space.ts';

/** Throws `failed` / NOT_WRITABLE where one of the folders, or the one that it would be made in, is not ours to write. */
export function requireWritable(folders: readonly string[]): void {
  const locked = [...new Set(folders.map(existingParent))].filter((folder) => !isWritable(folder));
  if (locked.length === 0) return;
  const frozen = locked.filter(isReadOnly);
  if (frozen.length > 0)
    throw new LifeboatError('failed', 'NOT_WRITABLE', `Mounted read-only: ${frozen.join(', ')}.`, {
      safe: 'Nothing was changed.',
      remedies: [
        'A system does that with a drive that fails: back it up to another one, and replace it.',
        'If it is whole, mount it for writing again.',
        'Restore to a directory on another drive (--to DIR).',
      ],
    });
  throw new LifeboatError('failed', 'NOT_WRITABLE', `This user may not write to ${locked.join(', ')}.`, {
    safe: 'Nothing was changed.',
    remedies: [
      'Start Lifeboat as the user that it belongs to, or with sudo.',
      'Restore to a directory of your own (--to DIR).',
    ],
  });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
