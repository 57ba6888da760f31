/** What Home knows: facts, no sentences but those of the status. */
import type { Schedule } from '../../core/schedule/overview.ts';
import type { Status } from '../../core/status/status.ts';

/** A day at a glance: a whole backup was made, only an incomplete one, or none. */
export type Day = 'ok' | 'incomplete' | 'none';

export interface HomeModel {
  host: string;
  /** IANA name: the installation's own where it can be known. */
  timeZone: string;
  status: Status;
  /** `newest`: ISO. */
  backups: { count: number; size: number; newest: string | null };
  /** When all this was looked up: what is a moment old then is told with. */
  readAt: Date;
  /** What the next backup will be like: bytes, milliseconds where they can be known; null: none was made yet. */
  expected: { size: number; milliseconds: number | null } | null;
  schedule: Schedule;
  /** The last 30 days, today last. */
  days: readonly Day[];
  /** Bytes; `total` is 0 where the file system keeps no count. */
  disk: { free: number; total: number; isReadOnly?: boolean };
  /** Bytes of the recorder's file; null where it is no file that can be read. */
  database: number | null;
  /** Null: there is no key yet. */
  isKeySaved: boolean | null;
}
