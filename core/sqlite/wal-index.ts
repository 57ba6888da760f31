/** The -shm beside a database, where SQLite notes what of its -wal was moved into the database. */
import { accessSync, constants } from 'node:fs';
import { isUnwritable } from '../errors.ts';
import { readStart } from './files.ts';

/**
 * Whether all of the -wal had been moved into the database. The wal-index holds two copies of its header, with the number
 * of frames at 16, and at 96 how many of them were moved; in the byte order of the machine.
 */
export function readWalState(file: string, fd: number): 'moved' | 'needed' | 'unknown' {
  if (!isWritable(file)) return 'needed';
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const bytes = readStart(fd, 100);
    // They differ while a commit is being noted.
    if (bytes.length < 100 || !bytes.subarray(0, 48).equals(bytes.subarray(48, 96))) continue;
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 25);
    const [frames = 0, moved = 0] = [words[4], words[24]];
    return moved >= frames ? 'moved' : 'needed';
  }
  return 'unknown';
}

/** Where it is not, SQLite cannot keep it in order either. */
function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    return false;
  }
}
