/** A job: a plan being carried out, in a process that nobody has to watch. */
import type { JobEvent } from '../events.ts';

export type JobKind = 'backup' | 'verify' | 'copy' | 'restore';

/**
 * running: its process lives. lost: its process died without an end; `lost` jobs are told with what is left.
 * The other states are ends.
 */
export type JobState = 'waiting' | 'running' | 'done' | 'incomplete' | 'failed' | 'cancelled' | 'lost';

/** What the journal's first file holds. No secrets: keys are named by their label in the key ring. */
export interface JobRecord {
  /** Version of the journal's format; a newer one is read-only for us. */
  format: 1;
  id: string;
  kind: JobKind;
  /** One line for people: "Backup of /config". */
  title: string;
  created: string;
  /** The configuration directory that it works on; null for commands on a path. */
  installation: string | null;
  /** The plan itself, as data. */
  plan: unknown;
}

/** How a job ended. */
export interface JobEnd {
  state: 'done' | 'incomplete' | 'failed' | 'cancelled';
  /** The operation's result as its command prints it; null when it failed. */
  result: unknown;
  error: { code: string; message: string; safe: string; remedies: string[]; exitCode: number } | null;
}

/** A line of the journal: the event and when it was said. */
export type JournalLine = { at: string } & (JobEvent | ({ type: 'end' } & JobEnd));

export interface Job {
  record: JobRecord;
  state: JobState;
  /** Where its journal lies. */
  folder: string;
  /** The last stage and progress that it told. */
  stage: Extract<JobEvent, { type: 'stage' }> | null;
  progress: Extract<JobEvent, { type: 'progress' }> | null;
  notes: Extract<JobEvent, { type: 'note' }>[];
  end: JobEnd | null;
  /** ISO; of the first and the last line. */
  started: string | null;
  updated: string | null;
}
