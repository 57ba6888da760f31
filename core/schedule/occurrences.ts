/** When a plan runs: its dates, as pure functions of its rules and a time zone. */
import { createHash } from 'node:crypto';
import { momentOf, offsetAt, wallTimeAt } from '../wall-clock.ts';
import { type SchedulePlan, type Weekday, weekdays } from './types.ts';

/** What the dates of a plan follow from. */
export interface Recurrence extends Pick<SchedulePlan, 'name' | 'days' | 'times' | 'window'> {
  zone: string;
  /** Decides where in its window this device has its moment. */
  deviceId: string;
}

const day = 24 * 3600 * 1000;
/** No weekday is further away. */
const week = 7;
/** A year, and what is left of its last week. */
const weeks = 53;

/** `HH:MM` as minutes after midnight. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The minutes after midnight at which it runs on this device, in order; past midnight they are those of the next day. */
export function runMinutes({ name, times, window, deviceId }: Recurrence): number[] {
  const dice = createHash('sha256').update(`${deviceId} ${name}`).digest().readUInt32BE();
  const delay = window > 0 ? dice % window : 0;
  return [...new Set(times.map((time) => minutesOf(time) + delay))].sort((a, b) => a - b);
}

/**
 * The runs whose windows begin on the days from `first` to `last`, counted from the day of `around`; in order, each moment
 * once.
 */
function* runsOfDays(rule: Recurrence, around: Date, first: number, last: number): Generator<Date> {
  const { zone, days } = rule;
  const minutes = runMinutes(rule);
  const here = wallTimeAt(around, zone);
  const today = Date.UTC(here.year, here.month - 1, here.day);
  let held: number[] = [];
  for (let offset = first; offset <= last; offset += 1) {
    const weekday = weekdays[(here.weekday + offset + 700 * week) % week];
    if (weekday === undefined || !days.includes(weekday)) continue;
    const own = minutes.map((minute) => momentOf(today + offset * day, minute, zone).getTime());
    // Where summer time skips an hour, the last run of a day may come after the first of the next, or be the same moment.
    const runs = [...new Set([...held, ...own])].sort((a, b) => a - b);
    held = runs.splice(held.length);
    for (const run of runs) yield new Date(run);
  }
  for (const run of held) yield new Date(run);
}

/** The first `count` runs after a moment. None where no day or no time is chosen. */
export function nextRuns(rule: Recurrence, after: Date, count: number): Date[] {
  const runs: Date[] = [];
  if (rule.days.length === 0 || rule.times.length === 0) return runs;
  for (const run of runsOfDays(rule, after, -2, (count + 1) * week)) {
    if (run.getTime() > after.getTime()) runs.push(run);
    if (runs.length === count) break;
  }
  return runs;
}

/** The last run that was to begin at this moment or before; null where there is none. */
export function lastRun(rule: Recurrence, until: Date): Date | null {
  const runs = [...runsOfDays(rule, until, -week - 2, 1)];
  return runs.findLast((run) => run.getTime() <= until.getTime()) ?? null;
}

/** A time of day (`HH:MM`), and the weekdays on which it may be the one. */
export interface Wake {
  time: string;
  days: Weekday[];
}

/**
 * When something has to look whether the plan is due, on the clock of the zone `clock`, in the year to come. Where that
 * zone has another summer time there are two times for each, and a night in which an hour is skipped adds one. Whoever
 * is woken decides by the dates, so a time too many does no harm.
 */
export function wakesOf(rule: Recurrence, from: Date, clock: string): Wake[] {
  const wakes = new Map<string, Set<number>>();
  const offsets = Array.from({ length: weeks + 2 }, (_, number) => {
    const at = from.getTime() + number * week * day;
    return `${offsetAt(at, rule.zone)} ${offsetAt(at, clock)}`;
  });
  for (let number = 0; number <= weeks; number += 1) {
    // A week in which nothing changes, after another one like it, brings no other times.
    const [before, here, after] = [offsets[number - 1], offsets[number], offsets[number + 1]];
    if (before === here && here === after) continue;
    for (const run of runsOfDays(rule, from, number * week - 2, (number + 1) * week)) {
      const { hour, minute, weekday } = wallTimeAt(run, clock);
      const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      wakes.set(time, (wakes.get(time) ?? new Set()).add(weekday));
    }
  }
  return [...wakes]
    .map(([time, days]) => ({ time, days: weekdays.filter((_, index) => days.has(index)) }))
    .sort((a, b) => a.time.localeCompare(b.time));
}
