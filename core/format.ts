/** Sizes, ages and durations as people read them: one place for commands and screens. */

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal units, as drives are sold: `0 B`, `31 kB`, `4.2 GB`, `412 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Bytes per second of a stretch: `12 MB/s`. */
export function formatRate(bytes: number, milliseconds: number): string {
  return `${formatBytes(milliseconds > 0 ? (bytes * 1000) / milliseconds : 0)}/s`;
}

/** A stretch of time as on a stop watch: `0:21`, `12:05`, `1:02:03`. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago: `just now`, `4 minutes ago`, `1 day ago`; a moment to come counts as now. */
export function formatAge(date: Date | string, now: Date): string {
  const age = now.getTime() - new Date(date).getTime();
  if (Number.isNaN(age)) return 'at an unknown time';
  if (age < minute) return 'just now';
  const [count, unit] =
    age < hour
      ? [Math.floor(age / minute), 'minute']
      : age < 2 * day
        ? [Math.floor(age / hour), 'hour']
        : [Math.floor(age / day), 'day'];
  return `${countOf(count, unit)} ago`;
}

/** `1 file`, `2 files`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Controls, and the marks that turn the direction of writing or take no room: names may hold them to deceive. */
const hidden = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/** Makes any text fit for a terminal: an escape sequence in a name reads `\x1b[2J` instead of being carried out. */
export function showHidden(text: string): string {
  return text.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
}

/** `a`, `a and b`, `a, b and c`. */
export function allOf(names: readonly string[]): string {
  const before = names.slice(0, -1).join(', ');
  return [before, ...names.slice(-1)].filter((words) => words !== '').join(' and ');
}
