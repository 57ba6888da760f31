/**
 * The 512-byte header of a tar entry: v7, ustar, GNU and PAX flavours.
 *
 * Decoded here and not by the `tar` package, whose Header takes 10 µs (a config folder has 200,000) and whose Pax
 * splits records at line ends, which a path may contain.
 */
export const blockSize = 512;

export interface TarHeader {
  path: string;
  /** One character; `0` for the NUL of old tars. */
  type: string;
  /** NaN where the field holds no number. */
  size: number;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  link: string;
}

/** Decodes the header at `at`; null where its checksum says that this is none. */
export function decodeHeader(buffer: Buffer, at = 0): TarHeader | null {
  return buffer.length - at >= blockSize && isChecksumRight(buffer, at) ? decode(buffer, at) : null;
}

/** Decodes what was a header before something damaged it: its mark is there, its checksum is wrong. */
export function decodeDamagedHeader(buffer: Buffer): TarHeader | null {
  return buffer.length >= blockSize && hasMark(buffer, 0) ? decode(buffer, 0) : null;
}

function decode(buffer: Buffer, at: number): TarHeader {
  const name = text(buffer, at, 100);
  const type = buffer[at + 156] === 0 ? '0' : String.fromCharCode(buffer[at + 156] ?? 0);
  // GNU's own flavour has "ustar  \0" and keeps times where POSIX has the prefix.
  const isGnu = buffer[at + 262] === 0x20;
  const hasPrefix =
    buffer[at + 345] !== 0 && !isGnu && buffer.toString('latin1', at + 257, at + 262) === 'ustar';
  const prefix = hasPrefix ? text(buffer, at + 345, 155) : '';
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    // Before 1988, with a type byte of 0, a folder was a file whose name ends with a slash.
    type: buffer[at + 156] === 0 && name.endsWith('/') ? '5' : type,
    size: number(buffer, at + 124, 12),
    mode: number(buffer, at + 100, 8) & 0o7777,
    uid: number(buffer, at + 108, 8) || 0,
    gid: number(buffer, at + 116, 8) || 0,
    mtime: number(buffer, at + 136, 12) || 0,
    link: text(buffer, at + 157, 100),
  };
}

function hasMark(buffer: Buffer, at: number): boolean {
  return buffer.toString('latin1', at + 257, at + 262) === 'ustar';
}

/** 512 zeros: a tar ends with two of them. */
export function isZeroBlock(buffer: Buffer, at = 0): boolean {
  return buffer[at] === 0 && buffer.compare(zeros, 0, blockSize, at, at + blockSize) === 0;
}
const zeros = Buffer.alloc(blockSize);

/** Bytes that an entry of `size` takes, padding included. */
export function paddedSize(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

/** The sum of all bytes, its own field counted as spaces. Some old tars summed signed bytes. */
function isChecksumRight(buffer: Buffer, at: number): boolean {
  const written = number(buffer, at + 148, 8);
  buffer.copy(aligned, 0, at, at + blockSize);
  // Two bytes are added at once in either half of a 32-bit number; 256 of them do not overflow 16 bits.
  let sums = 0;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] as number;
    if (i !== 37 && i !== 38) sums = (sums + (word & 0xff00ff) + ((word >>> 8) & 0xff00ff)) | 0;
  }
  const sum = 8 * 0x20 + (sums & 0xffff) + (sums >>> 16);
  return written === sum || (written < sum && written === sum - 256 * countHigh(buffer, at));
}
const aligned = Buffer.alloc(blockSize);
const words = new Uint32Array(aligned.buffer, aligned.byteOffset, blockSize / 4);

/** How many of the summed bytes are negative when read as signed. */
function countHigh(buffer: Buffer, at: number): number {
  let count = 0;
  for (let i = at; i < at + blockSize; i += 1)
    if (i < at + 148 || i >= at + 156) count += (buffer[i] as number) >> 7;
  return count;
}

function text(buffer: Buffer, at: number, length: number): string {
  let end = at;
  while (end < at + length && buffer[end] !== 0) end += 1;
  return end === at ? '' : buffer.toString('utf8', at, end);
}

/** Octal digits between spaces and NULs, or, with the top bit set, a big-endian number (GNU and star: "base-256"). */
function number(buffer: Buffer, at: number, length: number): number {
  const first = buffer[at] as number;
  if (first & 0x80) return base256(buffer, at, length);
  let value = 0;
  let isInside = false;
  for (let i = at; i < at + length; i += 1) {
    const byte = buffer[i] as number;
    if (byte >= 0x30 && byte <= 0x37) {
      value = value * 8 + byte - 0x30;
      isInside = true;
    } else if (byte !== 0x20 && byte !== 0) return Number.NaN;
    else if (isInside) break;
  }
  return value;
}

function base256(buffer: Buffer, at: number, length: number): number {
  const isNegative = buffer[at] === 0xff;
  let value = isNegative ? -1 : (buffer[at] as number) & 0x7f;
  for (let i = at + 1; i < at + length; i += 1) value = value * 256 + (buffer[i] as number);
  return value;
}
