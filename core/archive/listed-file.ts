/** A tar entry as the user sees it. */
import type { ListedFile, TarEntry } from './types.ts';

export function listedFile(path: string, { type, size, mode, mtime, link }: TarEntry): ListedFile {
  return { path, type, size, mode, mtime: isoTime(mtime), link };
}

/** ISO 8601 of seconds since 1970; a time that no calendar holds counts as 1970. */
export function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}
