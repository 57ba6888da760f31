import { useState } from 'react';
import type { Job } from '../../core/jobs/types.ts';
import { useShell } from '../shell/shell-context.ts';
import { jobText } from './text.ts';

/** Milliseconds within which the second key has to come: later it is another first one. */
const patience = 5_000;

/** Stops the job when it is asked to twice. */
export function useStop(job: Job): { isStopping: boolean; press: () => void } {
  const { context, say } = useShell();
  const { jobs, world } = context;
  const [armedAt, setArmedAt] = useState(Number.NEGATIVE_INFINITY);
  const [isStopping, setStopping] = useState(false);
  const stop = async () => {
    setStopping(true);
    try {
      await jobs.cancel(job.record.id);
    } catch (error) {
      setStopping(false);
      say(error instanceof Error ? error.message : String(error), 'danger');
    }
  };
  const press = () => {
    if (isStopping) return;
    const now = world.monotonic();
    if (now - armedAt <= patience) void stop();
    else {
      setArmedAt(now);
      say(jobText.stopAgain(job.record.work.kind), 'attention');
    }
  };
  return { isStopping, press };
}
