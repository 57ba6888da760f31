import { readFileSync } from 'node:fs';
import { systemCode } from './errors.ts';

/** The text of a file; null where it is not there or cannot be read, as those of the system that come and go. */
export function readIfAny(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return null;
  }
}
