import { Command } from 'commander';
import { formatDate } from '../../core/calendar.ts';
import { LifeboatError } from '../../core/errors.ts';
import type { Job, JobState } from '../../core/jobs/types.ts';
import type { Context, Start } from '../context.ts';
import { table } from '../output/table.ts';

export function jobsCommand(start: Start): Command {
  const jobs = new Command('jobs')
    .description('backups, restores and the like that run or ran; alone: the last ones, the newest first')
    .action((_options: object, command: Command) => start(command, list));
  jobs
    .command('attach')
    .description('watch a job as if it ran here; Ctrl+C stops watching, and the job goes on')
    .argument('<id>', 'a number from `jobs`, or `latest`')
    .action((id: string, _options: object, command: Command) =>
      start(command, async (context) => {
        const { attach } = await import('../watch-job.ts');
        return attach(context, await findJob(context, id));
      }),
    );
  jobs
    .command('cancel')
    .description('stop a running job, and wait until it has cleared up; it leaves nothing behind')
    .argument('<id>', 'a number from `jobs`, or `latest`')
    .action((id: string, _options: object, command: Command) =>
      start(command, (context) => cancel(context, id)),
    );
  jobs
    .command('forget')
    .description('remove the journal of a job that has ended, and with it what `status` says about it')
    .argument('<id>', 'a number from `jobs`, or `latest`')
    .action((id: string, _options: object, command: Command) =>
      start(command, (context) => forget(context, id)),
    );
  return jobs;
}

async function list(context: Context): Promise<undefined> {
  const { output } = context;
  const [{ jobDocument }, all] = await Promise.all([
    import('../../core/jobs/document.ts'),
    (await context.jobs()).list(),
  ]);
  const { runningWords, lostWords } = await import('../../core/jobs/words.ts');
  output.document({ jobs: all.map(jobDocument) });
  if (all.length === 0) output.print('There was no job yet.');
  const zone = await context.zone();
  const rows = all.map((job) => [
    job.record.id,
    formatDate(job.record.created, zone),
    job.record.work.kind,
    job.state === 'running' ? runningWords(job) : endWords(job),
  ]);
  for (const line of table(rows, [0])) output.print(line);
  for (const job of all) if (job.state === 'lost') output.note(lostWords(job));
  return undefined;
}

const states: Readonly<Record<Exclude<JobState, 'running'>, string>> = {
  done: 'done',
  incomplete: 'INCOMPLETE',
  failed: 'FAILED',
  cancelled: 'cancelled',
  lost: 'LOST: its process died',
};

function endWords({ state, end }: Job): string {
  if (state === 'running') return '';
  const why = state === 'failed' && end?.error ? `: ${end.error.message}` : '';
  return `${states[state]}${why}`;
}

async function cancel(context: Context, word: string): Promise<undefined> {
  const { output } = context;
  const jobs = await context.jobs();
  const { record } = requireRunning(await findJob(context, word));
  await jobs.cancel(record.id);
  output.note(`Cancelling job ${record.id} ...`);
  await jobs.follow(record.id, () => undefined);
  const { jobDocument } = await import('../../core/jobs/document.ts');
  const job = await jobs.read(record.id);
  output.document({ job: jobDocument(job) });
  output.print(`Job ${record.id}, ${record.work.kind}: ${endWords(job)}`);
  return undefined;
}

async function forget(context: Context, word: string): Promise<undefined> {
  const { record, state } = await findJob(context, word);
  if (state === 'running') {
    throw new LifeboatError('busy', 'JOB_RUNNING', `Job ${record.id} is still running.`, {
      safe: 'It goes on.',
      remedies: [`Stop it first: lifeboat jobs cancel ${record.id}`],
    });
  }
  const { forgetJob } = await import('../../core/jobs/folder.ts');
  forgetJob(context.home, record.id);
  context.output.document({ forgotten: record.id });
  context.output.print(`The journal of job ${record.id} is removed. What it did stays.`);
  return undefined;
}

function requireRunning(job: Job): Job {
  if (job.state === 'running') return job;
  const { id } = job.record;
  throw new LifeboatError('not-found', 'JOB_ENDED', `Job ${id} does not run any more: ${endWords(job)}`, {
    safe: 'Nothing was changed.',
    remedies: ['See what runs: lifeboat jobs'],
  });
}

/** `latest`: the newest that runs, or else the newest. Throws `not-found`. */
async function findJob(context: Context, word: string): Promise<Job> {
  const jobs = await context.jobs();
  if (word !== 'latest') return jobs.read(word);
  const all = await jobs.list();
  const job = all.find(({ state }) => state === 'running') ?? all[0];
  if (job) return job;
  throw new LifeboatError('not-found', 'JOB_NOT_FOUND', 'There was no job yet.', {
    safe: 'Nothing was changed.',
  });
}
