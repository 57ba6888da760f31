/** Moments on the calendar and the clock of a place: `today 03:00`, `Wed 18 Nov 03:00`, `in 10 h 55 min`. */
import { wallTimeAt, zoneFormats } from './wall-clock.ts';

const formatOf = zoneFormats('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function partsOf(date: Date, timeZone: string) {
  const parts = formatOf(timeZone).formatToParts(date);
  const {
    weekday = '',
    day = '',
    month = '',
    year = '',
    hour = '',
    minute = '',
  } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  // In en-GB September alone has four letters.
  return { weekday, date: `${day} ${month.slice(0, 3)}`, year, time: `${hour}:${minute}` };
}

/** `2026-11-20 16:05`. What is no date is given back as it is. */
export function formatDate(date: Date | string, timeZone: string): string {
  const moment = new Date(date);
  if (Number.isNaN(moment.getTime())) return String(date);
  const { year, month, day, hour, minute } = wallTimeAt(moment, timeZone);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}`;
}

/** `Fri 16:05`. */
export function weekdayAndTime(date: Date, timeZone: string): string {
  const { weekday, time } = partsOf(date, timeZone);
  return `${weekday} ${time}`;
}

const dayMilliseconds = 24 * 3600 * 1000;

/** `today 03:00`, `yesterday 03:00`, `tomorrow 03:00`, `Wed 18 Nov 03:00`, and with its year where that is another. */
export function dayAndTime(date: Date, now: Date, timeZone: string): string {
  const then = partsOf(date, timeZone);
  const isDay = (daysFromNow: number) => {
    const other = partsOf(new Date(now.getTime() + daysFromNow * dayMilliseconds), timeZone);
    return other.date === then.date && other.year === then.year;
  };
  if (isDay(0)) return `today ${then.time}`;
  if (isDay(-1)) return `yesterday ${then.time}`;
  if (isDay(1)) return `tomorrow ${then.time}`;
  if (then.year === partsOf(now, timeZone).year) return `${then.weekday} ${then.date} ${then.time}`;
  return `${then.date} ${then.year} ${then.time}`;
}

/** Seconds as `21 s`, `4 min`, `10 h 55 min`, `3 days`. */
export function stretch(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
