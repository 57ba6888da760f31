/** How an error is told, and the exit code that it ends the program with. */
import { exitCodes, LifeboatError } from '../../core/errors.ts';
import type { Output } from './output.ts';

export function tellFailure(error: unknown, output: Output): number {
  const failure = error instanceof LifeboatError ? error : unexpected(error);
  const { code, message, safe, remedies } = failure;
  output.document({ error: { code, message, safe, remedies } });
  output.note(`${message}${output.json ? '' : `  [${code}]`}`);
  if (safe) output.note(safe);
  for (const remedy of remedies) output.note(`  - ${remedy}`);
  if (process.env.LIFEBOAT_DEBUG && error instanceof Error) output.error(`${error.stack}\n`);
  return failure.exitCode;
}

/** A fault of Lifeboat, not of its user. */
function unexpected(error: unknown): LifeboatError {
  const message = error instanceof Error ? error.message : String(error);
  return new LifeboatError('failed', 'UNEXPECTED', message || 'Something unexpected happened.', {
    remedies: ['This is a fault of Lifeboat. Run it again with LIFEBOAT_DEBUG=1 to see where it happened.'],
  });
}

export { exitCodes };
