/**
 * Where journals lie: `jobs/ID/` in Lifeboat's home, a folder a job. While the home cannot be written, as on a drive that
 * has become read-only or full, they lie in memory until the next start of the device: what runs can then still be seen.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isUnwritable, systemCode } from '../errors.ts';
import { acquireLock, isLocked, type Lock, waitForLock } from '../lock.ts';
import { makePrivateFolder, writePrivateFile } from '../private-file.ts';
import type { WorkFolder } from '../work-folder.ts';
import type { World } from '../world.ts';
import type { JobRecord, JobWork } from './types.ts';

/** Journals that are kept; those of running jobs are never removed. */
const kept = 20;

export const journalFormat = 1;

/** The files of one job. */
export interface JobFolder {
  folder: string;
  /** The record: what is to be done. */
  record: string;
  /** The journal itself, a JSON document a line. */
  events: string;
  /** It is there when somebody wants the job to stop. A file, because it reaches across containers. */
  cancel: string;
  /** What the job's process says when it cannot even write its journal. */
  output: string;
  /** Held by the process that does the work, as long as it lives. */
  work: WorkFolder;
  /** Held by the process that starts another one for the work, until that one holds `work`. */
  starting: WorkFolder;
}

export function jobFolder(home: string, id: string): JobFolder {
  const passing = path.join(passingHome(home), 'jobs', id);
  return filesOf(existsSync(passing) ? passing : path.join(home, 'jobs', id));
}

/** In the folder of the system that is in memory and where only this user, or root alone, may make something. */
export function passingHome(home: string): string {
  const uid = process.getuid?.() ?? 0;
  const name = createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 16);
  return path.join(uid === 0 ? '/run' : `/run/user/${uid}`, 'lifeboat-homes', name);
}

function filesOf(folder: string): JobFolder {
  const starting = path.join(folder, 'starting');
  return {
    folder,
    record: path.join(folder, 'job.json'),
    events: path.join(folder, 'events.jsonl'),
    cancel: path.join(folder, 'cancel'),
    output: path.join(folder, 'output.txt'),
    work: { of: folder, folder, top: folder },
    starting: { of: folder, folder: starting, top: starting },
  };
}

/** Whether its process, or the one that is starting it, lives. */
export async function isAlive({ starting, work }: JobFolder): Promise<boolean> {
  // In this order: the work is held before the start is let go.
  return (await isLocked(starting)) || (await isLocked(work));
}

/** The ids of the jobs of this home, the newest first. */
export function jobIds(home: string): string[] {
  const names = [home, passingHome(home)].flatMap((base) => namesOfJobs(path.join(base, 'jobs')));
  return [...new Set(names)].sort((a, b) => Number(b) - Number(a));
}

function namesOfJobs(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    // Another user's home, as without sudo, is like an empty one.
    if (['ENOENT', 'EACCES'].includes(systemCode(error))) return [];
    throw error;
  }
}

/**
 * Null where there is no such job, where its folder has just been made or is being removed, and where it cannot be read:
 * one damaged journal, or one of another user as with sudo, hides no other.
 */
export function readRecord(home: string, id: string): JobRecord | null {
  try {
    const record = JSON.parse(readFileSync(jobFolder(home, id).record, 'utf8'));
    return typeof record?.format === 'number' && typeof record.work?.kind === 'string' ? record : null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) !== '') return null;
    throw error;
  }
}

export interface MadeJob {
  record: JobRecord;
  lock: Lock;
}

/**
 * Makes the folder of a new job, removes those of long ago, and takes one of its locks: `work` where this process does
 * the work itself, `starting` where it starts another one for that. `installation`: for work that names none itself.
 * Throws system errors.
 */
export async function makeJob(
  world: World,
  home: string,
  job: Pick<JobRecord, 'installation' | 'work'>,
  role: 'work' | 'starting',
): Promise<MadeJob> {
  try {
    return await makeJobIn(home, world, home, job, role);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    return await makeJobIn(passingHome(home), world, home, job, role).catch(() => {
      throw error;
    });
  }
}

async function makeJobIn(
  base: string,
  world: World,
  home: string,
  job: Pick<JobRecord, 'installation' | 'work'>,
  role: 'work' | 'starting',
): Promise<MadeJob> {
  makePrivateFolder(base);
  const making = path.join(base, 'jobs.lock');
  const now = world.now();
  const lock = await waitForLock({ of: base, folder: making, top: making }, 'start of a job', now);
  try {
    await prune(home);
    // A number, counted on: it is short to type, and no clock that jumps can put two jobs out of order.
    const id = String(Number(jobIds(home)[0] ?? 0) + 1);
    const record: JobRecord = {
      format: journalFormat,
      id,
      created: now.toISOString(),
      installation: configOf(job.work) ?? job.installation,
      work: job.work,
    };
    const files = filesOf(path.join(base, 'jobs', id));
    mkdirSync(files.folder, { recursive: true, mode: 0o700 });
    let held: Lock | null = null;
    try {
      held = await acquireLock(files[role], role, now);
      writePrivateFile(files.record, `${JSON.stringify(record)}\n`);
      return { record, lock: held };
    } catch (error) {
      held?.release();
      forgetJob(home, id);
      throw error;
    }
  } finally {
    lock.release();
  }
}

/** Where the work itself says what it works on. */
function configOf(work: JobWork): string | null {
  if (work.kind === 'backup') return work.plan.installation.config;
  if (work.kind === 'restore') return work.plan.installation?.config ?? null;
  return null;
}

/** Takes a job away as if it had never been: it could not begin. */
export function forgetJob(home: string, id: string): void {
  rmSync(jobFolder(home, id).folder, { recursive: true, force: true });
}

/** Removes the oldest journals. The lock of `makeJob` is held. */
async function prune(home: string): Promise<void> {
  for (const id of jobIds(home).slice(kept - 1)) {
    const files = jobFolder(home, id);
    const record = readRecord(home, id);
    if (record && record.format > journalFormat) continue;
    if (await isAlive(files)) continue;
    try {
      forgetJob(home, id);
    } catch (error) {
      // It stays as long as its drive is read-only.
      if (!isUnwritable(error)) throw error;
    }
  }
}
