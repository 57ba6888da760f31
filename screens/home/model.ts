/** What Home knows: facts, no sentences but those of the status. */
import type { Status } from '../../core/status/status.ts';

/** A day at a glance: a whole backup was made, only an incomplete one, or none. */
export type Day = 'ok' | 'incomplete' | 'none';

export interface HomeModel {
  host: string;
  /** IANA name: the installation's own where it can be known. */
  timeZone: string;
  status: Status;
  backups: { count: number; size: number };
  /** The last 30 days, today last. */
  days: readonly Day[];
  disk: { free: number; total: number };
  /** Bytes of the recorder's file; null where it is no file that can be read. */
  database: number | null;
  /** Null: there is no key yet. */
  isKeySaved: boolean | null;
}
