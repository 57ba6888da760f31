/** Watches a job that another process does, and tells it as its own command would. */
import { exitCodes, LifeboatError } from '../core/errors.ts';
import type { JobEvent } from '../core/events.ts';
import type { Job, JobEnd, JobKind, JobResults } from '../core/jobs/types.ts';
import { forgetCommand, lostWords } from '../core/jobs/words.ts';
import type { Context } from './context.ts';
import { hasEvents } from './job.ts';
import { createProgress } from './output/progress.ts';
import { tellResult } from './output/results.ts';

/**
 * Until it ends, which may be long ago. Ctrl+C and a hang-up end the watching, not the job. The exit code is the job's own;
 * 130 where nobody watches any more. Throws what the job was ended by, and `failed` where it is lost.
 */
export async function attach(context: Context, { record }: Job): Promise<number> {
  const { world, output } = context;
  const jobs = await context.jobs();
  const { kind } = record.work;
  const progress = createProgress(world, output, { hasEvents: hasEvents(kind) });
  const controller = new AbortController();
  const leave = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, leave);
  if (output.canRedraw)
    output.note(
      `Job ${record.id}. Ctrl+C stops watching; to stop the job: lifeboat jobs cancel ${record.id}`,
    );
  const news = new News();
  let last: Job | null = null;
  try {
    await jobs.follow(
      record.id,
      (job) => {
        last = job;
        for (const event of news.of(job)) progress.report(event);
      },
      controller.signal,
    );
  } finally {
    progress.end();
    for (const signal of signals) process.off(signal, leave);
  }
  const job = last as Job | null;
  if (job?.state === 'lost') throw lost(job);
  if (job?.end) return tellEnd(context, kind, job.end);
  output.note('No longer watching; the job goes on.');
  return exitCodes.cancelled;
}

/** What was added to a job since the last look. */
class News {
  #stages = 0;
  #notes = 0;
  #progress: Job['progress'] = null;

  of({ stages, notes, progress }: Job): JobEvent[] {
    const events: JobEvent[] = [...stages.slice(this.#stages), ...notes.slice(this.#notes)];
    if (progress !== null && progress !== this.#progress) events.push(progress);
    this.#stages = stages.length;
    this.#notes = notes.length;
    this.#progress = progress;
    return events;
  }
}

function tellEnd({ output }: Context, kind: JobKind, { result, error, exitCode }: JobEnd): number {
  if (error) {
    const { kind: errorKind, code, message, safe, remedies } = error;
    throw new LifeboatError(errorKind, code, message, { safe, remedies });
  }
  tellResult(output, kind, result as JobResults[JobKind]);
  return exitCode;
}

function lost(job: Job): LifeboatError {
  return new LifeboatError('failed', 'JOB_LOST', lostWords(job), {
    remedies: [`To hear no more of it: ${forgetCommand(job)}`],
  });
}
