/** Runs what may take long: with progress, with Ctrl+C, and past the end of its terminal. */
import { exitCodes } from '../core/errors.ts';
import type { Run } from '../core/events.ts';
import type { JobKind, JobResults, JobWork } from '../core/jobs/types.ts';
import type { Context } from './context.ts';
import { leave } from './leave.ts';
import { createProgress } from './output/progress.ts';

/** Does the work of a job in this process, and tells what it brought. The exit code; throws what the work throws. */
export async function runAndTell<Kind extends JobKind>(
  context: Context,
  work: Extract<JobWork, { kind: Kind }>,
): Promise<number> {
  const kind = work.kind as Kind;
  const result = await runWork<Kind>(context, work, { hasEvents: hasEvents(kind) });
  const [{ endOf }, { tellResult }] = await Promise.all([
    import('../core/jobs/end.ts'),
    import('./output/results.ts'),
  ]);
  tellResult(context.output, kind, result);
  return endOf(kind, result).exitCode;
}

/**
 * Does the work of a job in this process, under a journal in which other runs see it. What it brought; throws what it
 * threw. `hasEvents` as in `runJob`.
 */
export async function runWork<Kind extends JobKind>(
  context: Context,
  work: Extract<JobWork, { kind: Kind }>,
  options: { hasEvents: boolean },
): Promise<JobResults[Kind]> {
  const { conductHere } = await import('../core/jobs/conduct.ts');
  const means = context.means();
  return runJob(context, options, (run) => conductHere<Kind>(means, work, run));
}

/** Whether the events of this kind are lines of --json; otherwise there is one document. */
export function hasEvents(kind: JobKind): boolean {
  return kind !== 'verify';
}

/**
 * Ctrl+C and SIGTERM cancel the job, which then leaves nothing behind; a second Ctrl+C ends at once, and the next start
 * clears up. A hang-up leaves it running. `hasEvents`: with --json each event is a line; otherwise there is one document.
 */
export async function runJob<Result>(
  { world, output }: Pick<Context, 'world' | 'output'>,
  options: { hasEvents: boolean },
  work: (run: Required<Run>) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress(world, output, options);
  const controller = new AbortController();
  const cancel = () => {
    if (controller.signal.aborted) leave(exitCodes.cancelled);
    progress.end();
    output.note('Cancelling; once more to stop at once.');
    controller.abort();
  };
  const stay = () => undefined;
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  process.on('SIGHUP', stay);
  try {
    return await work({ report: progress.report, signal: controller.signal });
  } finally {
    progress.end();
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    process.off('SIGHUP', stay);
  }
}
