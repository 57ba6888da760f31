/** A plan in words: for commands and screens alike. */
import { runMinutes } from './occurrences.ts';
import type { Schedule } from './overview.ts';
import { type SchedulePlan, type Weekday, weekdays } from './types.ts';

const dayNames: Record<Weekday, string> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};

/** `every day`, `every day but Wed`, `Mon to Fri`, `Sat, Sun`. */
export function daysText(days: readonly Weekday[]): string {
  const chosen = weekdays.filter((day) => days.includes(day));
  if (chosen.length === 0) return 'never';
  if (chosen.length === weekdays.length) return 'every day';
  const [first, last] = [chosen[0], chosen.at(-1)];
  const isRow = first && last && weekdays.indexOf(last) - weekdays.indexOf(first) === chosen.length - 1;
  if (isRow && chosen.length > 2) return `${dayNames[first]} to ${dayNames[last]}`;
  const names = (days: readonly Weekday[]) => days.map((day) => dayNames[day]).join(', ');
  const rest = weekdays.filter((day) => !chosen.includes(day));
  return rest.length < 3 ? `every day but ${names(rest)}` : names(chosen);
}

/**
 * `every day 03:00`, `Sat, Sun 03:00 and 15:00`, `every day 03:17, in a window of 45 min from 03:00`, `Sat 00:17 of the
 * next day, in a window of 120 min from 23:00`.
 */
export function planText(
  plan: Pick<SchedulePlan, 'name' | 'days' | 'times' | 'window'>,
  deviceId: string,
): string {
  const { days, times, window } = plan;
  const isDaily = days.length === weekdays.length;
  const runs = runMinutes({ ...plan, zone: 'UTC', deviceId })
    .map((minutes) => clockText(minutes) + (minutes < aDay || isDaily ? '' : ' of the next day'))
    .join(' and ');
  const note = window > 0 ? `, in a window of ${window} min from ${times.toSorted().join(' and ')}` : '';
  return `${daysText(days)} ${runs}${note}`;
}

/** Minutes. */
const aDay = 24 * 60;

/** Minutes after midnight as `03:00`. */
function clockText(minutes: number): string {
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
}

/** `everything`, `homeassistant, share`, `everything but *.mp4`. */
export function contentText({ parts, exclude }: Pick<SchedulePlan, 'parts' | 'exclude'>): string {
  const but = exclude.length > 0 ? ` but ${exclude.join(', ')}` : '';
  return (parts === null ? 'everything' : parts.join(', ')) + but;
}

/** Whose clock the times are on. */
export function zoneText({ zone, isZoneOfDevice }: Pick<Schedule, 'zone' | 'isZoneOfDevice'>): string {
  return isZoneOfDevice
    ? `Times are those of ${zone}, the time zone of this device: Home Assistant has none that is known here.`
    : `Times are those of ${zone}, the time zone of Home Assistant.`;
}
