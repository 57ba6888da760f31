/** Tells a file from all others of the device, by whichever of its names it was found. */
export function inodeOf({ dev, ino }: { dev: number; ino: number }): string {
  return `${dev}:${ino}`;
}
