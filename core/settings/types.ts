/** What the user has set up. No secrets here: keys are in the key ring. */
import type { LocationSettings } from '../locations/settings.ts';
import type { SchedulePlan } from '../schedule/types.ts';

export interface Settings {
  /** A Home Assistant configuration directory; null: found anew at each start. */
  installation: string | null;
  /** Empty: the installation's own backups directory. */
  locations: LocationSettings[];
  /** What every backup leaves out: patterns as `--exclude` takes them, or the id of a part such as `database`. */
  exclude: string[];
  /** The schedule. */
  plans: SchedulePlan[];
  /** Ids of the backups that are kept for ever. */
  pinned: string[];
  /** How the screens are drawn, besides what the terminal says and the command line asks for. */
  ascii: boolean;
  color: boolean;
  plain: boolean;
}

export interface SettingsStore {
  readonly file: string;
  /** Throws SETTINGS_WRONG where somebody wrote into the file what cannot be; the other settings can be had all the same. */
  get<Key extends keyof Settings>(key: Key): Settings[Key];
  set<Key extends keyof Settings>(key: Key, value: Settings[Key]): Promise<void>;
  /** A UUID that tells this device from others; made at the first call. */
  deviceId(): Promise<string>;
}
