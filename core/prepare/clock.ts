/** Whether the clock can be trusted: names, dates and the schedule come from it, and a Raspberry Pi has none of its own. */
import { formatDate, weekdayAndTime } from '../calendar.ts';
import { earliest, isSynchronized } from '../device/clock.ts';
import { deviceZone } from '../wall-clock.ts';
import type { World } from '../world.ts';
import type { Check } from './types.ts';

export interface ClockFacts {
  now: Date;
  /** That Home Assistant is set up for, in which the schedule is; the device may live in another one. */
  timeZone: string;
  /** See `isSynchronized`. */
  isSynchronized: boolean | null;
}

export async function readClock(world: World, timeZone: string): Promise<ClockFacts> {
  return { now: world.now(), timeZone, isSynchronized: await isSynchronized(world) };
}

export function judgeClock({ now, timeZone, isSynchronized }: ClockFacts): Check {
  const check = { id: 'clock', figure: now.toISOString(), unit: 'time', details: [] } as const;
  const there = weekdayAndTime(now, timeZone);
  const isElsewhere = there !== weekdayAndTime(now, deviceZone());
  const time = `${formatDate(now, deviceZone())}${isElsewhere ? ` (${there} in ${timeZone}, as Home Assistant counts)` : ''}`;
  if (now < earliest) {
    const message = `The clock says ${time}, which is past: backups would be dated wrongly and deleted too early.`;
    return {
      ...check,
      state: 'problem',
      message,
      remedies: ['Set it: sudo timedatectl set-ntp true.', 'Connect the device to a network.'],
    };
  }
  if (isSynchronized === false) {
    const message = `The clock says ${time}, and no time server has confirmed it.`;
    return {
      ...check,
      state: 'advice',
      message,
      remedies: ['Let the network set it: sudo timedatectl set-ntp true.'],
    };
  }
  const kept = isSynchronized
    ? 'and a time server keeps it right'
    : 'whether a time server keeps it right cannot be seen here';
  return { ...check, state: 'ok', message: `The clock says ${time}; ${kept}.`, remedies: [] };
}
