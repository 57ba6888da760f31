import { Command } from 'commander';
import { dayAndTime } from '../../core/calendar.ts';
import { isReadOnly } from '../../core/device/read-only.ts';
import { formatAge, formatBytes } from '../../core/format.ts';
import { jobDocument } from '../../core/jobs/document.ts';
import { notableJobs } from '../../core/jobs/notable.ts';
import { runningWords, watchCommand } from '../../core/jobs/words.ts';
import { measurePlaces, type PlaceStatus, placeText } from '../../core/locations/places.ts';
import { readScheduleOrFault, type Schedule } from '../../core/schedule/overview.ts';
import { computeStatus, type Status } from '../../core/status/status.ts';
import type { Context, Start } from '../context.ts';
import { leavingOnSignals } from '../leave.ts';
import { table } from '../output/table.ts';
import { recoverInstallation } from '../recover.ts';

export function statusCommand(start: Start): Command {
  return new Command('status')
    .description('protected or not, the last and the next backup, locations, the running job')
    .action((_options: object, command: Command) =>
      start(command, (context) => leavingOnSignals(() => status(context))),
    );
}

/** Exit code 0: protected, 1: not, 3: protected, with a warning. */
export async function status(context: Context): Promise<number> {
  const { output, world, home } = context;
  const installation = await context.installationIfAny();
  if (installation) await recoverInstallation(context, installation);
  const { backups } = await context.catalog();
  const now = world.now();
  const schedule = await readScheduleOrFault({
    world,
    home,
    settings: await context.settings(),
    installation,
  });
  const { hasWarnings, ...state } = computeStatus({
    now,
    backups,
    places: await measurePlaces(world, context.usedLocations, installation?.config ?? null),
    keyRing: await context.keyRing(),
    schedule,
    jobs: await notableJobs(await context.jobs()),
    isReadOnly: installation !== null && isReadOnly(installation.config),
  });
  output.document({ ...state, job: state.job && jobDocument(state.job) });
  for (const line of lines(state, now, schedule)) output.print(line);
  if (!state.protected) return 1;
  return hasWarnings ? 3 : 0;
}

function lines(state: Omit<Status, 'hasWarnings'>, now: Date, { next, zone }: Schedule): string[] {
  const { last, locations, reasons } = state;
  return [
    ...(state.job ? [`${runningWords(state.job)}. To watch it: ${watchCommand(state.job)}`, ''] : []),
    state.protected ? 'Protected.' : 'NOT PROTECTED.',
    ...reasons.map((reason) => `  - ${reason}`),
    '',
    `Last backup  ${last ? `${formatAge(last.date, now)}, ${formatBytes(last.size)}, ${last.id}` : 'none'}`,
    `Next backup  ${next ? `${dayAndTime(next, now, zone)} (${zone})` : 'not scheduled'}`,
    'Locations',
    ...table(locations.map(placeRow)).map((line) => `  ${line}`),
  ];
}

function placeRow(place: PlaceStatus): string[] {
  return [place.name, placeText(place), place.path];
}
