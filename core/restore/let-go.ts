/** Lets old states go that restores have kept: each is as big as what it was replaced by, on a small drive. */
import { existsSync, lstatSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Installation } from '../device/types.ts';
import { systemCode } from '../errors.ts';
import type { Report } from '../events.ts';
import { countOf, formatBytes } from '../format.ts';
import type { World } from '../world.ts';
import { removeTree } from './remove.ts';
import { keptStates } from './undo.ts';
import { stagingPrefix } from './workplace.ts';

/** So many states: that before the last restore is always among them. */
const keptAtMost = 3;

/** Lets all go but the latest, and says what came free. What cannot be removed is said too: the restore itself is done. */
export function letGoOfOld(world: World, { config }: Pick<Installation, 'config'>, report: Report): void {
  const old = keptStates(world, config).slice(keptAtMost);
  let bytes = 0;
  try {
    for (const { transaction } of old) bytes += removeFolders(transaction.folders.before);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    const message = `What was there before an old restore could not be removed (${systemCode(error)}).`;
    report({ type: 'note', code: 'OLD_STATE_STAYS', message });
  }
  if (bytes === 0) return;
  const message = `What was there before ${countOf(old.length, 'old restore')} was let go: ${formatBytes(bytes)} came free.`;
  report({ type: 'note', code: 'OLD_STATE_LET_GO', message });
}

/**
 * The bytes that came free. The first folder holds the record: when it has another name nothing can be undone from a state
 * that is half removed, and the next start removes what a power cut leaves of it.
 */
function removeFolders(folders: readonly string[]): number {
  const present = [...new Set(folders)].filter((folder) => existsSync(folder));
  const doomed = present.map((folder) => {
    const name = path.join(path.dirname(folder), `${stagingPrefix}${path.basename(folder)}`);
    renameSync(folder, name);
    return name;
  });
  let bytes = 0;
  for (const folder of doomed) {
    bytes += bytesIn(folder);
    removeTree(folder);
  }
  return bytes;
}

/** What a folder occupies; a file with names elsewhere too comes free only with the last of them. */
function bytesIn(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += bytesIn(file);
    else {
      const { blocks, nlink } = lstatSync(file);
      bytes += (blocks * 512) / nlink;
    }
  }
  return bytes;
}
