/** How a job ended, from what it brought or threw. */
import type { VerifyState } from '../archive/verify.ts';
import { asLifeboatError, exitCodes } from '../errors.ts';
import { awayCode } from '../locations/usb.ts';
import type { JobEnd, JobKind, JobResults } from './types.ts';

type Verdict = Pick<JobEnd, 'state' | 'exitCode'>;

const done: Verdict = { state: 'done', exitCode: 0 };
const incomplete: Verdict = { state: 'incomplete', exitCode: exitCodes.incomplete };

const verdicts: { [Kind in JobKind]: (result: JobResults[Kind]) => Verdict } = {
  // A drive that is not plugged in is no fault: the others have the backup.
  backup: ({ complete, failed }) =>
    complete && failed.every(({ code }) => code === awayCode) ? done : incomplete,
  restore: ({ failed }) => (failed.length === 0 ? done : incomplete),
  // What it was asked to find out it has found out, whatever that is.
  verify: ({ results }) => ({ state: 'done', exitCode: worstOf(results.map(({ state }) => state)) }),
  copy: () => done,
  undo: () => done,
};

/** The exit code is the one of the command that does the same. */
export function endOf<Kind extends JobKind>(kind: Kind, result: JobResults[Kind]): JobEnd {
  return { ...verdicts[kind](result), result, error: null };
}

export function endOfFailure(thrown: unknown): JobEnd {
  const { kind, code, message, safe, remedies, exitCode } = asLifeboatError(thrown);
  const state = kind === 'cancelled' ? 'cancelled' : 'failed';
  return { state, result: null, error: { kind, code, message, safe, remedies }, exitCode };
}

/** The exit code of `verify`: the worst that was found decides. */
export function worstOf(states: readonly VerifyState[]): number {
  if (states.includes('damaged')) return exitCodes.damaged;
  if (states.includes('wrong-key')) return exitCodes['wrong-key'];
  return states.includes('unreadable') ? exitCodes.failed : 0;
}
