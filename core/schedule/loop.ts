/** The schedule without systemd and cron: this process is the timer, as the command of a container. */
import { LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import type { Means } from '../jobs/means.ts';
import type { PlanOutcome } from './run-due.ts';
import { holdLoop } from './timers/device.ts';
import { wake } from './wake.ts';

export interface LoopOptions {
  /** Made anew for every look: settings and the installation may change meanwhile. */
  means: () => Promise<Means>;
  run: Required<Run>;
  /** Waits for the next look; resolves early on the signal. */
  pause: (signal: AbortSignal) => Promise<void>;
  onOutcome: (outcome: PlanOutcome) => void;
  /** Something keeps the runs from being made; told once as long as it stays the same. */
  onTrouble: (error: LifeboatError) => void;
}

/** Milliseconds between two tries to bring what a location lacks: the drives may sleep in between. */
const catchUpPause = 15 * 60_000;

/** Until the signal. Throws `busy` where another loop does the same, and what is no LifeboatError. */
export async function runLoop({ means, run, pause, onOutcome, onTrouble }: LoopOptions): Promise<void> {
  const { world, home } = await means();
  const lock = await holdLoop(world, home);
  let told = '';
  let caughtUp = Number.NEGATIVE_INFINITY;
  try {
    while (!run.signal.aborted) {
      try {
        const catchesUp = world.monotonic() - caughtUp >= catchUpPause;
        if (catchesUp) caughtUp = world.monotonic();
        for (const outcome of await wake(await means(), 'due', run, catchesUp)) onOutcome(outcome);
        told = '';
      } catch (error) {
        if (!(error instanceof LifeboatError)) throw error;
        if (error.kind !== 'cancelled' && error.message !== told) onTrouble(error);
        told = error.message;
      }
      await pause(run.signal);
    }
  } finally {
    lock.release();
  }
}
