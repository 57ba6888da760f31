/** A job as the commands print it with --json: without the plan, which may name thousands of files. */
import { progressOf } from './progress.ts';
import type { Job, JobEnd, JobKind, JobState } from './types.ts';

export interface JobDocument {
  id: string;
  kind: JobKind;
  state: JobState;
  /** ISO, as `updated`. */
  created: string;
  updated: string;
  installation: string | null;
  stage: string | null;
  part: string | null;
  /** Of the present stage. */
  bytes: number | null;
  total: number | null;
  secondsLeft: number | null;
  notes: { code: string; message: string; path?: string }[];
  /** Null as long as it runs. */
  exitCode: number | null;
  result: unknown;
  error: JobEnd['error'];
}

export function jobDocument(job: Job): JobDocument {
  const { record, state, stages, progress, notes, end, updated } = job;
  const present = state === 'running' ? stages.at(-1) : undefined;
  return {
    id: record.id,
    kind: record.work.kind,
    state,
    created: record.created,
    updated,
    installation: record.installation,
    stage: present?.stage ?? null,
    part: present?.part ?? null,
    bytes: present ? (progress?.bytes ?? null) : null,
    total: present ? (progress?.total ?? null) : null,
    secondsLeft: present ? progressOf(job).secondsLeft : null,
    notes: notes.map(({ type: _, ...note }) => note),
    exitCode: end?.exitCode ?? null,
    result: end?.result ?? null,
    error: end?.error ?? null,
  };
}
