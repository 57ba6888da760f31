import { openFileSource } from '../archive/source.ts';
import { systemCode } from '../errors.ts';
import { openFreshSource } from './fresh-source.ts';
import type { LocationSource, OpenOptions } from './types.ts';

/** Opens an archive of a directory. Throws what `openFileSource` throws, and system errors. */
export async function openSource(file: string, { fresh = false }: OpenOptions = {}): Promise<LocationSource> {
  if (fresh) {
    const source = await openFreshSource(file).catch((error: unknown) => {
      // What cannot be opened either way is told by the plain one, in words.
      if (systemCode(error) === '') throw error;
      return null;
    });
    if (source !== null) return source;
  }
  const source = await openFileSource(file);
  return { ...source, readFrom: 'memory' };
}
