import path from 'node:path';
import { LifeboatError } from './errors.ts';
import type { World } from './world.ts';

/**
 * The absolute path that somebody typed into a field, where no shell has seen `~`. Throws `usage` where nothing was
 * typed: an empty path would be the directory that the program happened to be started in.
 */
export function typedPath({ home }: Pick<World, 'home'>, typed: string): string {
  const word = typed.trim();
  if (word === '')
    throw new LifeboatError('usage', 'NO_PATH', 'Please type a path.', {
      safe: 'Nothing was changed.',
    });
  return path.resolve(word.replace(/^~(?=\/|$)/, home));
}
