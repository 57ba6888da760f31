import { useEffect, useReducer } from 'react';
import { useShell } from '../shell/shell-context.ts';
import { type Followed, followReducer, nothingHeard } from './follow-state.ts';

/** The job as it is now, and at every change, as long as the page is there. */
export function useJob(id: string): Followed {
  const { context } = useShell();
  const { jobs, world } = context;
  const [followed, step] = useReducer(followReducer, nothingHeard);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    jobs
      .follow(id, (job) => signal.aborted || step({ job, at: world.monotonic() }), signal)
      .catch((error: unknown) => signal.aborted || step({ error }));
    return () => controller.abort();
  }, [jobs, world, id]);
  return followed;
}
