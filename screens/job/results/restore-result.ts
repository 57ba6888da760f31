import type { JobResults } from '../../../core/jobs/types.ts';
import type { PlanNote, RestorePlan } from '../../../core/restore/types.ts';
import { partName } from '../../part-name.ts';
import { leftOutSentences } from '../../restore/left-out.ts';
import { restoreResultText as words } from '../../restore/result-text.ts';
import type { EndedJob, Result, ResultLine } from './result.ts';

type Restored = JobResults['restore'];

/** More of what failed is named in the log alone. */
const mostNamed = 4;
const mostInSentence = 8;

/** What came back, what did not and why, what is left to do by hand, and where the old state is. */
export function restoreResult(job: EndedJob): Result {
  const { work } = job.record;
  if (work.kind !== 'restore') throw new Error('not a restore');
  const restored = job.end.result as Restored;
  const { plan } = work;
  const named = restored.failed.slice(0, mostNamed);
  const more = restored.failed.length - named.length;
  return {
    sign: restored.failed.length === 0 && !didNotStart(job) ? 'ok' : 'attention',
    sentence: sentenceOf(job, plan, restored),
    lines: [
      ...named.map(({ path, reason }) => warning(words.failed(partName(path), reason))),
      ...(more > 0 ? [warning(words.moreFailed(more))] : []),
      ...byHand(job, plan).map(warning),
      // Those that are a loss are among the failed.
      ...leftOutSentences(plan.leftOut.filter(({ isLoss }) => !isLoss)).map(warning),
      ...facts(plan, restored),
    ],
    details: restored.failed.slice(mostNamed).map(({ path, reason }) => words.failed(path, reason)),
  };
}

function warning(text: string): ResultLine {
  return { sign: 'attention', text };
}

function sentenceOf(job: EndedJob, plan: RestorePlan, { restored, failed, to }: Restored): string {
  if (failed.length > 0) return words.inPart;
  if (plan.kind === 'to-directory') return words.broughtOut(to);
  const done = words.restored(namesOf(restored));
  const wasStarted = job.stages.some(({ stage }) => stage === 'starting') && !didNotStart(job);
  return wasStarted ? `${done} ${words.answers}` : done;
}

/** By name as long as they fit a sentence, else by their number. */
function namesOf(parts: readonly string[]): string {
  return parts.length <= mostInSentence ? parts.map(partName).join(', ') : words.things(parts.length);
}

function didNotStart({ notes }: EndedJob): boolean {
  return notes.some(({ code }) => code === 'NOT_STARTED');
}

/** What the job could not do itself, and what the plan knew would be left to the user. */
function byHand({ notes }: EndedJob, plan: RestorePlan): string[] {
  const told = notes.filter(({ code }) => ['NOT_STARTED', 'RESTORE_TAKEN_BACK'].includes(code));
  const after = plan.notes.filter(({ isForAfter }: PlanNote) => isForAfter);
  return [...told, ...after].map(({ message }) => message);
}

function facts({ backup, kind }: RestorePlan, { to, entries, bytes, kept }: Restored): ResultLine[] {
  return [
    { name: words.from, value: backup.name || backup.id },
    ...(kind === 'in-place' ? [{ name: words.to, value: to }] : []),
    { name: words.amount, value: words.amountOf(entries, bytes) },
    ...(kept === null ? [] : [{ name: words.kept, value: kept }]),
  ];
}

/** What was taken back, and where that is now. */
export function undoResult(job: EndedJob): Result {
  const { undone, backup, kept } = job.end.result as JobResults['undo'];
  return {
    sign: didNotStart(job) ? 'attention' : 'ok',
    sentence: words.undone(namesOf(undone)),
    lines: [
      ...job.notes.filter(({ code }) => code === 'NOT_STARTED').map(({ message }) => warning(message)),
      { name: words.undoneFrom, value: backup.name || backup.id },
      { name: words.undoneKept, value: kept },
    ],
  };
}
