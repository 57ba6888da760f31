/** Gathers what Home shows. The only place where Home meets core. */
import { stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type CatalogEntry, readCatalog } from '../../core/catalog/catalog.ts';
import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { openKeyRing } from '../../core/keys/ring.ts';
import { chooseLocations } from '../../core/locations/choose.ts';
import type { Location } from '../../core/locations/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { World } from '../../core/world.ts';
import type { Day, HomeModel, LastBackup } from './model.ts';
import { findRisks } from './risks.ts';

export const daysShown = 30;
const dayMilliseconds = 24 * 3600 * 1000;

export async function loadHome(world: World, home: string, installation: Installation): Promise<HomeModel> {
  const settings = await openSettings(home);
  const locations = chooseLocations({
    named: [],
    known: settings.get('locations'),
    own: installation.backups,
  });
  const [catalog, usages, disk, database, ring] = await Promise.all([
    readCatalog(locations),
    Promise.all(locations.map(freeSpace)),
    diskOf(installation.config),
    databaseSize(installation),
    openKeyRing(home),
  ]);
  const { backups } = catalog;
  const known = usages.filter((free) => free !== null);
  const facts = {
    host: hostname(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    installation,
    backups: { count: backups.length, size: backups.reduce((sum, { size }) => sum + size, 0) },
    last: newestWhole(backups),
    days: lastDays(backups, world.now()),
    places: {
      reachable: known.length,
      total: locations.length,
      free: known.length > 0 ? Math.min(...known) : null,
    },
    disk,
    database,
    next: null,
    isKeySaved: ring.current ? ring.current.shown !== null : null,
  };
  const unreachable = locations.filter((_, index) => usages[index] === null).map(({ name }) => name);
  return { ...facts, risks: findRisks(facts, { now: world.now(), unreachable }) };
}

/** Null where the place cannot be reached. */
async function freeSpace(location: Location): Promise<number | null> {
  try {
    return (await location.usage()).free;
  } catch (error) {
    if (error instanceof LifeboatError) return null;
    throw error;
  }
}

async function diskOf(directory: string): Promise<HomeModel['disk']> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { free: bavail * bsize, total: blocks * bsize };
}

async function databaseSize({ recorder }: Installation): Promise<number | null> {
  if (recorder.engine !== 'sqlite') return null;
  const found = await stat(recorder.file).catch(() => null);
  return found?.size ?? null;
}

function newestWhole(backups: readonly CatalogEntry[]): LastBackup | null {
  const entry = backups.find(({ whole }) => whole);
  if (!entry) return null;
  const { date, size, locations, encrypted } = entry;
  return { date: new Date(date), size, copies: locations.length, isEncrypted: encrypted };
}

/** One state a day, counted back from now in steps of 24 hours. */
export function lastDays(backups: readonly { date: string; whole: boolean }[], now: Date): Day[] {
  const days: Day[] = Array.from({ length: daysShown }, () => 'none');
  for (const { date, whole } of backups) {
    const age = Math.floor((now.getTime() - Date.parse(date)) / dayMilliseconds);
    const at = daysShown - 1 - age;
    if (days[at] === undefined || days[at] === 'ok') continue;
    days[at] = whole ? 'ok' : 'incomplete';
  }
  return days;
}
