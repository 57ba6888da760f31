/** What Home knows: facts, no sentences. */
import type { Installation } from '../../core/device/types.ts';

/** A day at a glance: a whole backup was made, only an incomplete one, or none. */
export type Day = 'ok' | 'incomplete' | 'none';

export interface LastBackup {
  date: Date;
  size: number;
  /** In how many places it is. */
  copies: number;
  isEncrypted: boolean;
}

/** What may cost the user their data, see `risks.ts`. */
export type Risk =
  | { kind: 'no-backup' }
  | { kind: 'old-backup'; days: number }
  | { kind: 'place-unreachable'; names: readonly string[] }
  | { kind: 'same-disk' }
  | { kind: 'key-not-saved' }
  | { kind: 'disk-full'; free: number };

export interface HomeModel {
  host: string;
  /** IANA name: the installation's own where it can be known. */
  timeZone: string;
  installation: Installation;
  backups: { count: number; size: number };
  /** The newest that is whole. */
  last: LastBackup | null;
  /** The last 30 days, today last. */
  days: readonly Day[];
  places: { reachable: number; total: number; free: number | null };
  disk: { free: number; total: number } | null;
  /** Bytes of the recorder's file. */
  database: number | null;
  /** When the next backup is made by itself. */
  next: Date | null;
  /** Null: there is no key yet. */
  isKeySaved: boolean | null;
  /** The worst first. */
  risks: readonly Risk[];
}
