/** Sizes, dates and durations as the user reads them. Everything that shows one takes it from here. */

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `412 MB`, `4.1 GB`: steps of 1,000, two digits where one alone would tell too little. */
export function bytes(count: number): string {
  let value = Math.max(0, count);
  let step = 0;
  // 999.6 would round to 1000 of the smaller unit.
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[step]}`;
}

/** Seconds as `21 s`, `4 min`, `10 h 55 min`, `3 days`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return count(Math.round(hours / 24), 'day');
}

/** Seconds as a clock that runs: `0:21`, `12:04`, `1:02:03`. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `just now`, `5 minutes ago`, `13 hours ago`, `3 days ago`; `in ...` for what is to come. */
export function whenAgo(date: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - date.getTime()) / 60_000);
  if (minutes === 0) return 'just now';
  const words = span(Math.abs(minutes));
  return minutes > 0 ? `${words} ago` : `in ${words}`;
}

function span(minutes: number): string {
  if (minutes < 90) return count(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day');
}

/** `1 file`, `3 files`. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than using it a thousand times. */
function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}

function partsOf(date: Date, timeZone: string) {
  const parts = Object.fromEntries(
    format(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  const { weekday = '', day = '', month = '', year = '', hour = '', minute = '' } = parts;
  return { weekday, day, month: month.slice(0, 3), year, time: `${hour}:${minute}` };
}

/** `03:00`, on the clock of an IANA time zone. */
export function clock(date: Date, timeZone: string): string {
  return partsOf(date, timeZone).time;
}

/** `Fri 16:05`. */
export function weekdayClock(date: Date, timeZone: string): string {
  const { weekday, time } = partsOf(date, timeZone);
  return `${weekday} ${time}`;
}

const dayMilliseconds = 24 * 3600 * 1000;

/** `today 03:00`, `yesterday 03:00`, `Wed 18 Nov 03:00`, and with its year where that is another. */
export function dayAndTime(date: Date, now: Date, timeZone: string): string {
  const then = partsOf(date, timeZone);
  const dayOf = (other: Date) => {
    const { day, month, year } = partsOf(other, timeZone);
    return `${day} ${month} ${year}`;
  };
  const day = dayOf(date);
  if (day === dayOf(now)) return `today ${then.time}`;
  if (day === dayOf(new Date(now.getTime() - dayMilliseconds))) return `yesterday ${then.time}`;
  if (day === dayOf(new Date(now.getTime() + dayMilliseconds))) return `tomorrow ${then.time}`;
  if (then.year === partsOf(now, timeZone).year)
    return `${then.weekday} ${then.day} ${then.month} ${then.time}`;
  return `${then.day} ${then.month} ${then.year} ${then.time}`;
}
