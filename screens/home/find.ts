/** What can be done where no Home Assistant was found; the same for the screens and the plain menus. */
import path from 'node:path';
import type { Installation } from '../../core/device/types.ts';
import type { World } from '../../core/world.ts';

/** `~` is the user's home, as in a shell. Throws `not-found`. */
export async function openDirectory(world: World, typed: string): Promise<Installation> {
  const config =
    typed === '~' || typed.startsWith('~/') ? path.join(world.home, typed.slice(1)) : path.resolve(typed);
  const { findInstallation } = await import('../../core/device/find.ts');
  return await findInstallation(world, { config });
}

/** Beside Lifeboat's own files, so that it goes when they go. */
export async function openDemo(world: World, home: string): Promise<Installation> {
  const directory = path.join(home, 'demo');
  // Made once in the life of a device, if at all: not loaded at every start.
  const { makeDemo } = await import('../../core/device/demo.ts');
  await makeDemo(world, directory);
  const { findInstallation } = await import('../../core/device/find.ts');
  return await findInstallation(world, { config: directory });
}
