/** The file names of backups. */

/**
 * The name that Home Assistant's Core would suggest: the backup's name, and the wall clock that stands in its date,
 * e.g. `Automatic_backup_2025.5.1_2025-05-13_10.30_00002082.tar` for 10:30 and 0.002082 seconds.
 * `date` is ISO 8601 as it stands in the metadata; its offset does not matter here.
 */
export function suggestedName(name: string, date: string): string {
  const [, day, hour = '00', minute = '00', second = '00', fraction = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?/.exec(date) ?? [];
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const stamp = day ? ` ${day} ${hour}.${minute} ${second}${micros}` : '';
  return `${shorten(`${name}${stamp}`)}.tar`;
}

/** One path component without white space, hidden or not, that every file system takes (255 bytes with suffixes). */
function shorten(text: string): string {
  const safe = text
    .trim()
    .replace(/[\s\p{Cc}]+/gu, '_')
    .replace(/[\\/:*?"<>|]/g, '-')
    .replace(/^\.+/, '');
  const bytes = Buffer.from(safe || 'backup');
  // The stamp at the end tells backups apart: a long name loses its middle.
  return bytes.length <= 200 ? bytes.toString() : `${cut(bytes, 160)}${cutStart(bytes, 36)}`;
}

const cut = (bytes: Buffer, length: number): string =>
  bytes
    .subarray(0, length)
    .toString()
    .replace(/\uFFFD+$/, '');
const cutStart = (bytes: Buffer, length: number): string =>
  bytes
    .subarray(-length)
    .toString()
    .replace(/^\uFFFD+/, '');

/** The name itself, then the same with a number before `.tar`, for as long as it is taken. */
export function* nameVariants(name: string): Generator<string> {
  yield name;
  const stem = name.replace(/\.tar$/, '');
  for (let number = 2; ; number += 1) yield `${stem}_${number}.tar`;
}
