/** Gathers what Home shows. The only place where Home meets core. */
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { expectBackup } from '../../core/backup/estimate.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { farMount } from '../../core/device/far-mount.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import type { Installation } from '../../core/device/types.ts';
import { systemCode } from '../../core/errors.ts';
import { notableOf } from '../../core/jobs/notable.ts';
import { openKeyRing } from '../../core/keys/ring.ts';
import { chooseLocations } from '../../core/locations/choose.ts';
import { measurePlaces } from '../../core/locations/places.ts';
import { measureDisk } from '../../core/prepare/disk.ts';
import { readScheduleOrFault } from '../../core/schedule/overview.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { computeStatus } from '../../core/status/status.ts';
import type { ScreenContext } from '../context.ts';
import type { Day, HomeModel } from './model.ts';

export const daysShown = 30;
const dayMilliseconds = 24 * 3600 * 1000;

/** Reads all backups of all locations: seconds where these are slow. */
export async function loadHome(
  { world, home, jobs }: Pick<ScreenContext, 'world' | 'home' | 'jobs'>,
  installation: Installation,
): Promise<HomeModel> {
  const { config, backups: own } = installation;
  const settings = await openSettings(home);
  const locations = chooseLocations({ world, home, named: [], known: settings.get('locations'), own });
  const [{ backups }, places, database, keyRing, done, schedule] = await Promise.all([
    readCatalog(locations),
    measurePlaces(world, locations, config),
    databaseSize(world, installation),
    openKeyRing(home),
    jobs.list(),
    readScheduleOrFault({ world, home, settings, installation }),
  ]);
  const now = world.now();
  const disk = measureDisk(config);
  return {
    host: hostname(),
    timeZone: timeZoneOf(installation),
    status: computeStatus({
      now,
      backups,
      places,
      keyRing,
      schedule,
      jobs: notableOf(done),
      isReadOnly: disk.isReadOnly === true,
    }),
    backups: {
      count: backups.length,
      size: backups.reduce((sum, { size }) => sum + size, 0),
      newest: backups[0]?.date ?? null,
    },
    readAt: now,
    schedule,
    expected: expectBackup({ jobs: done, backups }),
    days: lastDays(backups, now),
    disk,
    database,
    isKeySaved: keyRing.current ? keyRing.current.shown !== null : null,
  };
}

async function databaseSize(
  world: ScreenContext['world'],
  { recorder }: Installation,
): Promise<number | null> {
  // On a server's drive it may never be told.
  if (recorder.engine !== 'sqlite' || farMount(world, recorder.file) !== null) return null;
  try {
    return (await stat(recorder.file)).size;
  } catch (error) {
    // None yet, or not to be seen.
    if (systemCode(error) === '') throw error;
    return null;
  }
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
