/** What a plaintext is, from its first bytes: the proof of a key where the cipher has none. */
import { constants, inflateRawSync } from 'node:zlib';
import { hasGzipMagic, hasTarMagic, isZero } from './header.ts';

const tarBlock = 512;

/** Whether a tar begins here: a header whose checksum is right, or the zeros that an empty tar consists of. */
export function isTar(start: Buffer): boolean {
  if (start.length < tarBlock) return false;
  const block = start.subarray(0, tarBlock);
  if (isZero(block)) return true;
  const checksum = block.subarray(148, 156);
  const expected = sum(block) - sum(checksum) + 8 * 0x20; // the field counts as spaces
  return hasTarMagic(block) && Number.parseInt(checksum.toString('latin1'), 8) === expected;
}

/**
 * Whether a gzip of a tar begins here. A wrong key shows the three bytes of gzip's magic once in 2^24, so they count only with
 * a tar behind them, or in a header whose ten bytes are as Python writes them: then what comes behind it is damaged.
 */
export function isGzipOfTar(start: Buffer): boolean {
  if (!hasGzipMagic(start) || start.length < 10) return false;
  const [flags, level, system] = [start.readUInt8(3), start.readUInt8(8), start.readUInt8(9)];
  const isUsual = (flags === 0 || flags === 8) && [0, 2, 4].includes(level) && system === 255;
  return isUsual || isTar(inflateStart(start));
}

/** What inflates of a gzip that may be cut, damaged, or padded as version 1 does; empty where nothing does. */
function inflateStart(gzip: Buffer): Buffer {
  try {
    return inflateRawSync(gzip.subarray(gzipHeaderSize(gzip)), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

/** RFC 1952: ten bytes, then what the flags announce: extra field, name, comment, checksum of the header. */
function gzipHeaderSize(gzip: Buffer): number {
  const flags = gzip.readUInt8(3);
  let size = 10;
  if (flags & 4) size += 2 + gzip.readUInt16LE(size);
  if (flags & 8) size = gzip.indexOf(0, size) + 1;
  if (flags & 16) size = gzip.indexOf(0, size) + 1;
  return flags & 2 ? size + 2 : size;
}

function sum(bytes: Buffer): number {
  return bytes.reduce((total, byte) => total + byte, 0);
}
