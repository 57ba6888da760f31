/**
 * Writes a file front to back and leaves runs of zeros as holes: pre-allocated journals (MongoDB, WiredTiger) are
 * hundreds of megabytes of nothing, which neither the time nor the disk should be spent on.
 */
import { fdatasyncSync, ftruncateSync, writeSync } from 'node:fs';

const piece = 64 * 1024;
/** A shorter run saves no block of the file system. */
const shortestHole = 4096;
const zeros = Buffer.alloc(piece);
/** A small device must not gather hundreds of megabytes of unwritten data and then stall for a minute. */
const flushEvery = 32 * 1024 * 1024;

export class SparseFile {
  readonly fd: number;
  readonly #flushes: boolean;
  #position = 0;
  #end = 0;
  #unflushed = 0;

  constructor(fd: number, flushes: boolean) {
    this.fd = fd;
    this.#flushes = flushes;
  }

  /** Takes the next bytes; the number of those that went to the disk. */
  write(chunk: Buffer): number {
    let written = 0;
    let from = 0;
    for (let at = 0; at < chunk.length; at += piece) {
      const end = Math.min(at + piece, chunk.length);
      if (!isHole(chunk, at, end)) continue;
      written += this.#put(chunk, from, at);
      from = end;
      this.#position += end - at;
    }
    return written + this.#put(chunk, from, chunk.length);
  }

  /** Gives the file its full length where it ends in a hole. */
  finish(): void {
    if (this.#position > this.#end) ftruncateSync(this.fd, this.#position);
  }

  #put(chunk: Buffer, from: number, to: number): number {
    for (let at = from; at < to; ) {
      const count = writeSync(this.fd, chunk, at, to - at, this.#position);
      at += count;
      this.#position += count;
    }
    if (to > from) this.#end = this.#position;
    this.#unflushed += to - from;
    if (this.#flushes && this.#unflushed >= flushEvery) {
      fdatasyncSync(this.fd);
      this.#unflushed = 0;
    }
    return to - from;
  }
}

function isHole(chunk: Buffer, from: number, to: number): boolean {
  if (to - from < shortestHole || chunk[from] !== 0 || chunk[to - 1] !== 0) return false;
  return chunk.compare(zeros, 0, to - from, from, to) === 0;
}
