/**
 * Errors that a user can act on. Everything else that is thrown is a bug.
 *
 * Each carries what happened (`message`), what it means for the data (`safe`), and the ways out (`remedies`).
 */

/** The kinds of failure, each with the exit code that the commands promise. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  incomplete: 3,
  'not-found': 10,
  busy: 11,
  'wrong-key': 12,
  damaged: 13,
  'no-space': 14,
  unreachable: 15,
  cancelled: 130,
} as const;

export type ErrorKind = keyof typeof exitCodes;

export interface ErrorDetails {
  /** What it means for the user's data, one sentence: "Nothing was changed." */
  safe?: string;
  /** Ways out, the best first; each one a sentence or a command line. */
  remedies?: string[];
  cause?: unknown;
}

export class LifeboatError extends Error {
  readonly kind: ErrorKind;
  /** SCREAMING_SNAKE name that scripts and searches can rely on, e.g. `ARCHIVE_TRUNCATED`. */
  readonly code: string;
  readonly safe: string;
  readonly remedies: string[];

  constructor(kind: ErrorKind, code: string, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'LifeboatError';
    this.kind = kind;
    this.code = code;
    this.safe = details.safe ?? '';
    this.remedies = details.remedies ?? [];
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** The error of a job that its user stopped. */
export function cancelled(safe: string): LifeboatError {
  return new LifeboatError('cancelled', 'CANCELLED', 'Cancelled.', { safe });
}

/** Throws when the signal was raised; call it between steps. */
export function throwIfCancelled(signal: AbortSignal | undefined, safe = 'Nothing was changed.'): void {
  if (signal?.aborted) throw cancelled(safe);
}

/** The `code` of a system error such as ENOENT, or '' for anything else. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether a drive, or what one may use of it, is full. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error));
}

/** What was thrown, for telling it: what nobody foresaw is what the system refused, or a fault of Lifeboat. */
export function asLifeboatError(error: unknown): LifeboatError {
  if (error instanceof LifeboatError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = systemCode(error);
  if (/^E[A-Z0-9]+$/.test(code)) {
    const isForbidden = code === 'EACCES' || code === 'EPERM';
    return new LifeboatError(isFull(error) ? 'no-space' : 'failed', code, `The system refused: ${message}.`, {
      remedies: isForbidden
        ? ['Run it with sudo.']
        : isFull(error)
          ? ['Make space there, then try again.']
          : [],
      cause: error,
    });
  }
  return new LifeboatError('failed', 'UNEXPECTED', message || 'Something unexpected happened.', {
    remedies: ['This is a fault of Lifeboat. Run it again with LIFEBOAT_DEBUG=1 to see where it happened.'],
    cause: error,
  });
}
