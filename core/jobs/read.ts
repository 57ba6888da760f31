/** What became of a job: its journal, and whether its process lives. */
import { LifeboatError } from '../errors.ts';
import { isAlive, type JobFolder, jobFolder, readRecord } from './folder.ts';
import { JournalReader } from './journal.ts';
import type { Job, JobRecord } from './types.ts';

/** Throws `not-found`. */
export function openJob(home: string, id: string): JobReader {
  const record = /^\d+$/.test(id) ? readRecord(home, id) : null;
  if (!record) throw noSuchJob(id);
  return new JobReader(home, record);
}

/** Looks at one job again and again, and reads only what is new. */
export class JobReader {
  readonly #files: JobFolder;
  readonly #journal: JournalReader;

  constructor(home: string, record: JobRecord) {
    this.#files = jobFolder(home, record.id);
    this.#journal = new JournalReader(this.#files.events, record);
  }

  /** As the journal says; a job without an end is taken for a running one. The same object while nothing is new. */
  glance(): Job {
    return this.#journal.read();
  }

  /** As it is: a job without an end, whose process is gone, is lost. */
  async read(): Promise<Job> {
    const job = this.glance();
    if (job.end || (await isAlive(this.#files))) return job;
    // It may have ended between the two looks.
    const last = this.glance();
    return last.end ? last : { ...last, state: 'lost' };
  }
}

function noSuchJob(id: string): LifeboatError {
  return new LifeboatError('not-found', 'JOB_NOT_FOUND', `There is no job ${id}.`, {
    safe: 'Nothing was changed.',
    remedies: ['See all: lifeboat jobs'],
  });
}
