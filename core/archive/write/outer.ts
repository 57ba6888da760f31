/** The outer tar: headers around the members, as Home Assistant writes them. */
import { blockSize, paxRecord, timeText, writeExtended, writeHeader } from './tar-header.ts';

/** Every member's header takes an extended header, its records and a ustar block. */
const memberHeaderSize = 3 * blockSize;
const largestOctal = 0o77777777777;
/** Python pads archives to full records of 20 blocks. */
const recordSize = 20 * blockSize;

/** The header area of a member; as long for any size, so that it can be patched when the size is known. */
export function memberHeader(name: string, size: number, mtime: number): Buffer {
  const area = Buffer.alloc(memberHeaderSize);
  const isLarge = size > largestOctal;
  const records = paxRecord('mtime', timeText(mtime)) + (isLarge ? paxRecord('size', String(size)) : '');
  writeExtended(area, 0, records);
  writeHeader(area, 2 * blockSize, {
    ...plainFile,
    path: name,
    size: isLarge ? 0 : size,
    mtime: Math.floor(mtime),
  });
  return area;
}

/** A header of one block: the time in whole seconds. */
export function plainHeader(name: string, size: number, mtime: number): Buffer {
  const block = Buffer.alloc(blockSize);
  writeHeader(block, 0, { ...plainFile, path: name, size, mtime: Math.floor(mtime) });
  return block;
}

/** Zeros that end a tar of this length: two blocks, then up to a full record. */
export function endOfTar(length: number): Buffer {
  const end = Math.ceil((length + 2 * blockSize) / recordSize) * recordSize;
  return Buffer.alloc(end - length);
}

const plainFile = { type: 'file', mode: 0o644, uid: 0, gid: 0, link: '' } as const;
