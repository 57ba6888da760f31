/**
 * Headers of tar entries in the PAX dialect, as Python's tarfile writes them for Home Assistant: a ustar block, and
 * before it an extended header where a value does not fit (names over 100 bytes or not ASCII, times with fractions,
 * large numbers). Owners are numbers without names. Written straight into the block at hand: coding 200,000 headers
 * with a general library takes longer than reading and compressing the files.
 */
export const blockSize = 512;

export type TypeFlag = 'file' | 'hardlink' | 'link' | 'folder';

export interface Header {
  path: string;
  type: TypeFlag;
  size: number;
  /** Permission bits; others are cut off. */
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  mtime: number;
  /** Target of a link, path of the repeated entry of a hard link, else ''. */
  link: string;
}

const flags: Record<TypeFlag, string> = { file: '0', hardlink: '1', link: '2', folder: '5' };
const largestId = 0o7777777;
const largestSize = 0o77777777777;
const asciiOnly = /^[\x00-\x7f]*$/;
const notAscii = /[^\x00-\x7f]/g;

/** Bytes to the next full block. */
export function paddingOf(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

/** Never too small for the header of such an entry: text thrice (UTF-8), two blocks, records. */
export function headerRoom(header: { path: string; link: string }): number {
  return 4 * blockSize + 3 * (header.path.length + header.link.length);
}

/** Writes the blocks of an entry at `offset` and returns how many bytes they take. */
export function writeHeader(into: Buffer, offset: number, header: Header): number {
  const path = header.type === 'folder' ? `${header.path}/` : header.path;
  const records = paxRecords(header, path);
  const length = records === '' ? 0 : writeExtended(into, offset, records);
  writeBlock(into, offset + length, flags[header.type], path, header);
  return length + blockSize;
}

/** The extended header alone, with `records` as its content. */
export function writeExtended(into: Buffer, offset: number, records: string): number {
  const start = offset + blockSize;
  const size = into.write(records, start, 'utf8');
  const padding = paddingOf(size);
  into.fill(0, start + size, start + size + padding);
  writeBlock(into, offset, 'x', '././@PaxHeader', { size, mode: 0, uid: 0, gid: 0, mtime: 0, link: '' });
  return blockSize + size + padding;
}

/** `length key=value\n`, where length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(key) + Buffer.byteLength(value) + 3;
  let length = rest + 1;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function paxRecords(header: Header, path: string): string {
  let records = '';
  if (!fits(path)) records += paxRecord('path', path);
  if (!fits(header.link)) records += paxRecord('linkpath', header.link);
  if (header.size > largestSize) records += paxRecord('size', String(header.size));
  if (header.uid > largestId) records += paxRecord('uid', String(header.uid));
  if (header.gid > largestId) records += paxRecord('gid', String(header.gid));
  if (!isOctalTime(header.mtime)) records += paxRecord('mtime', timeText(header.mtime));
  return records;
}

function fits(text: string): boolean {
  return text.length <= 100 && asciiOnly.test(text);
}

function isOctalTime(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= largestSize;
}

/** Seven digits are what a double holds of a time of this century. */
export function timeText(seconds: number): string {
  return seconds.toFixed(7).replace(/\.?0+$/, '');
}

function writeBlock(
  into: Buffer,
  at: number,
  flag: string,
  path: string,
  header: Omit<Header, 'path' | 'type'>,
) {
  into.fill(0, at, at + blockSize);
  writeText(into, at, path);
  writeOctal(into, at + 100, 7, header.mode & 0o7777);
  writeOctal(into, at + 108, 7, header.uid > largestId ? 0 : header.uid);
  writeOctal(into, at + 116, 7, header.gid > largestId ? 0 : header.gid);
  writeOctal(into, at + 124, 11, header.size > largestSize ? 0 : header.size);
  writeOctal(into, at + 136, 11, Math.min(Math.max(0, Math.floor(header.mtime)), largestSize));
  into.write(flag, at + 156, 'latin1');
  writeText(into, at + 157, header.link);
  into.write('ustar\0' + '00', at + 257, 'latin1');
  writeOctal(into, at + 329, 7, 0);
  writeOctal(into, at + 337, 7, 0);
  // The checksum counts its own field as spaces.
  let sum = 8 * 0x20;
  for (let i = at; i < at + blockSize; i++) sum += into[i] as number;
  writeOctal(into, at + 148, 6, sum);
  into[at + 155] = 0x20;
}

/** Up to 100 bytes; what does not fit stands in full in the extended header. */
function writeText(into: Buffer, at: number, text: string): void {
  const short = text.length > 100 ? text.slice(0, 100) : text;
  into.write(asciiOnly.test(short) ? short : short.replace(notAscii, '?'), at, 'latin1');
}

function writeOctal(into: Buffer, at: number, digits: number, value: number): void {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    into[i] = 0x30 + (rest % 8);
    rest = Math.floor(rest / 8);
  }
}
