/** Stops Home Assistant around a change of its files, and starts it again whatever came of it. */
import { LifeboatError } from '../errors.ts';
import type { RestoreRun } from './types.ts';

/** Throws where Home Assistant runs and cannot be stopped: it would write its own state over what was restored. */
export async function requireStoppable({ homeAssistant }: Pick<RestoreRun, 'homeAssistant'>): Promise<void> {
  if (!homeAssistant?.obstacle || !(await homeAssistant.isRunning())) return;
  throw new LifeboatError(
    'failed',
    'CANNOT_STOP',
    `Home Assistant runs and cannot be stopped from here. ${homeAssistant.obstacle}`,
    {
      safe: 'Nothing was changed.',
      remedies: ['Stop Home Assistant, then restore again.', 'Restore to a directory (--to DIR).'],
    },
  );
}

/** Runs `change` with Home Assistant stopped. A failure to start again is told, it does not undo the change. */
export async function whileStopped<T>(
  run: Pick<RestoreRun, 'homeAssistant' | 'report'>,
  change: () => T,
): Promise<T> {
  await requireStoppable(run);
  const { homeAssistant, report } = run;
  if (!homeAssistant || !(await homeAssistant.isRunning())) return change();
  report({ type: 'stage', stage: 'stopping' });
  try {
    await homeAssistant.stop();
    return change();
  } finally {
    report({ type: 'stage', stage: 'starting' });
    await homeAssistant.start().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      report({ type: 'note', code: 'NOT_STARTED', message: `Home Assistant did not start again: ${reason}` });
    });
  }
}
