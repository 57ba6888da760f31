/**
 * What became of the runs: `runs.json` in Lifeboat's home. It says what is due, and what to warn of. While the home cannot
 * be written it lies in memory, beside the journals of jobs, with all that is known: it then counts, and not that of the
 * home, until that can be written again.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isFull, isUnwritable, LifeboatError, systemCode } from '../errors.ts';
import { passingHome } from '../jobs/folder.ts';
import { acquireLock, isLocked, type Lock } from '../lock.ts';
import { makePrivateFolder, writePrivateFile } from '../private-file.ts';
import {
  aCount,
  aDate,
  anyText,
  aSwitch,
  aText,
  listOf,
  mapOf,
  oneOf,
  orNull,
  recordOf,
  type Shape,
} from '../shape.ts';
import type { WorkFolder } from '../work-folder.ts';

const runStates = ['running', 'done', 'incomplete', 'failed', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

/** A backup that a location of its plan lacks. */
export interface Owed {
  backup: string;
  /** By name. */
  location: string;
}

/** The last run of a plan. All dates are ISO. */
export interface RunRecord {
  /** When it was due. */
  due: string;
  /** The runs before it, newest first: they count if it turns out that the clock was ahead when this one began. */
  before: Pick<RunRecord, 'due' | 'started'>[];
  /** How often it was begun for that date. */
  attempts: number;
  started: string;
  /** Null while it runs; and for ever where the power went. */
  ended: string | null;
  state: RunState;
  /** What went wrong, as a sentence; '' where nothing did. */
  message: string;
  /** The id of the backup that it made. */
  backup: string | null;
  /** What the plan's locations lack, the newest backup first: the next run tries again. */
  owed: Owed[];
  /** Nothing else is wrong with it: when all is caught up with, it is done. */
  isOnlyOwing: boolean;
}

export type RunRecords = Readonly<Record<string, RunRecord>>;

const fileVersion = 1;

const recordShape = recordOf(
  {
    due: aDate,
    before: listOf(recordOf({ due: aDate, started: aDate })),
    attempts: aCount,
    started: aDate,
    ended: orNull(aDate),
    state: oneOf(runStates),
    message: anyText,
    backup: orNull(aText),
    owed: listOf(recordOf({ backup: aText, location: aText })),
    isOnlyOwing: aSwitch,
  } satisfies Record<keyof RunRecord, Shape>,
  'and others',
);

const fileShape = recordOf({ version: oneOf([fileVersion]), plans: mapOf(recordShape) });

function fileOf(home: string): string {
  return path.join(home, 'runs.json');
}

/**
 * By the name of the plan. A file that is damaged counts as empty: the runs that are due since the plans were made are
 * then made once more, which does no harm, while a schedule that stops over it would.
 */
export function readRecords(home: string): RunRecords {
  try {
    const found: unknown = JSON.parse(
      readFileSync(fileOf(isPassing(home) ? passingHome(home) : home), 'utf8'),
    );
    return fileShape(found, '') === null ? (found as { plans: RunRecords }).plans : {};
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return {};
    throw error;
  }
}

/** What is recorded now is gone with the next start of the device. */
export function isPassing(home: string): boolean {
  return existsSync(fileOf(passingHome(home)));
}

const mostBefore = 20;

/** What stands before a run that is begun now. */
export function runsBefore(record: RunRecord | null, due: string): RunRecord['before'] {
  if (record === null) return [];
  // Tried again, it takes the place of the attempt that failed.
  if (record.due === due) return record.before;
  return [{ due: record.due, started: record.started }, ...record.before].slice(0, mostBefore);
}

/**
 * Null: as if it had not been begun. Only for who holds the lock of the run: two writers would lose each other's. Throws
 * LifeboatError where it cannot be written, as on a full drive.
 */
export function writeRecord(home: string, plan: string, record: RunRecord | null): void {
  const plans = { ...readRecords(home), [plan]: record ?? undefined };
  const writeIn = (base: string) => {
    makePrivateFolder(base);
    writePrivateFile(fileOf(base), `${JSON.stringify({ version: fileVersion, plans }, null, 2)}\n`);
  };
  try {
    writeIn(home);
    rmSync(fileOf(passingHome(home)), { force: true });
  } catch (error) {
    if (systemCode(error) === '') throw error;
    if (!isClosed(error) || !isDone(() => writeIn(passingHome(home)))) throw notWritten(home, error);
  }
}

/** The drive takes nothing. Where only this user may not write, the home is somebody else's, who has its schedule. */
function isClosed(error: unknown): boolean {
  return isUnwritable(error) && !['EACCES', 'EPERM'].includes(systemCode(error));
}

function isDone(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return false;
  }
}

/** Without a record a plan would run again each time that the timer looks. */
function notWritten(home: string, cause: unknown): LifeboatError {
  const message = `What was run cannot be recorded in ${home} (${systemCode(cause)}).`;
  return new LifeboatError(isFull(cause) ? 'no-space' : 'failed', 'NO_RECORD', message, {
    safe: 'Until it can be, no plan runs and no old backup is removed.',
    remedies: [
      isFull(cause) ? 'Make room on that drive.' : 'Mend that drive, or the rights of that folder.',
      'A backup by hand is made all the same: lifeboat backup',
    ],
    cause,
  });
}

/** Held by the one process that carries the schedule of this home out. */
export function runFolder(home: string): WorkFolder {
  const folder = path.join(home, 'run');
  return { of: home, folder, top: folder };
}

/** Whether some process carries the schedule of this home out. */
export async function isRunHeld(home: string): Promise<boolean> {
  return (await isLocked(runFolder(home))) || (await isLocked(runFolder(passingHome(home))));
}

/** Throws `busy`, and as `writeRecord`. */
export async function holdRun(home: string, now: Date): Promise<Lock> {
  const holdIn = async (base: string) => {
    makePrivateFolder(base);
    return await acquireLock(runFolder(base), 'run of the schedule', now);
  };
  try {
    return await holdIn(home);
  } catch (error) {
    if (error instanceof LifeboatError || systemCode(error) === '') throw error;
    if (!isClosed(error)) throw notWritten(home, error);
    return await holdIn(passingHome(home)).catch((other: unknown) => {
      throw other instanceof LifeboatError ? other : notWritten(home, error);
    });
  }
}
