/** How far a job is, from its journal alone: whoever looks only now knows as much as who looked all the time. */
import type { Job } from './types.ts';

export interface JobProgress {
  /** Of the present stage, 0 to 1; null where nobody knows. */
  fraction: number | null;
  /** Of the present stage. */
  secondsLeft: number | null;
}

const unknown: JobProgress = { fraction: null, secondsLeft: null };

export function progressOf({ stages, progress }: Job): JobProgress {
  if (progress === null || !progress.total) return unknown;
  const fraction = Math.min(1, progress.bytes / progress.total);
  const elapsed = Date.parse(progress.at) - beginOfStage(stages);
  // The first moments tell nothing about the rest, and a clock that was set meanwhile tells nothing at all.
  if (!(elapsed > 2000) || fraction === 0) return { fraction, secondsLeft: null };
  return { fraction, secondsLeft: Math.round((elapsed * (1 / fraction - 1)) / 1000) };
}

/** The parts of a stage share one count of bytes; a database is read in the middle of the writing. */
function beginOfStage(stages: Job['stages']): number {
  const names = stages.map(({ stage }) => (stage === 'database' ? 'writing' : stage));
  const present = names.at(-1);
  const first = stages[names.findLastIndex((name) => name !== present) + 1];
  return Date.parse(first?.at ?? '');
}
