/** What can be done where no Home Assistant was found: the user names one, or tries everything on a demo. */
import path from 'node:path';
import { findInstallation } from '../device/find.ts';
import type { Installation } from '../device/types.ts';
import { makePrivateFolder } from '../private-file.ts';
import { typedPath } from '../typed-path.ts';
import type { World } from '../world.ts';
import { openSettings } from './settings.ts';

/**
 * The installation at a place that the user typed, found by itself from now on. Throws `usage` where it is empty, and
 * what finding it throws.
 */
export async function openDirectory(world: World, home: string, typed: string): Promise<Installation> {
  return await remember(home, typedPath(world, typed), world);
}

/** The demo, made where it is not there yet: beside Lifeboat's own files, so that it goes when they go. */
export async function openDemo(world: World, home: string): Promise<Installation> {
  // Made once in the life of a device, if at all: not loaded at every start.
  const { makeDemo } = await import('../device/demo.ts');
  const directory = path.join(home, 'demo');
  makePrivateFolder(home);
  await makeDemo(world, directory);
  return await remember(home, directory, world);
}

async function remember(home: string, directory: string, world: World): Promise<Installation> {
  const found = await findInstallation(world, { config: directory });
  await (await openSettings(home)).set('installation', directory);
  return found;
}
