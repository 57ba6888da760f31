/** Journals as they lie on the drive, and installations whose backup takes a while. */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import type { JobEnd, JournalLine } from '../../core/jobs/types.ts';
import { until } from './until.ts';

/** The lines of the newest job of this home, or of the one with this id; none where there is no journal yet. */
export function readJournal(home: string, id = newestJob(home)): JournalLine[] {
  const file = path.join(home, 'jobs', id, 'events.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

export function endOfJournal(home: string, id?: string): JobEnd | null {
  const last = readJournal(home, id).at(-1);
  return last?.type === 'end' ? last : null;
}

/** The job is in the middle of its work. */
export function isUnderWay(home: string, id?: string): Promise<unknown> {
  return until('the job to be under way', 180, async () =>
    readJournal(home, id).some(({ type }) => type === 'progress'),
  );
}

export function hasEnded(home: string, id?: string): Promise<JobEnd> {
  return until('the end of the job', 180, async () => endOfJournal(home, id));
}

function newestJob(home: string): string {
  const folder = path.join(home, 'jobs');
  const ids = existsSync(folder) ? readdirSync(folder).map(Number) : [];
  return String(Math.max(0, ...ids));
}

/**
 * Something that a backup waits for in the middle of its work: databases that another program, this one, holds for itself.
 * It waits for each some ten seconds, so for all of them longer than any test takes to let them go.
 */
export function holdUp(t: TestContext, config: string): { letGo(): void } {
  // The backup is under way when it comes to them: they are behind the film, which is longer than what it reads ahead.
  addLongFile(config, 32 * 2 ** 20);
  const databases = [1, 2, 3, 4, 5, 6].map(
    (number) => new DatabaseSync(path.join(config, `held-${number}.db`)),
  );
  for (const database of databases) database.exec('CREATE TABLE t (n); BEGIN EXCLUSIVE');
  const letGo = () => {
    for (const database of databases) if (database.isOpen) database.close();
  };
  t.after(letGo);
  return { letGo };
}

/** A film that takes a while to back up and no disk to keep: a hole of this size. */
export function addLongFile(config: string, size: number): void {
  const file = path.join(config, 'film.mkv');
  writeFileSync(file, '');
  truncateSync(file, size);
}
