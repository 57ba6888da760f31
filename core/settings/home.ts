/** Lifeboat's own folder: settings, keys and journals. */
import path from 'node:path';
import type { World } from '../world.ts';

/** `--home`, else LIFEBOAT_HOME, else the user's configuration folder (XDG). It need not exist yet. */
export function findHome(world: World, given?: string): string {
  const named = given ?? world.env.LIFEBOAT_HOME;
  if (named) return path.resolve(named);
  // The XDG rules: a relative value is to be ignored.
  const xdg = world.env.XDG_CONFIG_HOME;
  const base = xdg && path.isAbsolute(xdg) ? xdg : path.join(world.home, '.config');
  return path.join(base, 'lifeboat');
}
