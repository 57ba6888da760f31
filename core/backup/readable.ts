/** Whether this user can read what belongs into a backup: told before the start, not by an incomplete backup. */
import { closeSync, constants, openSync } from 'node:fs';
import { systemCode, unreadableReason } from '../errors.ts';

/** Why a file cannot be read; null where it can. Only to open it tells for sure, but for root, who may read all. */
export function obstacleTo(file: string): string | null {
  if (process.geteuid?.() === 0) return null;
  try {
    closeSync(openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW));
    return null;
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOENT' ? null : unreadableReason(code);
  }
}
