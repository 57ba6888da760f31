/** A key from a file, so that none ever stands in an argument list. */
import { readFile } from 'node:fs/promises';
import { LifeboatError, systemCode } from '../errors.ts';
import { firstLine } from '../first-line.ts';
import { typedPath } from '../typed-path.ts';
import type { World } from '../world.ts';
import { kitTitle } from './emergency-kit.ts';

/** The key in a key file; see `keyIn`. Throws `usage` where there is none. */
export async function readKeyFile(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = systemCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new LifeboatError('usage', 'KEY_FILE_UNREADABLE', `The key file ${file} ${reason}.`, {
      safe: 'Nothing was changed.',
      remedies: ['Give the path of a text file whose first line is the encryption key.'],
      cause: error,
    });
  }
  return keyIn(text, `The key file ${file}`);
}

/** What somebody typed where a key is asked for: the key, or the path of a file with it, as on the drive of the backup. */
export async function keyTyped(world: Pick<World, 'home'>, typed: string): Promise<string> {
  if (!/^\s*[~/]/.test(typed)) return typed;
  try {
    return await readKeyFile(typedPath(world, typed));
  } catch (error) {
    // Then it is a key that begins like a path.
    if (error instanceof LifeboatError) return typed;
    throw error;
  }
}

/**
 * The key in a text: its first line, whatever that says; of an emergency kit, Lifeboat's or that of Home Assistant's
 * backup settings, the line below "Encryption key:".
 */
export function keyIn(text: string, what: string): string {
  const line = lineIn(text, what);
  const isKit = line.trim() === kitTitle;
  const key = isKit ? /^Encryption key:[ \t]*\r?\n[ \t]*(\S[^\r\n]*?)[ \t]*$/m.exec(text)?.[1] : undefined;
  return key ?? line;
}

/** The first line of a text; `what` names its origin in the error. */
export function lineIn(text: string, what: string): string {
  const line = firstLine(text);
  if (line === '') {
    throw new LifeboatError('usage', 'KEY_FILE_EMPTY', `${what} has no key in its first line.`, {
      safe: 'Nothing was changed.',
      remedies: ['Write the encryption key into the first line.'],
    });
  }
  return line;
}
