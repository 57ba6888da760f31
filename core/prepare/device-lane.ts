/** The checks of the device itself, and all that is known without a look at files and database. */
import { timeZoneOf } from '../device/time-zone.ts';
import type { Installation } from '../device/types.ts';
import type { World } from '../world.ts';
import { judgeApps, readApps } from './apps.ts';
import { judgeClock, readClock } from './clock.ts';
import { judgeFree, judgeLocations, judgeUsed, measureDisk, measureHistoryDisk } from './disk.ts';
import {
  judgePower,
  judgeStorageLife,
  judgeTemperature,
  readPower,
  readStorageLife,
  readTemperature,
} from './hardware.ts';
import { checkForgottenRestore } from './leftovers.ts';
import type { AskPlaces, Check, CheckId, Lane, Probe, Subject } from './types.ts';

/** None of these reads more than a few small files; the places have their own patience. */
const seconds = 30;

export function deviceLane({ world, installation, exclude }: Subject, places: AskPlaces): Lane {
  const probe = (ids: readonly CheckId[], run: () => Promise<Check[]> | Check[]): Probe => ({
    ids,
    seconds,
    run: async () => run(),
  });
  return {
    probes: [
      ...quickProbes(world, installation),
      probe(['exclude'], () => [judgeExclude(exclude)]),
      probe(['locations', 'disk-free'], async () => [
        judgeLocations(await places()),
        judgeFree(await places()),
      ]),
      probe(['clock'], async () => [judgeClock(await readClock(world, timeZoneOf(installation)))]),
      probe(['power'], async () => [judgePower(await readPower(world))]),
      probe(['apps'], async () => [judgeApps(await readApps(world, installation.kind))]),
    ],
  };
}

/** Those that are known at once. */
function quickProbes(world: World, installation: Installation): Probe[] {
  const probe = (ids: readonly CheckId[], run: () => Check): Probe => ({
    ids,
    seconds,
    run: async () => [run()],
  });
  return [
    probe(['installation'], () => judgeInstallation(installation)),
    probe(['disk-used'], () =>
      judgeUsed(measureDisk(installation.config), measureHistoryDisk(world, installation)),
    ),
    probe(['forgotten-restore'], () => checkForgottenRestore(installation.config)),
    probe(['temperature'], () => judgeTemperature(readTemperature(world))),
    probe(['storage-life'], () => judgeStorageLife(readStorageLife(world))),
  ];
}

function judgeInstallation({ version, kind, config, notes }: Installation): Check {
  return {
    id: 'installation',
    state: version === null ? 'advice' : 'ok',
    figure: version,
    unit: null,
    message:
      version === null
        ? `${config} names no version of Home Assistant.`
        : `Home Assistant ${version} in ${config}.`,
    remedies: version === null ? ['Start Home Assistant once: it writes .HA_VERSION.'] : [],
    details: [
      { name: 'kind', figure: kind, unit: null },
      ...notes.map((name) => ({ name, figure: null, unit: null })),
    ],
  };
}

function judgeExclude(exclude: readonly string[]): Check {
  return {
    id: 'exclude',
    state: 'ok',
    figure: exclude.length,
    unit: 'patterns',
    message:
      exclude.length === 0
        ? 'Nothing but what Home Assistant leaves out, too.'
        : `Every backup leaves out ${exclude.join(', ')}.`,
    remedies: [],
    details: exclude.map((entry) => ({ name: entry, figure: null, unit: null, exclude: entry })),
  };
}
