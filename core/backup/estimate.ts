/** How large a backup becomes and how long it takes, from what this device did before. */
import type { PartId } from '../archive/types.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import type { Job } from '../jobs/types.ts';

export interface EstimateQuestion {
  /** Bytes of file content that would be read. */
  bytes: number;
  /** Whether it is read back afterwards. */
  verify: boolean;
  /** What the parts hold now: makes an earlier backup of the same parts comparable. */
  parts: readonly { id: PartId; bytes: number }[];
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
  milliseconds: number;
}

/** One that was slowed down by something else shall not count alone. */
const mostAsked = 5;

export function estimateBackup(question: EstimateQuestion, history: EstimateHistory): BackupEstimate {
  const { bytes, verify } = question;
  const done = doneBackups(history.jobs).filter((job) => job.bytes > 0);
  const alike = done.filter((job) => job.verify === verify);
  const pace = median((alike.length > 0 ? alike : done).map((job) => job.milliseconds / job.bytes));
  const milliseconds = pace === null ? null : bytes * pace;
  const packed = median(done.map((job) => job.size / job.bytes));
  if (packed !== null) return { size: bytes * packed, from: 'jobs', milliseconds };
  const compared = comparedWith(question, history.backups);
  return compared === null
    ? { size: bytes, from: 'files', milliseconds }
    : { size: bytes * compared, from: 'backups', milliseconds };
}

/** What the next backup of everything will be like, without a look at the files; null: none was made yet. */
export function expectBackup({ jobs, backups }: EstimateHistory): Omit<BackupEstimate, 'from'> | null {
  const [last] = doneBackups(jobs);
  if (last) return { size: last.size, milliseconds: last.milliseconds };
  const newest = backups.find(({ whole }) => whole);
  return newest ? { size: newest.size, milliseconds: null } : null;
}

function doneBackups(jobs: readonly Job[]): Done[] {
  return jobs.flatMap(doneBackup).slice(0, mostAsked);
}

function doneBackup({ record, end, updated }: Job): Done[] {
  if (record.work.kind !== 'backup' || !end || !['done', 'incomplete'].includes(end.state)) return [];
  const size = (end.result as { backup?: { size?: unknown } } | null)?.backup?.size;
  const milliseconds = Date.parse(updated) - Date.parse(record.created);
  // A clock that was set in between tells nothing.
  if (typeof size !== 'number' || !(milliseconds > 0)) return [];
  const { bytes, verify } = record.work.plan;
  return [{ bytes, size, verify, milliseconds }];
}

/** Archive bytes for a byte of these parts, from the newest whole backup of parts that are all there now. */
function comparedWith({ parts }: EstimateQuestion, backups: readonly CatalogEntry[]): number | null {
  const sizes = new Map(parts.map(({ id, bytes }) => [id, bytes]));
  for (const { whole, size, parts: held } of backups) {
    if (!whole || held.length === 0 || held.some((id) => !sizes.has(id))) continue;
    const now = held.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
    // Files that cannot be packed, such as pictures, make an archive a little larger than they are.
    if (now > 0) return Math.min(1.02, size / now);
  }
  return null;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
