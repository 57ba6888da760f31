/**
 * The demo: a small Home Assistant configuration that is real in every file, to try everything on without a risk.
 * Home Assistant itself would start on it. The people, the house and the harbour are made up.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { configurationFiles, filesBeside } from './demo/files.ts';
import { writeHistory, writeZigbee } from './demo/history.ts';
import { storageFiles } from './demo/storage.ts';
import { type TreeFile, writeTree } from './demo/write-tree.ts';
import { demoMarker } from './places.ts';

/**
 * Writes `directory` (new or empty) with `homeassistant`, `share`, `ssl`, `media` and `addons` in it; some 6 MB, some
 * seconds. A demo that is there stays as it is. Throws LifeboatError `DEMO_NOT_EMPTY` where other files are.
 */
export async function makeDemo(world: World, directory: string): Promise<void> {
  if (existsSync(path.join(directory, demoMarker))) return;
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new LifeboatError(
      'failed',
      'DEMO_NOT_EMPTY',
      `${directory} is not empty, so no demo was put there.`,
      {
        safe: 'Nothing was changed.',
        remedies: ['Name a directory that is empty or does not exist.'],
      },
    );
  }
  // Made under another name: half a demo must not be taken for one.
  const making = `${directory}.${world.randomBytes(4).toString('hex')}`;
  try {
    await writeDemo(world, making);
    renameSync(making, directory);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
}

async function writeDemo(world: World, directory: string): Promise<void> {
  const config = path.join(directory, 'homeassistant');
  mkdirSync(path.join(config, 'backups'), { recursive: true });
  const files: TreeFile[] = [...configurationFiles(world.now()), ...storageFiles(world)];
  writeTree(config, files);
  writeTree(directory, filesBeside(world));
  await writeHistory(path.join(config, 'home-assistant_v2.db'), world);
  await writeZigbee(path.join(config, 'zigbee.db'), world.now());
  writeFileSync(path.join(directory, demoMarker), 'A demo of Lifeboat. It can be deleted as a whole.\n');
}
