/** Reads a tar that is pushed in chunks of any size; hands entries and slices of their data to a visitor. */
import { Damage } from './damage.ts';
import { EntryDescriber, extensionLimit } from './tar-entry.ts';
import { blockSize, decodeHeader, isZeroBlock, type TarHeader } from './tar-header.ts';
import type { TarVisitor } from './types.ts';

export interface TarEnd {
  entries: number;
  /** Bytes of the tar, headers and padding included. */
  bytes: number;
  /** The end mark was there. */
  isComplete: boolean;
}

export class TarReader {
  #visitor: TarVisitor;
  #describer = new EntryDescriber();
  /** A header that is split between two chunks. */
  #block = Buffer.alloc(blockSize);
  #blockFilled = 0;
  /** Data of the present entry or extension that is still to come, and the padding behind it. */
  #remaining = 0;
  #padding = 0;
  #path = '';
  #isWanted = false;
  #extension: { header: TarHeader; pieces: Buffer[] } | null = null;
  #isEnded = false;
  #entries = 0;
  #bytes = 0;

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor;
  }

  /** Takes the next bytes. Throws Damage; whatever the visitor throws goes through. */
  write(chunk: Buffer): void {
    this.#bytes += chunk.length;
    let at = 0;
    while (at < chunk.length) {
      if (this.#remaining > 0) at += this.#takeData(chunk, at);
      else if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, chunk.length - at);
        this.#padding -= skipped;
        at += skipped;
      } else if (this.#blockFilled === 0 && chunk.length - at >= blockSize) {
        this.#takeBlock(chunk, at);
        at += blockSize;
      } else {
        const copied = chunk.copy(this.#block, this.#blockFilled, at);
        this.#blockFilled += copied;
        at += copied;
        if (this.#blockFilled === blockSize) {
          this.#blockFilled = 0;
          this.#takeBlock(this.#block, 0);
        }
      }
    }
  }

  /** Says that there are no more bytes. Throws Damage where an entry is cut. */
  end(): TarEnd {
    if (this.#remaining > 0) throw new Damage('truncated', `It ends in the middle of ${this.#path}.`);
    const isCut = !this.#isEnded && (this.#blockFilled > 0 || this.#extension !== null);
    if (isCut) throw new Damage('truncated', 'It ends in the middle of a header.');
    return { entries: this.#entries, bytes: this.#bytes, isComplete: this.#isEnded };
  }

  #takeBlock(buffer: Buffer, at: number): void {
    if (isZeroBlock(buffer, at)) {
      this.#isEnded = true;
      return;
    }
    const header = decodeHeader(buffer, at);
    if (this.#isEnded) {
      // Rubbish behind the end is nobody's; a good header means that a header before it was overwritten with zeros.
      if (header) throw new Damage('corrupt', 'It goes on behind its end mark: something was overwritten.');
      return;
    }
    if (!header)
      throw new Damage('corrupt', `There is no header where one must be, behind ${this.#path || 'nothing'}.`);
    if (this.#describer.isExtension(header)) this.#beginExtension(header);
    else this.#beginEntry(header);
  }

  #beginExtension(header: TarHeader): void {
    if (!(header.size >= 0 && header.size <= extensionLimit))
      throw new Damage('corrupt', 'A header in front of an entry claims an impossible length.');
    this.#extension = { header, pieces: [] };
    this.#expect(header.size);
    if (header.size === 0) this.#endData();
  }

  #beginEntry(header: TarHeader): void {
    const { entry, stored } = this.#describer.describe(header);
    this.#entries += 1;
    this.#path = entry.path;
    this.#isWanted = this.#visitor.entry(entry) !== 'skip';
    this.#expect(stored);
    if (stored === 0) this.#endData();
  }

  #expect(size: number): void {
    this.#remaining = size;
    this.#padding = (blockSize - (size % blockSize)) % blockSize;
  }

  #takeData(chunk: Buffer, at: number): number {
    const length = Math.min(this.#remaining, chunk.length - at);
    const data = chunk.subarray(at, at + length);
    this.#remaining -= length;
    if (this.#extension) this.#extension.pieces.push(data);
    else if (this.#isWanted) this.#visitor.data?.(data);
    if (this.#remaining === 0) this.#endData();
    return length;
  }

  #endData(): void {
    if (this.#extension) {
      this.#describer.extend(this.#extension.header, Buffer.concat(this.#extension.pieces));
      this.#extension = null;
    } else if (this.#isWanted) this.#visitor.entryEnd?.();
  }
}
