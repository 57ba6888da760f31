/** The words of a backup: what was asked for, what would be done, what was done. */
import type { Summary } from '../archive/summary.ts';
import type { PartId } from '../archive/types.ts';
import type { Installation, Part } from '../device/types.ts';
import type { Location } from '../locations/types.ts';
import type { LeftOut } from './walk.ts';

export interface BackupRequest {
  /** Default: all that the installation has; `all` says so. */
  parts?: PartId[];
  /** Patterns, and ids of parts that are left out unless `parts` names them. */
  exclude: string[];
  name?: string;
  locations: Location[];
  /** Null: plain. `version` null: 3, or 2 where the installed Home Assistant is older than 2026.3. */
  encryption: { version: 2 | 3 | null } | null;
  verify: boolean;
  /** The schedule's plan that asks for it: retention only removes what such a plan made. Null: made by hand. */
  schedule?: string | null;
  signal?: AbortSignal;
}

export interface BackupPlan {
  installation: Installation;
  /** Eight hexadecimal digits; no other backup in these locations has them. */
  slug: string;
  name: string;
  /** ISO 8601 with an offset. */
  date: string;
  /** Parts with a member of their own. */
  parts: Part[];
  database: boolean;
  exclude: string[];
  locations: PlannedLocation[];
  /** Of the locations where it is encrypted; null where it is nowhere. */
  securetar: 2 | 3 | null;
  verify: boolean;
  schedule: string | null;
  /** Bytes of file content, before compression. */
  bytes: number;
  /** Of that, each part; none in plans of earlier versions. */
  sizes?: PartBytes[];
  files: number;
  /** What rules leave out, and what cannot be read; `path` begins with the part. */
  leftOut: LeftOut[];
  /** What the user should know before the start. */
  notes: { code: string; message: string }[];
}

export interface PartBytes {
  id: PartId;
  bytes: number;
}

export interface PlannedLocation {
  name: string;
  path: string;
  isEncrypted: boolean;
}

export interface BackupResult {
  backup: Summary & { locations: { name: string; path: string }[] };
  /** Everything that belongs into it is in it. */
  complete: boolean;
  left_out: Missing[];
  /** Every copy was read back from its location and found whole. */
  verified: boolean;
  /** Locations that did not get it. */
  failed: { name: string; path: string; code: string; message: string; remedies: string[] }[];
}

/** What belongs into a backup and is not in it; `path` begins with the part. */
export interface Missing {
  path: string;
  reason: string;
}
