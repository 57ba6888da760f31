/** Carries a job out under its journal, in whichever process. */
import { existsSync } from 'node:fs';
import { LifeboatError, systemCode } from '../errors.ts';
import type { JobEvent, Run } from '../events.ts';
import { waitForLock } from '../lock.ts';
import { nameOwnJob } from '../lock-holder.ts';
import { carryOut, type WorkOf } from './carry-out.ts';
import { endOf, endOfFailure } from './end.ts';
import { forgetJob, jobFolder, type MadeJob, makeJob, passingHome } from './folder.ts';
import { JournalWriter } from './journal.ts';
import { removeEmptyOutput } from './launch.ts';
import { installationFinder, type Means } from './means.ts';
import { openJob } from './read.ts';
import type { JobEnd, JobKind, JobRecord, JobResults } from './types.ts';
import { watchFolder } from './watch.ts';

/** Milliseconds between two looks for a wish to cancel, where the system does not tell by itself. */
const cancelPause = 500;

/**
 * Makes a job of this work and does it here. Where the home cannot be written, as on a drive that is full or failing, it
 * is done all the same, and nobody else sees it. Throws what the operation throws; refused as `busy`, it leaves no trace.
 */
export async function conductHere<Kind extends JobKind>(
  means: Means,
  work: WorkOf<Kind>,
  run: Run,
): Promise<JobResults[Kind]> {
  let made: MadeJob;
  try {
    const installation = work.kind === 'undo' ? (await means.installation()).config : null;
    made = await makeJob(means.world, means.home, { installation, work }, 'work');
  } catch (error) {
    if (systemCode(error) === '') throw error;
    run.report({ type: 'note', code: 'NO_JOURNAL', message: noJournal(means.home, error) });
    return carryOut<Kind>(means, work, run);
  }
  const { record, lock } = made;
  let isRefused = false;
  try {
    const { end, outcome } = await conduct<Kind>(means, record, work, run);
    isRefused = isBusy(end);
    return await outcome();
  } finally {
    lock.release();
    if (isRefused) forgetJob(means.home, record.id);
  }
}

/**
 * Does a job that another process has made, and holds until this one does. The exit code of its end; throws what the
 * operation throws.
 */
export async function conductMade(given: Omit<Means, 'installation'>, id: string, run: Run): Promise<number> {
  const { world, home } = given;
  const { record, stages, end: before } = openJob(home, id).glance();
  if (before || stages.length > 0) throw begunBefore(id);
  const files = jobFolder(home, id);
  const lock = await waitForLock(files.work, 'work', world.now());
  try {
    const means = {
      ...given,
      installation: installationFinder(world, home, record.installation, {
        mayBeNew: record.work.kind === 'restore',
      }),
    };
    const { end, outcome } = await conduct(means, record, record.work, run);
    await outcome();
    return end.exitCode;
  } finally {
    removeEmptyOutput(files);
    lock.release();
  }
}

/** Nobody does a restore twice by typing a number. */
function begunBefore(id: string): LifeboatError {
  return new LifeboatError('usage', 'JOB_BEGUN', `Job ${id} was begun before.`, {
    safe: 'Nothing was changed.',
    remedies: [`lifeboat jobs attach ${id}`],
  });
}

/** Whether it was refused because of another job, and has not begun. */
function isBusy({ error }: JobEnd): boolean {
  return error?.kind === 'busy';
}

interface Conducted<Result> {
  end: JobEnd;
  /** What the operation returned; throws what it threw. */
  outcome: () => Promise<Result>;
}

/** Does the work of this record, whose lock this process holds, and writes its journal to the end. */
async function conduct<Kind extends JobKind>(
  means: Means,
  { id }: Pick<JobRecord, 'id'>,
  work: WorkOf<Kind>,
  run: Run,
): Promise<Conducted<JobResults[Kind]>> {
  const files = jobFolder(means.home, id);
  nameOwnJob({ id, home: means.home });
  const wish = watchForCancel(files.folder, files.cancel);
  const journal = new JournalWriter(means.world, files.events);
  const write = patient(run);
  const report = (event: JobEvent) => {
    write(() => journal.report(event));
    run.report(event);
  };
  if (files.folder.startsWith(passingHome(means.home)))
    report({ type: 'note', code: 'JOURNAL_PASSING', message: passingJournal(means.home) });
  const signal = run.signal ? AbortSignal.any([run.signal, wish.signal]) : wish.signal;
  try {
    const result = await carryOut<Kind>(means, work, { report, signal });
    const end = endOf<Kind>(work.kind as Kind, result);
    write(() => journal.end(end));
    return { end, outcome: async () => result };
  } catch (error) {
    const end = endOfFailure(error);
    write(() => journal.end(end));
    return { end, outcome: () => Promise.reject(error) };
  } finally {
    journal.close();
    wish.close();
    nameOwnJob(null);
  }
}

/** A journal that takes no more, as on a full drive, does not end its job: that is told once. */
function patient({ report }: Run): (step: () => void) => void {
  let isTold = false;
  return (step) => {
    try {
      step();
    } catch (error) {
      if (systemCode(error) === '') throw error;
      if (isTold) return;
      isTold = true;
      const message = `The journal cannot be written, and the job goes on: ${(error as Error).message}`;
      report({ type: 'note', code: 'JOURNAL_STOPPED', message });
    }
  };
}

function noJournal(home: string, error: unknown): string {
  return `No journal is kept, and other runs will not see this job: ${home} cannot be written (${systemCode(error)}).`;
}

function passingJournal(home: string): string {
  return `Nothing can be kept in ${home}: the journal of this job is there until the next start of the device.`;
}

/** Raises its signal when the file appears. */
function watchForCancel(folder: string, file: string): { signal: AbortSignal; close: () => void } {
  const controller = new AbortController();
  const look = () => {
    if (existsSync(file)) controller.abort();
  };
  const timer = setInterval(look, cancelPause);
  timer.unref();
  // Without inotify, or with none left, the timer alone does it.
  const watcher = watchFolder(folder, look);
  look();
  return {
    signal: controller.signal,
    close() {
      clearInterval(timer);
      watcher?.close();
    },
  };
}
