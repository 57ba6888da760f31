/** Files of Lifeboat's own that only their owner may read: settings, keys, emergency kits. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { systemCode } from './errors.ts';

/**
 * Makes a folder and those above it, closed to others; the first one that had to be made. One that is there keeps its mode:
 * it may be somebody's home. Not `recursive`: that says ENOENT of a read-only file system, which looks as if somebody had
 * removed the folder around.
 */
export function makePrivateFolder(folder: string): string | undefined {
  if (makeFolder(folder)) return folder;
  if (existsSync(folder)) return undefined;
  const first = makePrivateFolder(path.dirname(folder));
  return makeFolder(folder) ? (first ?? folder) : first;
}

/** False where it is there already, or cannot be made because the one around is not. */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes(systemCode(error))) return false;
    throw error;
  }
}

/**
 * Writes a whole file (mode 0600) in one step: whoever reads it finds the old text or the new, also after a power
 * loss. Throws system errors.
 */
export function writePrivateFile(file: string, text: string): void {
  const scratch = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const fd = openSync(scratch, 'wx', 0o600);
  try {
    // Not `writeSync`: on a drive that is nearly full that writes a part, and says nothing.
    writeFileSync(fd, text);
    fsyncSync(fd);
    renameSync(scratch, file);
  } catch (error) {
    rmSync(scratch, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  syncFolder(path.dirname(file));
}

/** Makes a rename in this folder last. Some file systems cannot sync a folder: nothing more can be done there. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP')))
      throw error;
  } finally {
    closeSync(fd);
  }
}
