/** What runs on this device, and what a backup of it can consist of. */
import type { PartId } from '../archive/types.ts';
import type { Mount } from './docker.ts';

export type InstallationKind = 'container' | 'core' | 'supervised' | 'os' | 'app' | 'demo' | 'unknown';

export interface Part {
  id: PartId;
  /** Absolute folder on this device; for `database` the recorder's file. */
  path: string;
}

/** Where the recorder keeps its history. */
export type Recorder =
  /**
   * A SQLite file; `inConfig` is its path relative to the configuration directory, null where it lies outside.
   * `configured`: a `db_url` names it; otherwise it is the default.
   */
  | { engine: 'sqlite'; file: string; inConfig: string | null; configured: boolean }
  /** MariaDB or PostgreSQL: not in any backup of the configuration. `url` has its password taken out. */
  | { engine: 'server'; url: string }
  /** It could not be known; `reason` says why. */
  | { engine: 'unknown'; reason: string };

/** How Home Assistant is stopped and started here. */
export type Control =
  | { how: 'docker'; container: string }
  | { how: 'systemd'; unit: string }
  | { how: 'supervisor' }
  /** `reason` is a sentence for the user. */
  | { how: 'none'; reason: string };

export interface Installation {
  kind: InstallationKind;
  /** Absolute path of the Home Assistant configuration directory. */
  config: string;
  /** As `.HA_VERSION` tells; null where it does not. */
  version: string | null;
  /** IANA name of the time zone that Home Assistant lives in; null where it is not known. */
  timeZone: string | null;
  /** Those that exist. `homeassistant` first, then `database` where its file is known and inside the configuration. */
  parts: Part[];
  recorder: Recorder;
  /** The history belongs into a backup of the configuration, and lies on a mount that does not answer: it is no part then. */
  isHistoryAway?: true;
  /** What Home Assistant sees in its container, the configuration among it; none where it sees what we see. */
  mounts: readonly Mount[];
  control: Control;
  /** Home Assistant's own local backups directory: the place where it lists archives. */
  backups: string;
  /** What the user should know about this installation, e.g. a part that cannot be reached. */
  notes: string[];
}
