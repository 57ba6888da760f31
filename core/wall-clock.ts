/** The clock on the wall of a time zone, and the moments that it shows: with the hours that summer time skips and repeats. */

/** What the clock shows. `month` 1 to 12; `weekday` 0 for Monday. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  weekday: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** A format for each time zone, made once: that costs more than using it a thousand times. */
export function zoneFormats(
  language: string,
  options: Intl.DateTimeFormatOptions,
): (timeZone: string) => Intl.DateTimeFormat {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone) => {
    const format = formats.get(timeZone) ?? new Intl.DateTimeFormat(language, { ...options, timeZone });
    formats.set(timeZone, format);
    return format;
  };
}

const formatOf = zoneFormats('en-US', {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/** What the clock shows, as the milliseconds that the same date and time would be in UTC. */
function shown(moment: number, zone: string): number {
  // `11/20/2026, 15:05:00`, whatever the language of the device. To have it in parts takes three times as long.
  const numbers = formatOf(zone).format(moment).match(/\d+/g) ?? [];
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = numbers.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far the clock is ahead of UTC at this moment; both in milliseconds. */
export function offsetAt(moment: number, zone: string): number {
  return shown(moment, zone) - Math.floor(moment / 1000) * 1000;
}

const quarter = 15 * minute;
const mostOffsets = 10_000;
const offsets = new Map<string, number>();

/** As `offsetAt`, and remembered: backups have files by the million. Since 1972 zones change on the quarter hour alone. */
function rememberedOffset(moment: number, zone: string): number {
  const start = Math.floor(moment / quarter) * quarter;
  const key = `${zone} ${start}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= mostOffsets) offsets.clear();
  const offset = offsetAt(start, zone);
  offsets.set(key, offset);
  return offset;
}

export function wallTimeAt(moment: Date, zone: string): WallTime {
  const date = new Date(moment.getTime() + rememberedOffset(moment.getTime(), zone));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    weekday: (date.getUTCDay() + 6) % 7,
  };
}

/**
 * The moment at which the clock shows this date (as `Date.UTC` counts it) and this many minutes after midnight. A time
 * that comes twice means the first; one that is skipped means as long after the skip: 02:30 becomes 03:30.
 */
export function momentOf(date: number, minutes: number, zone: string): Date {
  const wished = date + minutes * minute;
  // Zones change once in some weeks at most: what holds a day before or after also holds at that moment.
  const before = wished - offsetAt(wished - day, zone);
  const after = wished - offsetAt(wished + day, zone);
  const right = [before, after].filter((moment) => shown(moment, zone) === wished);
  return new Date(right.length > 0 ? Math.min(...right) : before);
}

/** Whether this Node knows the zone. */
export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The zone that the device itself is set to; UTC, as everywhere else, where TZ names none: empty, or misspelt. */
export function deviceZone(): string {
  const name: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name !== undefined && isZone(name) ? name : 'UTC';
}
