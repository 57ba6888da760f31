/** How large a backup becomes and how long it takes, from what this device did before. */
import type { CatalogEntry } from '../catalog/catalog.ts';
import type { Job } from '../jobs/types.ts';
import type { PartBytes } from './types.ts';

export interface EstimateQuestion {
  /** Bytes of file content that would be read. */
  bytes: number;
  /** Whether it is read back afterwards. */
  verify: boolean;
  /** What the parts hold now: makes an earlier backup of the same parts comparable. */
  parts: readonly PartBytes[];
}

/** What is known of earlier backups; both newest first. */
export interface EstimateHistory {
  jobs: readonly Job[];
  backups: readonly CatalogEntry[];
}

export interface BackupEstimate {
  /** Bytes of the archive. */
  size: number;
  /** What the size was drawn from; `files`: nothing was made here before, so it is the most that it can be. */
  from: 'jobs' | 'backups' | 'files';
  /** Null: no job on this device tells yet. */
  milliseconds: number | null;
}

/** What a backup job read, and what came of it. */
interface Done {
  bytes: number;
  size: number;
  verify: boolean;
  /** From the start of the process to the first file, and from there to the end. */
  begin: number;
  work: number;
  /** Of all that the installation had. */
  isWhole: boolean;
}

/** Jobs that are looked at: what was done long ago was done with other files. */
const mostAsked = 5;
/** Milliseconds. A start does not take longer: the clock was set then, as at the first connection of a device without one. */
const longestBegin = 60_000;
/** A job that read less than this part of it tells nothing about the time: most of its own went into the start. */
const leastComparable = 0.1;
/** An archive of files such as Home Assistant has is not smaller than this; then files came since. */
const bestPacked = 0.1;

/** From the last jobs of this device, else from backups of the same parts, else from what the files hold. */
export function estimateBackup(question: EstimateQuestion, history: EstimateHistory): BackupEstimate {
  const { bytes } = question;
  const done = doneBackups(history.jobs).slice(0, mostAsked);
  const milliseconds = timeOf(question, done);
  const broadest = done.toSorted((a, b) => b.bytes - a.bytes)[0];
  if (broadest) {
    // What came since may be pictures, which cannot be packed.
    const grown = Math.max(0, bytes - broadest.bytes);
    const size = broadest.size * ((bytes - grown) / broadest.bytes) + grown;
    return { size, from: 'jobs', milliseconds };
  }
  const packed = packedBefore(question, history.backups);
  return packed === null
    ? { size: bytes, from: 'files', milliseconds }
    : { size: bytes * packed, from: 'backups', milliseconds };
}

/** What the parts held when this backup was made; none where no job on this device tells. */
export function sizesThen(id: string, jobs: readonly Job[]): readonly PartBytes[] {
  for (const { record, end } of jobs) {
    if (record.work.kind !== 'backup' || backupOf(end)?.id !== id) continue;
    return record.work.plan.sizes ?? [];
  }
  return [];
}

/** What the next backup of everything will be like, without a look at the files; null: none was made yet. */
export function expectBackup({ jobs, backups }: EstimateHistory): Omit<BackupEstimate, 'from'> | null {
  const last = doneBackups(jobs).find(({ isWhole }) => isWhole);
  if (last) return { size: last.size, milliseconds: last.begin + last.work };
  const newest = backups.find(({ whole }) => whole);
  return newest ? { size: newest.size, milliseconds: null } : null;
}

function doneBackups(jobs: readonly Job[]): Done[] {
  return jobs.flatMap(doneBackup);
}

function doneBackup({ record, end, stages, updated }: Job): Done[] {
  if (record.work.kind !== 'backup' || !end || !['done', 'incomplete'].includes(end.state)) return [];
  const size = backupOf(end)?.size;
  const { bytes, verify, parts, database, exclude, installation } = record.work.plan;
  const created = Date.parse(record.created);
  const first = Date.parse(stages[0]?.at ?? record.created);
  const begin = first - created;
  const work = Date.parse(updated) - first;
  const isTimed = begin >= 0 && begin <= longestBegin && work > 0;
  if (typeof size !== 'number' || bytes === 0 || !isTimed) return [];
  const held = parts.length + Number(database);
  const isWhole = exclude.length === 0 && held === installation.parts.length;
  return [{ bytes, size, verify, begin, work, isWhole }];
}

/** As the journal holds it; absent where the job brought none. */
function backupOf(end: Job['end']): { id?: unknown; size?: unknown } | undefined {
  return (end?.result as { backup?: { id?: unknown; size?: unknown } } | null | undefined)?.backup;
}

function timeOf({ bytes, verify }: EstimateQuestion, done: readonly Done[]): number | null {
  const comparable = done.filter((job) => job.bytes >= bytes * leastComparable);
  const alike = comparable.filter((job) => job.verify === verify);
  return median(
    (alike.length > 0 ? alike : comparable).map((job) => job.begin + job.work * (bytes / job.bytes)),
  );
}

/** Archive bytes for a byte of these parts, from the newest whole backup of parts that are all there now. */
function packedBefore({ parts }: EstimateQuestion, backups: readonly CatalogEntry[]): number | null {
  const sizes = new Map(parts.map(({ id, bytes }) => [id, bytes]));
  for (const { whole, size, parts: held } of backups) {
    if (!whole || held.length === 0 || held.some((id) => !sizes.has(id))) continue;
    const now = held.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
    if (now === 0) continue;
    const packed = size / now;
    return packed < bestPacked ? null : Math.min(1, packed);
  }
  return null;
}

/** One that was slowed down by something else shall not count alone. */
function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
