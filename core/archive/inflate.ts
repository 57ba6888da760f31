/**
 * The tar inside a member: inflated where it is a gzip, as it is where it is a tar.
 *
 * zlib runs on libuv's pool while the main thread decrypts the next piece and reads the tar of the last one. The consumer
 * pulls, so memory is bounded whatever the ratio. gzip's frame is read here: SecureTar 1 breaks it, and its end must be known.
 */
import zlib from 'node:zlib';
import { bufferPassed } from '../memory.ts';
import { ByteReader } from './byte-reader.ts';
import { Damage } from './damage.ts';
import { blockSize, decodeHeader, isZeroBlock } from './tar-header.ts';

/** Output comes in pieces of at most this size. */
const pieceSize = 256 * 1024;
const gzipHeaderLimit = 128 * 1024;
const engineOptions = {
  chunkSize: pieceSize,
  // A cut stream gives all it has; the missing trailer then tells that it is cut.
  finishFlush: zlib.constants.Z_SYNC_FLUSH,
  // Some pieces ahead of the consumer, each by itself: in byte mode they would be joined by copying.
  readableObjectMode: true,
  readableHighWaterMark: 4,
};

export interface InflateOptions {
  /** SecureTar 1 padded every write to 16 bytes, gzip's trailer included. */
  isTrailerPadded: boolean;
}

/**
 * Yields the tar. Throws Damage where the bytes are no gzip or tar, cut, or fail their checksum; what the input throws
 * comes after all bytes before it.
 */
export async function* inflate(
  input: AsyncIterable<Buffer>,
  options: InflateOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(input);
  try {
    const start = await reader.peek(blockSize);
    if (isGzip(start)) yield* readGzips(reader, options);
    else if (start.length === 0) throw reader.failure ?? new Damage('truncated', 'It is empty.');
    else if (start.length === blockSize && (isZeroBlock(start) || decodeHeader(start)))
      yield* readAll(reader);
    else throw reader.failure ?? new Damage('corrupt', 'It begins neither as a gzip nor as a tar.');
    if (reader.failure !== null) throw reader.failure;
  } finally {
    reader.close();
  }
}

async function* readAll(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  for (let piece = await reader.next(); piece; piece = await reader.next()) {
    reader.prefetch();
    yield piece;
  }
}

/** A gzip file can be several gzips in a row; zeros or rubbish may follow the last one. */
async function* readGzips(
  reader: ByteReader,
  options: InflateOptions,
): AsyncGenerator<Buffer, void, undefined> {
  while (isGzip(await reader.peek(3))) {
    await skipGzipHeader(reader);
    let checksum = 0;
    let size = 0;
    for await (const piece of inflateRaw(reader)) {
      checksum = zlib.crc32(piece, checksum);
      size = (size + piece.length) % 2 ** 32;
      yield piece;
      bufferPassed(piece.length);
    }
    await checkTrailer(reader, checksum, size, options.isTrailerPadded);
    await skipZeros(reader);
  }
  while (await reader.next());
}

/** Inflates up to the end of the deflate stream, or of the input. Bytes behind it stay in the reader. */
async function* inflateRaw(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  const engine = zlib.createInflateRaw(engineOptions);
  const feeding = feed(engine, reader);
  try {
    for await (const piece of engine) yield piece as Buffer;
    await feeding;
  } catch (error) {
    if (isZlibError(error)) throw new Damage('corrupt', 'Its compressed data is damaged.');
    throw error;
  } finally {
    engine.destroy();
  }
}

/**
 * Writes piece after piece, each when the engine has taken the one before. An engine that leaves bytes of a piece has
 * reached the end of its stream.
 */
async function feed(engine: zlib.InflateRaw, reader: ByteReader): Promise<void> {
  let wake = () => {};
  engine.once('end', () => wake()).once('close', () => wake());
  for (let given = 0; !engine.readableEnded && !engine.destroyed; ) {
    const piece = await reader.next();
    if (!piece) {
      engine.end();
      return;
    }
    given += piece.length;
    await new Promise<void>((resolve) => {
      wake = resolve;
      engine.write(piece, () => resolve());
      reader.prefetch();
    });
    reader.unread(piece, given - engine.bytesWritten);
    if (given > engine.bytesWritten) return;
  }
}

function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;
}

/** RFC 1952: ten bytes, then by flags an extra field, a name, a comment and a checksum. */
async function skipGzipHeader(reader: ByteReader): Promise<void> {
  const header = await reader.peek(gzipHeaderLimit);
  const flags = header[3] ?? 0;
  let size = 10;
  if (flags & 4) size += 2 + (header[size] ?? 0) + 256 * (header[size + 1] ?? 0);
  if (flags & 8) size = behindZero(header, size);
  if (flags & 16) size = behindZero(header, size);
  if (flags & 2) size += 2;
  if (size > header.length)
    throw reader.failure ?? new Damage('truncated', 'It ends within its gzip header.');
  reader.skip(size);
}

function behindZero(bytes: Buffer, from: number): number {
  const zero = bytes.indexOf(0, from);
  return zero < 0 ? Number.POSITIVE_INFINITY : zero + 1;
}

/** gzip's end: CRC-32 and size of what was inflated. */
async function checkTrailer(
  reader: ByteReader,
  checksum: number,
  size: number,
  isPadded: boolean,
): Promise<void> {
  const isRight = (bytes: Buffer, first: number, second: number) =>
    bytes.length >= second + 4 &&
    bytes.readUInt32LE(first) === checksum &&
    bytes.readUInt32LE(second) === size;

  const gap = (16 - (reader.position % 16)) % 16;
  const bytes = await reader.peek(isPadded ? gap + 32 : 8);
  if (isRight(bytes, 0, 4)) reader.skip(8);
  else if (isPadded && isRight(bytes, gap, gap + 16)) reader.skip(bytes.length);
  else if (bytes.length < (isPadded ? gap + 20 : 8))
    throw reader.failure ?? new Damage('truncated', 'Its compressed data ends too early.');
  else throw new Damage('corrupt', 'Its checksum does not match its content.');
}

async function skipZeros(reader: ByteReader): Promise<void> {
  for (let piece = await reader.next(); piece; piece = await reader.next()) {
    const content = piece.findIndex((byte) => byte !== 0);
    if (content >= 0) {
      reader.unread(piece, piece.length - content);
      return;
    }
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
