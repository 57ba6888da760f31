/** Makes one job into bytes of the member: reads the files, writes their headers, sums up and deflates. */
import type { Stats } from 'node:fs';
import zlib from 'node:zlib';
import { deflateBlock } from './deflate.ts';
import { readRange, readWhole, unreadable } from './read-file.ts';
import { blockSize, type Header, headerRoom, paddingOf, writeHeader } from './tar-header.ts';
import type { Issue, Packed, Piece } from './types.ts';

/** Files up to this size are read whole by one worker, larger ones in ranges by all of them. */
export const wholeFileLimit = 512 * 1024;

/** Packs jobs one after another; the memory that they are put together in is kept. */
export class Packer {
  readonly #level: number;
  #tar = Buffer.allocUnsafeSlow(1280 * 1024);
  #length = 0;
  #entries = 0;
  #bytes = 0;
  #issues: Issue[] = [];

  constructor(level: number) {
    this.#level = level;
  }

  pack(pieces: Piece[]): Packed {
    this.#length = 0;
    this.#entries = 0;
    this.#bytes = 0;
    this.#issues = [];
    const done = pieces.findIndex((piece) => !this.#add(piece));
    const tar = this.#tar.subarray(0, this.#length);
    return {
      deflated: deflateBlock(tar, this.#level),
      length: this.#length,
      crc: zlib.crc32(tar),
      entries: this.#entries,
      bytes: this.#bytes,
      issues: this.#issues,
      rest: done === -1 ? [] : pieces.slice(done),
    };
  }

  /** False where the piece cannot be dealt with here. */
  #add(piece: Piece): boolean {
    if (piece.kind === 'file') return this.#addFile(piece.path, piece.source);
    if (piece.kind === 'header') {
      this.#putHeader(piece.header);
      this.#entries += 1;
    } else {
      const size = piece.kind === 'range' ? piece.length : piece.bytes.length;
      this.#reserve(size + piece.padding);
      const place = this.#tar.subarray(this.#length, this.#length + size);
      if (piece.kind === 'bytes') place.set(piece.bytes);
      else this.#fillFromRange(place, piece);
      this.#bytes += size;
      this.#length += size;
      this.#pad(piece.padding);
    }
    return true;
  }

  #addFile(path: string, source: string): boolean {
    const start = this.#length;
    const file = readWhole(path, source, (stat) => {
      if (stat.size > wholeFileLimit) return null;
      this.#length = start;
      this.#putHeader(fileHeader(path, stat, stat.size), stat.size + blockSize);
      return this.#tar.subarray(this.#length, this.#length + stat.size);
    });
    if (file === 'too-large' || 'kind' in file) {
      this.#length = start;
      if (file === 'too-large') return false;
      this.#issues.push(file);
      return true;
    }
    if (file.length < file.stat.size) {
      // Cut off while it was read: the header tells what is there.
      this.#length = start;
      this.#putHeader(fileHeader(path, file.stat, file.length));
    }
    if (file.issue) this.#issues.push(file.issue);
    this.#entries += 1;
    this.#bytes += file.length;
    this.#length += file.length;
    this.#pad(paddingOf(file.length));
    return true;
  }

  #putHeader(header: Header, room = 0): void {
    this.#reserve(headerRoom(header) + room);
    this.#length += writeHeader(this.#tar, this.#length, header);
  }

  /** The header has promised so many bytes: zeros stand for those that are no longer there. */
  #fillFromRange(place: Buffer, piece: Extract<Piece, { kind: 'range' }>): void {
    let count = 0;
    try {
      count = readRange(piece.fd, place, piece.offset);
      if (count < piece.length)
        this.#issues.push({ path: piece.path, kind: 'shrunk', reason: 'It was cut off while it was read.' });
    } catch (error) {
      this.#issues.push(unreadable(piece.path, error, true));
    }
    place.fill(0, count);
  }

  #pad(length: number): void {
    this.#tar.fill(0, this.#length, this.#length + length);
    this.#length += length;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#tar.length) return;
    const larger = Buffer.allocUnsafeSlow(this.#length + size);
    this.#tar.copy(larger, 0, 0, this.#length);
    this.#tar = larger;
  }
}

export function fileHeader(path: string, stat: Stats, size: number): Header {
  return {
    path,
    type: 'file',
    size,
    mode: stat.mode,
    uid: stat.uid,
    gid: stat.gid,
    mtime: stat.mtimeMs / 1000,
    link: '',
  };
}
