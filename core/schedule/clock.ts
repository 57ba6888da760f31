/** Whether the schedule can go by the clock of the device. */
import { formatDate } from '../calendar.ts';
import { earliest, isFreshWithoutClock, isSynchronized, usualStep } from '../device/clock.ts';
import { LifeboatError } from '../errors.ts';
import { deviceZone } from '../wall-clock.ts';
import type { World } from '../world.ts';
import type { SchedulePlan } from './types.ts';

/** The last that is known to have happened, e.g. the newest backup that this device made. */
export interface Known {
  what: string;
  at: Date;
}

/** What the clock of this device must not lie before. */
export function datesOfPlans(plans: readonly SchedulePlan[]): Known[] {
  return plans.map(({ name, since }) => ({ what: `the plan ${name}`, at: new Date(since) }));
}

/**
 * Null where the clock can be believed; else why not, as a sentence. A clock that a time server has set is believed, whatever
 * else is dated later.
 */
export async function clockTrouble(world: World, known: readonly Known[]): Promise<string | null> {
  const now = world.now();
  const shown = (date: Date) => formatDate(date, deviceZone());
  if (now < earliest) return `The clock of this device is not set: it shows ${shown(now)}.`;
  const later = known.find(({ at }) => at.getTime() > now.getTime() + usualStep);
  if (!later && !isFreshWithoutClock(world)) return null;
  const isSet = await isSynchronized(world);
  if (isSet) return null;
  if (later)
    return `The clock of this device shows ${shown(now)}, but ${later.what} is of ${shown(later.at)}.`;
  // Null: nobody here can tell, and to wait for it would be in vain.
  return isSet === false
    ? `The device has just started, and no time server has set its clock yet: it shows ${shown(now)}.`
    : null;
}

/** The error of runs that wait for the clock; `trouble`: why, as `clockTrouble` says it. */
export function clockNotSet(trouble: string): LifeboatError {
  return new LifeboatError('failed', 'CLOCK_NOT_SET', trouble, {
    safe: 'Nothing was backed up and nothing was removed; the next run makes up for it.',
    remedies: [
      'Set the clock, or wait until the network has set it: timedatectl',
      'Where the clock is right and a backup was made with a wrong one, delete that backup; a plan: turn it off and on.',
      'A backup by hand is made with any clock: lifeboat backup',
    ],
  });
}
