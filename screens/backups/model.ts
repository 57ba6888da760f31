/** What the list of backups knows, and the order it is in. No drawing here. */
import type { VerifyState } from '../../core/archive/verify.ts';
import { dayAndTime } from '../../core/calendar.ts';
import type { Catalog, CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import type { Job, JobResults } from '../../core/jobs/types.ts';

/** What the last job that read a copy from beginning to end found. */
export interface Check {
  state: VerifyState;
  /** ISO. */
  at: string;
}

export interface BackupsModel {
  catalog: Catalog;
  /** The names of the locations that have not answered yet. */
  waiting: readonly string[];
  /** The names of all locations. */
  places: readonly string[];
  /** Those that could not be read. */
  dead: readonly string[];
  /** Ids. */
  pinned: ReadonlySet<string>;
  /** By the path of the copy. */
  checks: ReadonlyMap<string, Check>;
  /** IANA name. */
  timeZone: string;
}

export type Order = 'newest' | 'oldest' | 'largest' | 'smallest';

const orders: readonly Order[] = ['newest', 'oldest', 'largest', 'smallest'];

export function nextOrder(order: Order): Order {
  return orders[(orders.indexOf(order) + 1) % orders.length] ?? 'newest';
}

/** `backups` are the newest first. */
export function inOrder(backups: readonly CatalogEntry[], order: Order): readonly CatalogEntry[] {
  if (order === 'newest') return backups;
  if (order === 'oldest') return backups.toReversed();
  const sign = order === 'largest' ? -1 : 1;
  return backups.toSorted((a, b) => sign * (a.size - b.size));
}

/** The worst that is known of its copies, and the latest of several; null where none was ever read through. */
export function checkOf({ locations }: CatalogEntry, { checks }: Pick<BackupsModel, 'checks'>): Check | null {
  const known = locations.flatMap(({ path }) => checks.get(path) ?? []);
  const bad = known.filter(({ state }) => state !== 'whole');
  const [latest] = (bad.length > 0 ? bad : known).toSorted((a, b) => (a.at < b.at ? 1 : -1));
  return latest ?? null;
}

/** From the results of jobs, the newest first: what each copy was found to be when it was last read. */
export function checksOf(jobs: readonly Job[]): Map<string, Check> {
  const checks = new Map<string, Check>();
  const note = (path: string, state: VerifyState, at: string) => {
    if (!checks.has(path)) checks.set(path, { state, at });
  };
  for (const { record, end, updated } of jobs) {
    if (!end?.result) continue;
    const { kind } = record.work;
    if (kind === 'verify') {
      const { results } = end.result as JobResults['verify'];
      for (const { path, state } of results) note(path, state, updated);
    }
    if (kind === 'backup') {
      const { backup, verified } = end.result as JobResults['backup'];
      if (verified) for (const { path } of backup.locations) note(path, 'whole', updated);
    }
    if (kind === 'copy') note((end.result as JobResults['copy']).path, 'whole', updated);
  }
  return checks;
}

/** When it was made; what has no date that can be read says so. */
export function whenOf({ date }: CatalogEntry, now: Date, timeZone: string): { day: string; time: string } {
  const moment = new Date(date);
  if (Number.isNaN(moment.getTime())) return { day: '?', time: '' };
  const words = dayAndTime(moment, now, timeZone);
  const space = words.lastIndexOf(' ');
  return { day: words.slice(0, space), time: words.slice(space + 1) };
}

/** The names of the locations that have it, each once. */
export function placesOf({ locations }: Pick<CatalogEntry, 'locations'>): string[] {
  return [...new Set(locations.map(({ name }) => name))];
}

/** What an entry is told apart by: an id may occur twice. */
export function keyOf({ id, locations }: CatalogEntry): string {
  return `${id} ${locations[0]?.path ?? ''}`;
}

export function sizeOf(backups: readonly CatalogEntry[]): number {
  return backups.reduce((sum, { size }) => sum + size, 0);
}

/** All copies of these backups, or those in one location. */
export function copiesOf(backups: readonly CatalogEntry[], place: string | null): Copy[] {
  const copies = backups.flatMap(({ locations }) => locations);
  return place === null ? copies : copies.filter(({ name }) => name === place);
}
