/** Changes of a folder, told by the system where it does, and looked for where it does not. */
import { type FSWatcher, watch } from 'node:fs';
import { systemCode } from '../errors.ts';

/** Null where the system tells nothing: then somebody has to look from time to time. They must in any case. */
export function watchFolder(folder: string, onChange: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return null;
  }
}
