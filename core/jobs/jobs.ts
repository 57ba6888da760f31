/** The jobs of a home, for whoever starts, watches or stops them. */
import { writeFileSync } from 'node:fs';
import { asLifeboatError, homeError, LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { forgetJob, jobFolder, jobIds, journalFormat, makeJob, readRecord } from './folder.ts';
import { canBeUnit, type Launched, lastWords, launch } from './launch.ts';
import { JobReader, openJob } from './read.ts';
import type { Job, JobRecord, Jobs, JobWork } from './types.ts';
import { watchFolder } from './watch.ts';

export interface JobsOptions {
  world: World;
  /** Lifeboat's own folder. */
  home: string;
  /** The configuration directory that jobs work on which do not say so themselves; null: found by the job. */
  installation: string | null;
  /** How this program is started; `job ID --home DIR` is added. */
  program: readonly [string, ...string[]];
}

/** Milliseconds between two looks at a journal and at its process, beside what the system tells. */
const lookPause = 250;

export function openJobs(options: JobsOptions): Jobs {
  const { home } = options;
  return {
    start: (work, secret) => start(options, work, secret),
    list: () => list(home),
    read: async (id) => openJob(home, id).read(),
    follow: (id, onChange, signal) => follow(home, id, onChange, signal),
    cancel: async (id) => cancel(home, id),
  };
}

/** Those whose record can be read: one may be made or removed at this moment. */
function list(home: string): Promise<Job[]> {
  const records = jobIds(home).map((id) => readRecord(home, id));
  return Promise.all(records.flatMap((record) => (record ? [new JobReader(home, record).read()] : [])));
}

async function start(options: JobsOptions, work: JobWork, secret: string | null): Promise<Job> {
  const { world, home, installation, program } = options;
  const { record, lock } = await makeJob(world, home, { installation, work }, 'starting').catch((error) => {
    throw asLifeboatError(homeError(error, home));
  });
  const { id } = record;
  const files = jobFolder(home, id);
  const begin = (isUnit: boolean) => {
    const command = [...program, 'job', id, '--home', home] as const;
    return launch(
      world,
      files,
      { command: command as readonly [string, ...string[]], secret, unit: unitName(world, id) },
      isUnit,
    );
  };
  try {
    const isUnit = canBeUnit(world);
    let launched = begin(isUnit);
    let job = await begun(home, id, launched);
    if (job === null && isUnit) {
      // systemd-run is not there, or may not be used.
      launched = begin(false);
      job = await begun(home, id, launched);
    }
    launched.let();
    if (job === null) {
      const said = lastWords(files);
      forgetJob(home, id);
      throw notStarted(said);
    }
    const refusal = job.end?.error;
    if (refusal?.kind === 'busy') {
      const { kind, code, message, safe, remedies } = refusal;
      await launched.gone;
      forgetJob(home, id);
      throw new LifeboatError(kind, code, message, { safe, remedies });
    }
    return job;
  } finally {
    lock.release();
  }
}

/** The job when it has taken its locks, or has ended; null when its process went without having begun. */
async function begun(home: string, id: string, launched: Launched): Promise<Job | null> {
  const reader = openJob(home, id);
  let isGone = false;
  const gone = launched.gone.then(() => {
    isGone = true;
  });
  for (;;) {
    const wasGone = isGone;
    const job = reader.glance();
    if (job.end || job.stages.length > 0) return job;
    if (wasGone) return null;
    await Promise.race([gone, change(jobFolder(home, id).folder)]);
  }
}

async function follow(
  home: string,
  id: string,
  onChange: (job: Job) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const reader = openJob(home, id);
  const { folder } = jobFolder(home, id);
  let told: Job | null = null;
  while (!signal?.aborted) {
    const glance = reader.glance();
    // Whether its process lives is asked where nothing new says so.
    const job: Job = glance === told ? await reader.read() : glance;
    if (signal?.aborted) return;
    if (job !== told) onChange(job);
    told = job;
    if (job.state !== 'running') return;
    await change(folder, signal);
  }
}

/** Until something in this folder may have changed. */
function change(folder: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      watcher?.close();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, lookPause);
    const watcher = watchFolder(folder, end);
    signal?.addEventListener('abort', end);
  });
}

function cancel(home: string, id: string): void {
  const { record, end } = openJob(home, id).glance();
  if (end) return;
  if (record.format > journalFormat) throw newer(record);
  writeFileSync(jobFolder(home, id).cancel, '', { mode: 0o600 });
}

/** Unique on the device: two homes may have the same number at the same time. */
function unitName(world: World, id: string): string {
  return `lifeboat-job-${id}-${world.randomBytes(4).toString('hex')}`;
}

function notStarted(said: string): LifeboatError {
  const message = `The job could not be started${said === '' ? '.' : `: ${said}`}`;
  return new LifeboatError('failed', 'JOB_NOT_STARTED', message, {
    safe: 'It has not begun; nothing was changed.',
    remedies: ['Do the same in the foreground with a command: lifeboat --help'],
  });
}

function newer({ id }: JobRecord): LifeboatError {
  return new LifeboatError(
    'failed',
    'JOB_NEWER',
    `A newer Lifeboat does job ${id}; this one only shows it.`,
    {
      safe: 'The job goes on.',
      remedies: ['Update Lifeboat on this device.'],
    },
  );
}
