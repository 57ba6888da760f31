/** Random access to an archive that lies on a file system of this device. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { LifeboatError, systemCode } from '../errors.ts';
import type { Source } from './types.ts';

/**
 * Opens the archive at `path` for ranged reads. Looks before it opens: a FIFO would keep it waiting, and some devices do
 * something when they are opened.
 * Throws LifeboatError `not-found` where there is no such file or something else than a file, `failed` where it cannot be
 * opened.
 */
export async function openFileSource(path: string): Promise<Source> {
  const file = await openRegular(path).catch((error: unknown) => {
    throw error instanceof LifeboatError ? error : openError(path, error);
  });
  const stat = await file.stat();
  return {
    size: stat.size,
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, stat.size - offset)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => file.close(),
  };
}

/** What lies there may be exchanged between the look and the opening: so it is opened without waiting, and looked at again. */
async function openRegular(path: string): Promise<FileHandle> {
  const before = await stat(path);
  if (!before.isFile()) throw notAFile(path, before);
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const opened = await file.stat();
  if (opened.isFile()) return file;
  await file.close();
  throw notAFile(path, opened);
}

function notAFile(path: string, found: Stats): LifeboatError {
  const isFolder = found.isDirectory();
  const what = isFolder
    ? 'a directory'
    : found.isFIFO()
      ? 'a FIFO'
      : found.isSocket()
        ? 'a socket'
        : 'a device';
  return new LifeboatError('not-found', 'NOT_A_FILE', `${path} is ${what}, not a file.`, {
    remedies: isFolder
      ? [`See the backups in it: lifeboat list --location ${path}`]
      : ['Give the path of a .tar file. What comes through a pipe must be saved to a file first.'],
  });
}

function openError(path: string, cause: unknown): LifeboatError {
  const code = systemCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new LifeboatError('not-found', 'NO_SUCH_ARCHIVE', `There is no file ${path}.`, { cause });
  return new LifeboatError('failed', 'ARCHIVE_UNREADABLE', `${path} cannot be opened (${code || cause}).`, {
    remedies: code === 'EACCES' ? ['Run it again with sudo: the file belongs to somebody else.'] : [],
    cause,
  });
}
