import { useEffect, useState } from 'react';
import { notableJobs } from '../../core/jobs/notable.ts';
import type { Job, Jobs } from '../../core/jobs/types.ts';

/**
 * The job that Home leads to: the one that runs, as it goes on and when it has ended, or else one that was lost. Which one
 * is settled when Home is opened: rows that come and go by themselves would move under the user's fingers.
 */
export function useLatestJob(jobs: Jobs, onEnd: () => void): Job | null {
  const [job, setJob] = useState<Job | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what happens at its end is no reason to look anew
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const watch = async () => {
      const { running, lost } = await notableJobs(jobs);
      const [first] = [...running, ...lost];
      if (signal.aborted || !first) return;
      setJob(first);
      if (first.state !== 'running') return;
      await jobs.follow(first.record.id, setJob, signal);
      if (!signal.aborted) onEnd();
    };
    // What keeps jobs from being read keeps Home's own data from being read, and is told with it.
    watch().catch(() => undefined);
    return () => controller.abort();
  }, [jobs]);
  return job;
}
