/** What a job's page remembers from one word of the job to the next. No effects here. */
import type { Job } from '../../core/jobs/types.ts';
import { addSample, noPace, type Pace } from '../components/progress-state.ts';

export interface Followed {
  /** Null: not read yet. */
  job: Job | null;
  /** Of the stage at hand. A stage that goes on with the next part keeps it until that part tells more. */
  progress: { bytes: number; total: number | null; path: string } | null;
  pace: Pace;
  /** Monotonic milliseconds: when the job last told something. */
  heardAt: number;
  /** Why it cannot be followed. */
  failure: { error: unknown } | null;
}

export const nothingHeard: Followed = {
  job: null,
  progress: null,
  pace: noPace,
  heardAt: 0,
  failure: null,
};

export type FollowStep = { job: Job; at: number } | { error: unknown };

export function followReducer(state: Followed, step: FollowStep): Followed {
  if ('error' in step) return { ...state, failure: { error: step.error } };
  const { job, at } = step;
  const heard = { ...state, job, heardAt: at, failure: null };
  if (job.progress) {
    const { bytes, total, path = '' } = job.progress;
    const isNewTotal = state.progress !== null && state.progress.total !== total;
    const pace = addSample(isNewTotal ? noPace : state.pace, { at, bytes });
    return { ...heard, progress: { bytes, total, path }, pace };
  }
  const isSameStage = job.stages.at(-1)?.stage === state.job?.stages.at(-1)?.stage;
  return isSameStage ? heard : { ...heard, progress: null, pace: noPace };
}

/** Milliseconds since the job was started. By its own stamps, and from there on by a clock that nobody sets. */
export function elapsedOf({ job, heardAt }: Followed, monotonic: number): number {
  if (!job) return 0;
  const told = Date.parse(job.updated) - Date.parse(job.record.created);
  const since = job.state === 'running' ? monotonic - heardAt : 0;
  return Math.max(0, told + since);
}
