/** What statfs tells about a file system. */
import type { StatsFs } from 'node:fs';
import { formatBytes } from '../format.ts';

/** Bytes; both null where the file system keeps no count, as some of FUSE do, which is not the same as full. */
export interface Room {
  total: number | null;
  /** What is free for us, which is less than what is free for root. */
  free: number | null;
}

export function roomOf({ blocks, bavail, bsize }: Pick<StatsFs, 'blocks' | 'bavail' | 'bsize'>): Room {
  return blocks * bsize === 0 ? { total: null, free: null } : { total: blocks * bsize, free: bavail * bsize };
}

/** `96 GB free`. */
export function freeText(free: number | null): string {
  return free === null ? 'space unknown' : `${formatBytes(free)} free`;
}

/** MSDOS_SUPER_MAGIC of Linux: FAT12, 16 and 32. exFAT has another number. */
const fat = 0x4d44;

/** The size in bytes that no file may exceed; null: none that matters. `type`: as `statfs` has it. */
export function maxFileSize(type: number): number | null {
  return type === fat ? 2 ** 32 - 1 : null;
}
