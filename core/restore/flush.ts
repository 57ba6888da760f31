/** Sees to it that what was written is on the disk, before anything relies on it. */
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../world.ts';

/** Slow cards write a few megabytes a second. */
const patience = 30 * 60_000;

/**
 * `sync -f` (syncfs(2): coreutils and busybox have it) flushes the one file system at once; where it is missing every
 * file is flushed by itself. A plain `sync` would also wait for dead network mounts.
 */
export async function flushTree(world: World, folder: string): Promise<void> {
  const { exitCode } = await world.run('sync', ['-f', folder], { timeout: patience });
  if (exitCode !== 0) flushEach(folder);
}

function flushEach(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const child = path.join(folder, entry.name);
    if (entry.isDirectory()) flushEach(child);
    else if (entry.isFile()) flush(child);
  }
  flush(folder);
}

/** Writes a file, or a folder's names, to the disk. */
export function flush(file: string): void {
  const fd = openSync(file, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
