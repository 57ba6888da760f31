/** Trees of files for tests, without an archive. */
import type { EntryType, ListedFile } from '../../core/archive/types.ts';
import { FileIndex } from '../../screens/files/file-index.ts';

export interface MadeFile {
  path: string;
  type?: EntryType;
  size?: number;
}

export function listed({ path, type = 'file', size = 1 }: MadeFile): ListedFile {
  return { path, type, size, mode: 0o644, mtime: '2026-11-18T03:00:00.000Z', link: null };
}

/** Its parts are the first names of the paths. */
export function indexOf(files: readonly MadeFile[]): FileIndex {
  const parts = new Set(files.map(({ path }) => path.split('/')[0] ?? ''));
  return new FileIndex(
    files.map(listed),
    [...parts].map((id) => ({ id, label: `${id}/` })),
  );
}
