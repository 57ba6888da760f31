/** The jobs that somebody who looks in should be told of. */
import type { Job, JobKind, Jobs } from './types.ts';

export interface NotableJobs {
  running: Job[];
  /** Those that died, and that nothing has made good since. */
  lost: Job[];
}

export async function notableJobs(jobs: Pick<Jobs, 'list'>): Promise<NotableJobs> {
  return notableOf(await jobs.list());
}

/** `jobs`: the newest first. */
export function notableOf(jobs: readonly Job[]): NotableJobs {
  const settled = new Set<JobKind>();
  const lost: Job[] = [];
  for (const job of jobs) {
    const { kind } = job.record.work;
    if (job.state === 'done' || job.state === 'incomplete') settled.add(kind);
    // A check that was cut off has done no harm, and can be begun again at any time.
    if (job.state === 'lost' && kind !== 'verify' && !settled.has(kind)) {
      lost.push(job);
      settled.add(kind);
    }
  }
  return { running: jobs.filter(({ state }) => state === 'running'), lost };
}
