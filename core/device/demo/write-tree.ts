/** Files of the demo as data, and their way to the disk. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type TreeFile =
  /** `mode` where it is not 0644. */
  { path: string; content: string | Buffer; mode?: number } | { path: string; link: string };

export function writeTree(root: string, files: readonly TreeFile[]): void {
  for (const file of files) {
    const target = path.join(root, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    if ('link' in file) {
      symlinkSync(file.link, target);
      continue;
    }
    writeFileSync(target, file.content);
    chmodSync(target, file.mode ?? 0o644); // whatever the umask says
  }
}
