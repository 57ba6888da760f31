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

/** What a damaged file system says; Node knows these by their numbers alone. */
const unnamedCodes: Readonly<Record<string, string>> = {
  'Unknown system error -117': 'EUCLEAN',
  'Unknown system error -74': 'EBADMSG',
};

/** The `code` of a system error such as ENOENT, or '' for anything else. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return unnamedCodes[code] ?? code;
}

/** Why a file is not in a backup, or only in part. The code stands in it for whoever looks further. */
export function unreadableReason(code: string, isInPart = false): string {
  const what = isInPart ? 'Only a part of it can be read, and zeros stand for the rest' : 'It cannot be read';
  const why = damages[code];
  return why ? `${what}: ${why} (${code}).` : `${what} (${code}).`;
}

/** Whether such a reason is one that root would not meet. */
export function isByRights(reason: string): boolean {
  return /EACCES|EPERM/.test(reason);
}

/** How a drive shows that it fails. */
const damages: Readonly<Record<string, string>> = {
  EIO: 'its drive reports errors',
  EUCLEAN: 'its file system is damaged',
  EBADMSG: 'its file system is damaged',
};

/** Whether a drive, or what one may use of it, is full. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error));
}

/** Why the system takes nothing somewhere, to be said of the place: `it is mounted read-only`. */
export const unwritableReasons: Readonly<Record<string, string>> = {
  EROFS: 'it is mounted read-only',
  ENOSPC: 'it is full',
  EDQUOT: 'what you may use of it is used up',
  EACCES: 'this user may not read or write there',
  EPERM: 'this user may not write there',
  ...damages,
};

/** Whether the system takes nothing there; what only reads can go on. */
export function isUnwritable(error: unknown): boolean {
  return systemCode(error) in unwritableReasons;
}

/** Lifeboat's own folder takes nothing: what should be kept there is not. Errors of other kinds as they are. */
export function homeError(error: unknown, home: string): unknown {
  const code = systemCode(error);
  const reason = unwritableReasons[code];
  if (reason === undefined) return error;
  const message = `Nothing can be kept in ${home}, Lifeboat’s own folder: ${reason}.`;
  return new LifeboatError(isFull(error) ? 'no-space' : 'failed', 'HOME_UNWRITABLE', message, {
    safe: 'Nothing was changed.',
    remedies: [...(waysOut[code] ?? []), 'Or use another folder: --home DIR'],
    cause: error,
  });
}

const sudo = 'Run it with sudo.';
const room = 'Make room there: old backups go with lifeboat delete BACKUP.';

/** What to do where the system takes nothing. */
const waysOut: Readonly<Record<string, string[]>> = {
  EROFS: [
    'A system makes a drive read-only when it fails, as worn SD cards do. First save what is there: lifeboat backup --location DIR',
    'If it is whole, mount it for writing again: mount -o remount,rw /',
  ],
  ENOSPC: [room],
  EDQUOT: [room],
  EACCES: [sudo],
  EPERM: [sudo],
};

/** What was thrown, for telling it: what nobody foresaw is what the system refused, or a fault of Lifeboat. */
export function asLifeboatError(error: unknown): LifeboatError {
  if (error instanceof LifeboatError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = systemCode(error);
  if (/^E[A-Z0-9]+$/.test(code)) {
    return new LifeboatError(isFull(error) ? 'no-space' : 'failed', code, `The system refused: ${message}.`, {
      remedies: waysOut[code] ?? [],
      cause: error,
    });
  }
  return new LifeboatError('failed', 'UNEXPECTED', message || 'Something unexpected happened.', {
    remedies: ['This is a fault of Lifeboat. Run it again with LIFEBOAT_DEBUG=1 to see where it happened.'],
    cause: error,
  });
}
