/** Mode, owner and times of what is restored. */
import { fchmodSync, fchownSync, futimesSync } from 'node:fs';
import type { TarEntry } from '../archive/types.ts';
import type { Owner } from './types.ts';

export type Attributes = Pick<TarEntry, 'mode' | 'uid' | 'gid' | 'mtime'>;

export function attributesOf({ mode, uid, gid, mtime }: TarEntry): Attributes {
  return { mode, uid, gid, mtime };
}

export function ownerOf(owner: Owner, { uid, gid }: Attributes): { uid: number; gid: number } | null {
  return owner === 'archived' ? { uid, gid } : owner;
}

/** Owner before mode, which changing the owner may cut. Of the mode only what `mask` has: setuid never comes back. */
export function describe(fd: number, entry: Attributes, mask: number, owner: Owner): void {
  const ids = ownerOf(owner, entry);
  if (ids) fchownSync(fd, ids.uid, ids.gid);
  fchmodSync(fd, entry.mode & mask);
  futimesSync(fd, fileTime(entry.mtime), fileTime(entry.mtime));
}

/** Seconds that a file system takes: a stranger's archive may hold any number. */
export function fileTime(seconds: number): number {
  if (!Number.isFinite(seconds)) return 0;
  return Math.min(Math.max(seconds, -(2 ** 31)), 2 ** 34 - 1);
}
