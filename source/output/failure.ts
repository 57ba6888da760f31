/** How an error is told, and the exit code that it ends the program with. */
import { LifeboatError, systemCode } from '../../core/errors.ts';
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

/** What nobody foresaw: what the system refused, or a fault of Lifeboat. */
function unexpected(error: unknown): LifeboatError {
  const message = error instanceof Error ? error.message : String(error);
  const code = systemCode(error);
  if (/^E[A-Z0-9]+$/.test(code)) {
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    const isForbidden = code === 'EACCES' || code === 'EPERM';
    return new LifeboatError(isFull ? 'no-space' : 'failed', code, `The system refused: ${message}.`, {
      remedies: isForbidden ? ['Run it with sudo.'] : isFull ? ['Make space there, then try again.'] : [],
    });
  }
  return new LifeboatError('failed', 'UNEXPECTED', message || 'Something unexpected happened.', {
    remedies: ['This is a fault of Lifeboat. Run it again with LIFEBOAT_DEBUG=1 to see where it happened.'],
  });
}
