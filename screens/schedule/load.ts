/** Gathers what the schedule shows. With `save.ts` the only place where this screen meets core's files. */
import type { PartId } from '../../core/archive/types.ts';
import { partIds } from '../../core/device/part-ids.ts';
import type { Installation } from '../../core/device/types.ts';
import { chooseLocations } from '../../core/locations/choose.ts';
import { readSchedule, type Schedule } from '../../core/schedule/overview.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';

export interface ScheduleData {
  schedule: Schedule;
  parts: PartId[];
  /** Names of those that are set up. */
  locations: string[];
  /** Some of them keep by a rule of their own. */
  hasOwnRules: boolean;
  /** '' until the first plan is saved: nothing is written by looking. */
  deviceId: string;
}

export async function loadSchedule(
  { world, home }: Pick<ScreenContext, 'world' | 'home'>,
  installation: Installation,
): Promise<ScheduleData> {
  const settings = await openSettings(home);
  const known = settings.get('locations');
  const locations = chooseLocations({ world, home, named: [], known, own: installation.backups });
  return {
    schedule: await readSchedule({ world, home, settings, installation }),
    parts: partIds(installation),
    locations: locations.map(({ name }) => name),
    hasOwnRules: known.some(({ retention }) => retention),
    deviceId: settings.get('plans').length > 0 ? await settings.deviceId() : '',
  };
}
