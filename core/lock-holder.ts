/** Who holds a lock, as the file beside it tells: what whoever is refused is told. */
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isFull, LifeboatError } from './errors.ts';
import type { WorkFolder } from './work-folder.ts';

interface Holder {
  /** What it does, e.g. `backup`. */
  doing: string;
  pid: number;
  host: string;
  /** ISO. */
  since: string;
  /** The job that this is part of; null where a command does it by the way. */
  job: JobName | null;
}

/** Tells one job from all others: two homes may each have a job 7. */
interface JobName {
  id: string;
  home: string;
}

/** The job that this process carries out: whoever is refused a lock is told its name. A process carries out one. */
let ownJob: JobName | null = null;

export function nameOwnJob(job: JobName | null): void {
  ownJob = job;
}

/** The file beside the lock. */
export function holderFile({ folder }: WorkFolder): string {
  return path.join(folder, 'lock.json');
}

/** On a full drive the lock holds all the same; only who holds it is not told. */
export function tellHolder(work: WorkFolder, doing: string, now: Date): void {
  const holder: Holder = {
    doing,
    pid: process.pid,
    host: hostname(),
    since: now.toISOString(),
    job: ownJob,
  };
  try {
    writeFileSync(holderFile(work), JSON.stringify(holder), { mode: 0o600 });
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

/** The code of the error where the own job holds the lock: two locations are one folder. */
export const samePlaceCode = 'SAME_PLACE';

/** The error of who is refused. */
export function busy(work: WorkFolder): LifeboatError {
  const holder = readHolder(work);
  if (isDeepStrictEqual(holder?.job, ownJob) && ownJob !== null) return samePlace(work);
  return new LifeboatError(
    'busy',
    'BUSY',
    `Another job works on ${work.place ?? work.of}: ${describe(holder)}.`,
    {
      safe: 'This one has not begun; nothing was changed.',
      remedies: waysOn(holder?.job ?? null),
    },
  );
}

/** A drive by its label and by where it is mounted, for instance. */
function samePlace(work: WorkFolder): LifeboatError {
  const place = work.place ?? work.of;
  return new LifeboatError('busy', samePlaceCode, `${place} is the place of another location, too.`, {
    safe: 'This job works there already, by that name.',
    remedies: ['Keep one of the two: lifeboat locations, lifeboat locations forget NAME.'],
  });
}

function describe(holder: Holder | null): string {
  if (!holder) return 'another run of Lifeboat';
  const { doing, pid, host, since, job } = holder;
  return `${doing}${job ? ` (job ${job.id})` : ''}, process ${pid} on ${host}, since ${since}`;
}

function waysOn(job: JobName | null): string[] {
  const wait = 'Wait until it is done, then try again.';
  if (!job) return [wait];
  // Of another user, as with sudo: only its own home knows it.
  const home = job.home === ownJob?.home ? '' : ` --home ${job.home}`;
  return [
    `Watch it: lifeboat jobs attach ${job.id}${home}`,
    wait,
    `Or stop it: lifeboat jobs cancel ${job.id}${home}`,
  ];
}

/** Null where the holder has not written it yet, or has gone. */
function readHolder(work: WorkFolder): Holder | null {
  try {
    return JSON.parse(readFileSync(holderFile(work), 'utf8'));
  } catch {
    return null;
  }
}
