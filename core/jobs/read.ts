/** What became of a job: its journal, and whether its process lives. */
import { LifeboatError } from '../errors.ts';
import { isAlive, jobFolder, readRecord } from './folder.ts';
import { JournalReader } from './journal.ts';
import type { Job } from './types.ts';

/** Looks at one job again and again, and reads only what is new. */
export class JobReader {
  readonly #home: string;
  readonly #id: string;
  readonly #journal: JournalReader;

  /** Throws `not-found`. */
  constructor(home: string, id: string) {
    const record = /^\d+$/.test(id) ? readRecord(home, id) : null;
    if (!record) throw noSuchJob(id);
    this.#home = home;
    this.#id = id;
    this.#journal = new JournalReader(jobFolder(home, id).events, record);
  }

  /** As the journal says; a job without an end is taken for a running one. The same object while nothing is new. */
  glance(): Job {
    return this.#journal.read();
  }

  /** As it is: a job without an end, whose process is gone, is lost. */
  async read(): Promise<Job> {
    const job = this.glance();
    if (job.end || (await isAlive(jobFolder(this.#home, this.#id)))) return job;
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
