/** What there is to know before a backup, each thing as one check: a figure, a verdict, and what to do. */
import type { EstimateHistory } from '../backup/estimate.ts';
import type { Installation } from '../device/types.ts';
import type { PlaceStatus } from '../locations/places.ts';
import type { Location } from '../locations/types.ts';
import type { World } from '../world.ts';

/** All checks in the order in which they are told; scripts rely on the ids. */
export const checkTitles = {
  installation: 'Home Assistant',
  locations: 'Locations',
  'disk-free': 'Free for backups',
  'disk-used': 'Disk used',
  'backup-estimate': 'Next backup',
  'parts-size': 'Size of all parts',
  changed: 'Changed since the last backup',
  biggest: 'Biggest in the backup',
  exclude: 'Left out by you',
  'media-share': 'Media and share',
  rights: 'Rights',
  'forgotten-restore': 'Forgotten restore',
  'old-backups': 'Archives inside',
  'corrupt-databases': 'Damaged files put aside',
  logs: 'Logs',
  caches: 'Caches',
  'database-place': 'Place of the history',
  'database-size': 'Database',
  'database-free': 'Unused in the database',
  'database-wal': 'Write-ahead log',
  'database-integrity': 'Database is whole',
  'keep-days': 'Days of history kept',
  'oldest-row': 'Oldest state',
  'recorder-settings': 'Recorder settings',
  'database-tables': 'Tables',
  'database-entities': 'Busiest entities',
  'database-attributes': 'Largest attributes',
  'database-events': 'Events',
  apps: 'Apps',
  clock: 'Clock',
  temperature: 'Temperature',
  power: 'Power',
  'storage-life': 'Life of the storage',
} as const;

export type CheckId = keyof typeof checkTitles;
export const checkIds = Object.keys(checkTitles) as CheckId[];

/** unknown: it could not be found out; the message says why. */
export type CheckState = 'ok' | 'advice' | 'problem' | 'unknown';

/** time: an ISO 8601 text. All others are numbers, but for the words of a check without a unit. */
export type Unit =
  | 'bytes'
  | 'percent'
  | 'days'
  | 'seconds'
  | 'rows'
  | 'files'
  | 'celsius'
  | 'time'
  | 'apps'
  | 'patterns';

/** A piece of what the figure is made of. */
export interface Detail {
  name: string;
  figure: number | string | null;
  unit: Unit | null;
  /** What leaves it out of every backup: an entry for the setting `exclude`. */
  exclude?: string;
}

export interface Check {
  id: CheckId;
  state: CheckState;
  figure: number | string | null;
  unit: Unit | null;
  /** One or two sentences. */
  message: string;
  /** What can be done, the best first; empty where nothing need be. */
  remedies: readonly string[];
  /** The largest first. */
  details: readonly Detail[];
}

/** What is looked at. */
export interface Subject {
  world: World;
  installation: Installation;
  locations: readonly Location[];
  /** The setting: what every backup leaves out. */
  exclude: readonly string[];
  /** Earlier jobs and backups; asked once, and slow where locations are. */
  history(): Promise<EstimateHistory>;
}

/** How the locations are: asked when the first wants to know, and once, because to reach one may take seconds. */
export type AskPlaces = () => Promise<PlaceStatus[]>;

/** Some checks that are answered together, apart from all others. */
export interface Probe {
  ids: readonly CheckId[];
  /** How long it may take; after that its checks are unknown. */
  seconds: number;
  /** The signal is raised when nobody waits for the answer any more. */
  run(signal: AbortSignal): Promise<Check[]>;
}

/** Probes that run one after the other. */
export interface Lane {
  probes: readonly Probe[];
  /** Whatever happens, at the end: stops what is still under way. */
  close?(): void;
}

/** A check that says no more than that. */
export function unknown(id: CheckId, message: string, remedies: readonly string[] = []): Check {
  return { id, state: 'unknown', figure: null, unit: null, message, remedies, details: [] };
}
