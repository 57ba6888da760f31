/** A drive that became read-only, as systems do with one that reports errors: the first sign of a worn SD card. */
import { accessSync, constants } from 'node:fs';
import { systemCode } from '../errors.ts';

/** Whether the file system of a folder takes nothing, whoever asks. */
export function isReadOnly(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return systemCode(error) === 'EROFS';
  }
}

export const readOnlyAdvice = 'Back it up to another drive now: lifeboat backup --location DIR';
