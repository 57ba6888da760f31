import { readdirSync } from 'node:fs';
import { systemCode } from './errors.ts';

/** What is in a folder; nothing where there is no such folder. Throws other system errors. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
