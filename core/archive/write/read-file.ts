/** Reads files that others may replace, rewrite, cut or delete at the same moment. */
import fs, { type Stats } from 'node:fs';
import { systemCode, unreadableReason } from '../../errors.ts';
import type { Issue } from './types.ts';

/** Never through a link, and never waiting for the other end of a FIFO that took the file's place. */
const flags =
  fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;
const attempts = 3;

export type Opened = { fd: number; stat: Stats } | { issue: Issue };

/** Opens a regular file; the caller closes `fd`. */
export function openFile(path: string, source: string): Opened {
  let fd: number;
  try {
    fd = fs.openSync(source, flags);
  } catch (error) {
    return { issue: openIssue(path, error) };
  }
  try {
    const stat = fs.fstatSync(fd);
    if (stat.isFile()) return { fd, stat };
    fs.closeSync(fd);
    return {
      issue: { path, kind: 'unreadable', reason: 'Something that is not a file has taken its place.' },
    };
  } catch (error) {
    fs.closeSync(fd);
    return { issue: openIssue(path, error) };
  }
}

function openIssue(path: string, error: unknown): Issue {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { path, kind: 'deleted', reason: 'It was deleted before it could be read.' };
  if (code === 'ELOOP') return { path, kind: 'unreadable', reason: 'A link has taken its place.' };
  return unreadable(path, error);
}

/** `isInPart`: the file is in the archive already, and its header has promised all of it. */
export function unreadable(path: string, error: unknown, isInPart = false): Issue {
  const code = systemCode(error);
  if (code === '') throw error;
  return { path, kind: 'unreadable', reason: unreadableReason(code, isInPart) };
}

export interface WholeFile {
  stat: Stats;
  length: number;
  issue: Issue | null;
}

/**
 * Reads a small file whole, again when it changed meanwhile. `place` gives the memory for its `stat.size` bytes, or null
 * where that is too much: then the result is 'too-large'.
 * A file that was replaced by rename shows in its own status: the old one lost its name (ctime, nlink).
 */
export function readWhole(
  path: string,
  source: string,
  place: (stat: Stats) => Buffer | null,
): WholeFile | Issue | 'too-large' {
  for (let attempt = 1; ; attempt++) {
    const opened = openFile(path, source);
    if ('issue' in opened) return opened.issue;
    const { fd, stat } = opened;
    try {
      const buffer = place(stat);
      if (buffer === null) return 'too-large';
      const length = readRange(fd, buffer, 0);
      const after = fs.fstatSync(fd);
      const isTorn = length < stat.size || after.size !== stat.size || after.mtimeMs !== stat.mtimeMs;
      const isReplaced = after.nlink === 0;
      if (!isTorn && !isReplaced) return { stat, length, issue: null };
      if (attempt === attempts || (!isTorn && !fs.existsSync(source)))
        return { stat, length, issue: isTorn ? changed(path) : null };
    } catch (error) {
      return unreadable(path, error);
    } finally {
      fs.closeSync(fd);
    }
  }
}

export function changed(path: string): Issue {
  return { path, kind: 'changed', reason: 'It was written to while it was read.' };
}

/** Fills `buffer` from `offset` of the file; returns how many bytes there were. */
export function readRange(fd: number, buffer: Buffer, offset: number): number {
  let done = 0;
  while (done < buffer.length) {
    const count = fs.readSync(fd, buffer, done, buffer.length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
