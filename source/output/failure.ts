/** How an error is told, and the exit code that it ends the program with. */
import { asLifeboatError } from '../../core/errors.ts';
import type { Output } from './output.ts';

export function tellFailure(error: unknown, output: Output): number {
  const { code, message, safe, remedies, exitCode } = asLifeboatError(error);
  output.document({ error: { code, message, safe, remedies } });
  output.note(`${message}${output.json ? '' : `  [${code}]`}`);
  if (safe) output.note(safe);
  for (const remedy of remedies) output.note(`  - ${remedy}`);
  if (process.env.LIFEBOAT_DEBUG && error instanceof Error) output.error(`${error.stack}\n`);
  return exitCode;
}
