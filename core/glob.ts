/** Patterns for paths: in what a backup leaves out, and in what is looked for in one. */
import { LifeboatError } from './errors.ts';

/**
 * `*` and `?` stay within a name and match a leading dot too, `**` spans folders, `[a-z]` is a class (`[!a-z]` its
 * opposite), all else stands for itself, as in Python's `full_match`, which Home Assistant uses. Node's own matcher passes
 * over names with a leading dot. Throws LifeboatError 'usage' for nothing, and for a class that is none, such as
 * `[z-a]`.
 */
export function compileGlob(glob: string): RegExp {
  if (glob.trim() === '')
    throw new LifeboatError('usage', 'BAD_GLOB', 'A pattern is needed, for instance *.mp4.');
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|\[!?[^\]/]+\]|[\\^$.|+(){}[\]]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1)
      return `[${token[1] === '!' ? `^/${escapeClass(token.slice(2, -1))}` : escapeClass(token.slice(1, -1))}]`;
    return `\\${token}`;
  });
  try {
    return new RegExp(`^${source}$`, 's');
  } catch (cause) {
    throw new LifeboatError('usage', 'BAD_GLOB', `${glob} is not a pattern: look at its brackets.`, {
      cause,
    });
  }
}

function escapeClass(characters: string): string {
  return characters.replace(/[\\^]/g, '\\$&');
}

/** A pattern that stands for this very path. */
export function escapeGlob(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}
