/**
 * The frame of one gzip member around deflate blocks that were made apart. One member only: Python's stream reader,
 * which Home Assistant uses for encrypted archives, stops at the end of the first.
 */
import { combineCrc } from './crc32.ts';

const emptyStored = Buffer.from([0, 0, 0, 0xff, 0xff]);
const emptyFinal = Buffer.from([0x03, 0x00]);
const trailerSize = 8;

/** Magic, deflate, no flags, no time, fastest, Unix. */
export const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 3]);

export class GzipFrame {
  /** Compressed bytes so far, the header among them. */
  #compressed = gzipHeader.length;
  #crc = 0;
  /** Tar bytes so far. */
  length = 0;

  add(deflatedLength: number, plainLength: number, crc: number): void {
    this.#compressed += deflatedLength;
    this.length += plainLength;
    this.#crc = combineCrc(this.#crc, crc, plainLength);
  }

  /**
   * What ends the member. Empty stored blocks make its whole length a multiple of 16 where `isAligned`: five bytes
   * each, and 5 has an inverse modulo 16. The last chunk of SecureTar 3 is much faster to authenticate then.
   */
  end(isAligned: boolean): Buffer {
    const blocks: Buffer[] = [];
    let size = this.#compressed + emptyFinal.length + trailerSize;
    while (isAligned && size % 16 !== 0) {
      blocks.push(emptyStored);
      size += emptyStored.length;
    }
    const trailer = Buffer.alloc(trailerSize);
    trailer.writeUInt32LE(this.#crc, 0);
    trailer.writeUInt32LE(this.length % 2 ** 32, 4);
    return Buffer.concat([...blocks, emptyFinal, trailer]);
  }
}
