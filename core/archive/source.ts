/** Random access to an archive that lies on a file system of this device. */
import { open } from 'node:fs/promises';
import { LifeboatError, systemCode } from '../errors.ts';
import type { Source } from './types.ts';

/**
 * Opens the archive at `path` for ranged reads.
 * Throws LifeboatError `not-found` where there is no such file, `failed` where it cannot be opened.
 */
export async function openFileSource(path: string): Promise<Source> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw openError(path, error);
  });
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    throw new LifeboatError('not-found', 'NOT_A_FILE', `${path} is not a file.`);
  }
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

function openError(path: string, cause: unknown): LifeboatError {
  const code = systemCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new LifeboatError('not-found', 'NO_SUCH_ARCHIVE', `There is no file ${path}.`, { cause });
  return new LifeboatError('failed', 'ARCHIVE_UNREADABLE', `${path} cannot be opened (${code || cause}).`, {
    remedies: code === 'EACCES' ? ['Run it again with sudo: the file belongs to somebody else.'] : [],
    cause,
  });
}
