/** What a job says while it runs. The same events feed the progress bar, `--json`, the journal and the screens. */
import type { PartId } from './archive/types.ts';

export type Stage =
  | 'preparing'
  | 'database'
  | 'writing'
  | 'reading-back'
  | 'verifying'
  | 'copying'
  | 'staging'
  | 'stopping'
  | 'swapping'
  | 'starting'
  | 'cleaning-up';

export type JobEvent =
  /** `location`: where that is; `turn`: the how manieth of how many that are taken one after the other. */
  | { type: 'stage'; stage: Stage; part?: PartId; location?: string; turn?: { number: number; of: number } }
  /** `bytes` of `total` (null: unknown) in this stage; `path` is the file at hand. Sent at most some times a second. */
  | { type: 'progress'; bytes: number; total: number | null; path?: string }
  /** Something the user should know that does not end the job. `location`: one that has failed, while others go on. */
  | { type: 'note'; code: string; message: string; path?: string; location?: string };

export type Report = (event: JobEvent) => void;

/** What an operation that may take long is given. */
export interface Run {
  report: Report;
  signal?: AbortSignal;
}
