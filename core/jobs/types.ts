/** A job: a plan being carried out, in a process that nobody has to watch. */
import type { VerifyResult } from '../archive/verify.ts';
import type { BackupPlan, BackupResult } from '../backup/types.ts';
import type { Copy } from '../catalog/catalog.ts';
import type { ErrorKind } from '../errors.ts';
import type { JobEvent } from '../events.ts';
import type { RestorePlan, RestoreResult } from '../restore/types.ts';

/** What is to be done, as data. No secrets: those are handed over beside it. */
export type JobWork =
  | { kind: 'backup'; plan: BackupPlan }
  | { kind: 'verify'; copies: Copy[]; database: boolean }
  /**
   * `to`: the name of a location, or a directory. `isEncrypted`: what the copy shall be, by default as the location says,
   * and else what the original is.
   */
  | { kind: 'copy'; id: string; from: Copy; to: string; isEncrypted?: boolean }
  /** `from`: the archive that the plan was made of. */
  | { kind: 'restore'; plan: RestorePlan; from: Copy }
  /** Takes the last restore back. */
  | { kind: 'undo' };

export type JobKind = JobWork['kind'];

/** What each kind brings: what its command prints with --json, and what stands in the journal's end. */
export interface JobResults {
  /** `key`: what it is encrypted with, null: not encrypted. `isNew`: made for this backup, and in the key ring only. */
  backup: BackupResult & { key: { label: string; isNew: boolean } | null };
  verify: { results: (VerifyResult & { path: string })[] };
  copy: { id: string; location: string; path: string };
  restore: RestoreResult;
  /** `undone`: parts and paths; `kept`: the folder with what the restore had brought. */
  undo: { undone: string[]; backup: RestorePlan['backup']; kept: string };
}

/** lost: its process died without an end. `done`, `incomplete`, `failed` and `cancelled` are ends. */
export type JobState = 'running' | 'done' | 'incomplete' | 'failed' | 'cancelled' | 'lost';

/** What the journal's first file holds. */
export interface JobRecord {
  /** Version of the journal's format; a newer one is read-only for us. */
  format: 1;
  id: string;
  /** ISO. */
  created: string;
  /** The configuration directory that it works on; null where none is needed. */
  installation: string | null;
  work: JobWork;
}

/** How a job ended. */
export interface JobEnd {
  state: Exclude<JobState, 'running' | 'lost'>;
  /** What the operation returned, as its command prints it with --json; null when it failed. */
  result: unknown;
  error: { kind: ErrorKind; code: string; message: string; safe: string; remedies: string[] } | null;
  exitCode: number;
}

/** A line of the journal: the event and when it was said. */
export type JournalLine = { at: string } & (JobEvent | ({ type: 'end' } & JobEnd));

/** A job as its journal tells, and as the liveness of its process does. */
export interface Job {
  record: JobRecord;
  state: JobState;
  /** The stages so far, the present one last. */
  stages: ({ at: string } & Extract<JobEvent, { type: 'stage' }>)[];
  /** The last progress of the present stage. */
  progress: ({ at: string } & Extract<JobEvent, { type: 'progress' }>) | null;
  notes: Extract<JobEvent, { type: 'note' }>[];
  end: JobEnd | null;
  /** ISO: of the last line. */
  updated: string;
}

/** The jobs of this home. What the screens work with. */
export interface Jobs {
  /**
   * Starts it in a process of its own that outlives the terminal. `secret`: the key that the user gave; null: the key
   * ring and Home Assistant's own are asked. Throws `busy` when another job works there.
   */
  start(work: JobWork, secret: string | null): Promise<Job>;
  /** Newest first. */
  list(): Promise<Job[]>;
  /** Throws `not-found`. */
  read(id: string): Promise<Job>;
  /** Tells the job now and at every change, some times a second at most; resolves at its end or on the signal. */
  follow(id: string, onChange: (job: Job) => void, signal?: AbortSignal): Promise<void>;
  /** Asks it to stop; it then ends as `cancelled`, and leaves nothing behind. */
  cancel(id: string): Promise<void>;
}
