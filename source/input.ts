/** What is handed in beside the arguments, which everybody can see in the list of processes. */
import { readFile } from 'node:fs/promises';
import { LifeboatError, systemCode } from '../core/errors.ts';
import { firstLine } from '../core/first-line.ts';

/** All of standard input. */
export async function readInput(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

/**
 * The first line of a file, or with `-` of standard input. Throws `usage` with this code where there is none; `what` it
 * should be, such as `password`.
 */
export async function readSecret(file: string, what: string, code: string): Promise<string> {
  const details = {
    safe: 'Nothing was changed.',
    remedies: [`Give the path of a text file whose first line is the ${what}.`],
  };
  let text: string;
  try {
    text = file === '-' ? await readInput() : await readFile(file, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === '') throw cause;
    throw new LifeboatError('usage', code, `The file ${file} cannot be read.`, { ...details, cause });
  }
  const line = firstLine(text);
  if (line.trim() !== '') return line;
  const from = file === '-' ? 'The standard input' : file;
  throw new LifeboatError('usage', code, `${from} has no ${what} in its first line.`, details);
}
