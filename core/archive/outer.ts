/**
 * Walks the outer tar of an archive from header to header with ranged reads: the metadata of the Supervisor comes last,
 * behind members of many gigabytes.
 *
 * A hop may land on no header: Home Assistant's decrypted download of a member of 8 GiB and more announces the size that
 * the member had before (a stale PAX `size`; home-assistant/supervisor#7034), and a killed backup leaves a header that
 * says 0 in front of its data. Both are put right here.
 */
import { Damage } from './damage.ts';
import { EntryDescriber } from './tar-entry.ts';
import { blockSize, decodeDamagedHeader, decodeHeader, isZeroBlock, paddedSize } from './tar-header.ts';
import type { EntryType, Source } from './types.ts';

export interface OuterEntry {
  path: string;
  type: EntryType;
  /** Where its data begins, and how many bytes there are. */
  offset: number;
  size: number;
  /** Its first 512 bytes, or fewer. */
  start: Buffer;
  mtime: number;
  whole: boolean;
  /** What is not as its header says: its size, that it ends, or the header itself; null where all is well. */
  repaired: 'resized' | 'cut' | 'header' | null;
}

export interface OuterWalk {
  entries: OuterEntry[];
  /** The entries behind which something lies that is neither header nor end; '' for the beginning. */
  gaps: string[];
}

/** How far around the announced end a lost header is looked for; a stale size is off by 17 bytes per MiB. */
const searchReach = 4 * 1024 * 1024;
/** All searches of one archive together: a hostile one could ask for many. */
const searchLimit = 16 * searchReach;
/** One read holds the headers of a member and its first bytes. */
const windowSize = 4096;
const entryLimit = 10_000;
const extensionLimit = 64 * 1024;

export const metadataName = /(^|\/)(backup|snapshot)\.json$/;
export const memberName = /(^|\/)[^/]+\.(tar|tar\.gz|tgz)$/;

/** Reads all entries of the outer tar. Never throws for content; errors of the source go through. */
export async function walkOuter(source: Source): Promise<OuterWalk> {
  const window = new Window(source);
  const entries: OuterEntry[] = [];
  const gaps: string[] = [];
  let at: number | null = 0;
  while (at !== null && entries.length < entryLimit) {
    const found: Found | End | null = await headerAt(window, at);
    if (isEnd(found)) return { entries, gaps };
    if (found) {
      const entry = await boundEntry(window, found, entries);
      entries.push(entry);
      at = entry.offset + paddedSize(entry.size);
    } else {
      gaps.push(entries.at(-1)?.path ?? '');
      at = await searchHeader(window, at + blockSize, at + searchReach);
    }
  }
  if (at !== null) gaps.push(entries.at(-1)?.path ?? '');
  return { entries, gaps };
}

interface Found {
  path: string;
  type: EntryType;
  size: number;
  mtime: number;
  hasPaxSize: boolean;
  /** Where its data begins. */
  offset: number;
  /** The checksum of one of its headers is wrong. */
  isDamaged: boolean;
}

/** The tar ends with zeros, or the file just ends. */
type End = 'zeros' | 'nothing';

function isEnd(found: Found | End | null): found is End {
  return typeof found === 'string';
}

/**
 * The entry whose headers begin at `at`; how the tar ends there; null where there is something else. A header with a wrong
 * checksum still counts where it names a member: one flipped bit shall not take the rest of the archive with it.
 */
async function headerAt(window: Window, at: number): Promise<Found | End | null> {
  const describer = new EntryDescriber();
  let offset = at;
  let isDamaged = false;
  for (let extensions = 0; extensions < 16; extensions += 1) {
    const block = await window.read(offset, blockSize);
    if (block.length < blockSize) return extensions === 0 ? 'nothing' : null;
    if (isZeroBlock(block)) return extensions === 0 ? 'zeros' : null;
    const sound = decodeHeader(block);
    const header = sound ?? decodeDamagedHeader(block);
    if (!header) return null;
    if (!sound) isDamaged = true;
    offset += blockSize;
    try {
      if (!describer.isExtension(header)) {
        const { entry, paxSize } = describer.describe(header);
        const { path, type, size, mtime } = entry;
        const found = { path, type, size, mtime, hasPaxSize: paxSize !== null, offset, isDamaged };
        return isDamaged && !isOuter(found) ? null : found;
      }
      if (!(header.size >= 0 && header.size <= extensionLimit)) return null;
      describer.extend(header, await window.read(offset, header.size));
    } catch (error) {
      if (error instanceof Damage) return null;
      throw error;
    }
    offset += paddedSize(header.size);
  }
  return null;
}

/** Decides where the data of an entry ends: where its header says, if what follows there bears it out. */
async function boundEntry(window: Window, found: Found, before: OuterEntry[]): Promise<OuterEntry> {
  const { path, type, offset, size, mtime } = found;
  const start = Buffer.from(await window.read(offset, blockSize));
  const repaired = found.isDamaged ? 'header' : null;
  const entry: OuterEntry = { path, type, offset, size, start, mtime, whole: true, repaired };
  if (type !== 'file') return entry;

  const isThere = size > 0 && size <= window.size - offset;
  const isMember = memberName.test(path);
  if (found.hasPaxSize) {
    // A stale one may happen to end where another member does, so its rivals come first.
    const rival = await otherSize(window, found, start, []);
    if (rival !== null) return { ...entry, size: rival, repaired: 'resized' };
  }
  if (isThere && (secureTarSize(start) === size || (await isFollowed(window, found, before)))) return entry;
  if (size === 0 && (!isMember || (await isBoundary(window, offset, ['zeros', 'nothing']))))
    return { ...entry, whole: !isMember };

  // That the file ends there proves nothing for a guess: a cut file ends somewhere too.
  const ends: End[] = secureTarSize(start) === null ? ['zeros'] : ['zeros', 'nothing'];
  const foundSize = (await otherSize(window, found, start, ends)) ?? (await searchSize(window, found, start));
  if (foundSize !== null) return { ...entry, size: foundSize, repaired: 'resized' };
  // What is announced is there, only nothing good follows: the member itself may be whole.
  if (isThere) return entry;
  return { ...entry, size: Math.max(0, window.size - offset), whole: false, repaired: 'cut' };
}

/** A size other than the announced one that ends where something begins, or as `ends` allows; null where there is none. */
async function otherSize(
  window: Window,
  { offset, size }: Found,
  start: Buffer,
  ends: End[],
): Promise<number | null> {
  const secureSize = secureTarSize(start);
  for (const other of secureSize === null ? sizesBeforeDecryption(size) : [secureSize]) {
    const isPossible = other > 0 && other <= window.size - offset;
    if (!isPossible || paddedSize(other) === paddedSize(size)) continue;
    if (await isBoundary(window, offset + paddedSize(other), ends)) return other;
  }
  return null;
}

/**
 * Whether a header or the end follows. The end proves little for a member with a PAX size while the metadata, which the
 * Supervisor writes last, was not seen: a stale size can reach over it.
 */
async function isFollowed(window: Window, found: Found, before: OuterEntry[]): Promise<boolean> {
  const next = await headerAt(window, found.offset + paddedSize(found.size));
  if (next === null) return false;
  return !isEnd(next) || !found.hasPaxSize || before.some((entry) => metadataName.test(entry.path));
}

/** True where a member or the metadata begins at `at`, or the tar ends in one of the given ways. */
async function isBoundary(window: Window, at: number, ends: End[]): Promise<boolean> {
  const found = await headerAt(window, at);
  if (found === null) return false;
  return isEnd(found) ? ends.includes(found) : isOuter(found);
}

/** Inside an uncompressed member there are good headers too: theirs do not name members at the top. */
function isOuter(found: Found): boolean {
  const name = found.path.replace(/^\//, '');
  return found.type === 'file' && !name.includes('/') && (memberName.test(name) || metadataName.test(name));
}

/** The size up to the next member, looked for near the announced end; null where there is none. */
async function searchSize(window: Window, { offset, size }: Found, start: Buffer): Promise<number | null> {
  // The files of an uncompressed member have headers like those of members: there is nothing to search by.
  if (decodeHeader(start)) return null;
  const expected = offset + paddedSize(size);
  const first = Math.min(expected, window.size) - searchReach;
  const next = await searchHeader(window, Math.max(offset + blockSize, first), expected + searchReach);
  return next === null ? null : next - offset;
}

/** The first place between two offsets where a member or the metadata begins with a sound header. */
async function searchHeader(window: Window, from: number, to: number): Promise<number | null> {
  const last = Math.min(to, window.size);
  for (let at = from - (from % blockSize); at < last && window.searched < searchLimit; at += blockSize) {
    window.searched += blockSize;
    if (!decodeHeader(await window.read(at, blockSize, 256 * 1024))) continue;
    const found = await headerAt(window, at);
    if (found !== null && !isEnd(found) && isOuter(found)) return at;
  }
  return null;
}

/** The size of an encrypted member by the size of its plaintext, which it tells; null where it does not. */
function secureTarSize(start: Buffer): number | null {
  if (start.length < 24 || start.toString('latin1', 0, 9) !== 'SecureTar') return null;
  const plain = Number(start.readBigUInt64BE(16));
  if (plain === 0) return null;
  return start[9] === 2 ? 48 + plain + 16 - (plain % 16) : 136 + plain + 17 * Math.ceil(plain / 2 ** 20);
}

/** What a decrypted member that still announces its encrypted size can measure, by SecureTar 3 and 2. */
function sizesBeforeDecryption(announced: number): number[] {
  const chunks = Math.ceil((announced - 136) / (2 ** 20 + 17));
  return [announced - 136 - 17 * chunks, announced - 48 - 1];
}

/** A window on the source, so that neighbouring headers cost one read. */
class Window {
  readonly size: number;
  /** Bytes that searches went over. */
  searched = 0;
  #source: Source;
  #held: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(source: Source) {
    this.#source = source;
    this.size = source.size;
  }

  /** Up to `length` bytes from `offset`; reads `ahead` bytes where it has to read. */
  async read(offset: number, length: number, ahead = windowSize): Promise<Buffer> {
    const end = Math.min(offset + length, this.size);
    if (offset < this.#at || end > this.#at + this.#held.length) {
      this.#held = await this.#source.read(offset, Math.max(length, ahead));
      this.#at = offset;
    }
    return this.#held.subarray(offset - this.#at, offset - this.#at + length);
  }
}
