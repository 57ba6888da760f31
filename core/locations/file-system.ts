/** What statfs tells about a file system. */

/** MSDOS_SUPER_MAGIC of Linux: FAT12, 16 and 32. exFAT has another number. */
const fat = 0x4d44;

/** The size in bytes that no file may exceed; null: none that matters. `type`: as `statfs` has it. */
export function maxFileSize(type: number): number | null {
  return type === fat ? 2 ** 32 - 1 : null;
}
