/**
 * Reading a file from the drive itself. What was written a moment ago is still in the system's memory, and reading that
 * proves nothing about the drive: O_DIRECT goes past it. It wants memory, offsets and lengths that are multiples of a
 * block. A WebAssembly memory begins at a page, as nothing else does that Node can be asked for.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '../errors.ts';
import type { LocationSource } from './types.ts';

/** Node's types know this as a name only. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
};

/** The largest block of any drive. */
const block = 4096;
/** Bytes read at once: one large request keeps an SD card or a network share busy. */
const windowSize = 2 ** 20;
const wasmPage = 2 ** 16;

/** Null where this file system cannot do that; other system errors are thrown. */
export async function openFreshSource(file: string): Promise<LocationSource | null> {
  if (!constants.O_DIRECT) return null;
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_DIRECT);
  } catch (error) {
    if (systemCode(error) === 'EINVAL') return null;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const source = new FreshSource(handle, size);
    if (size > 0) await source.read(0, 1);
    return source;
  } catch (error) {
    await handle.close();
    // Some say so only when it is read.
    if (systemCode(error) === 'EINVAL') return null;
    throw error;
  }
}

class FreshSource implements LocationSource {
  readonly readFrom = 'medium';
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #window: Buffer;
  /** What the window holds. */
  #start = 0;
  #length = 0;
  /** Reads come one after the other: there is one window. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
    const pages = windowSize / wasmPage;
    this.#window = Buffer.from(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer);
  }

  read(offset: number, length: number): Promise<Buffer> {
    const next = this.#last.then(() => this.#read(offset, length));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #read(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const result = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const at = offset + filled;
      if (at < this.#start || at >= this.#start + this.#length) await this.#fill(at);
      const from = at - this.#start;
      const copied = this.#window.copy(result, filled, from, this.#length);
      if (copied <= 0) break;
      filled += copied;
    }
    return result.subarray(0, filled);
  }

  async #fill(at: number): Promise<void> {
    this.#start = at - (at % block);
    this.#length = 0;
    const { bytesRead } = await this.#handle.read(this.#window, 0, windowSize, this.#start);
    this.#length = bytesRead;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
