/** Randomness that is the same for the same seed: data sets of different machines and days must be equal. */
import { createCipheriv, createHash } from 'node:crypto';

export class Random {
  private readonly stream;
  private pool: Buffer = Buffer.alloc(0);
  private at = 0;

  constructor(seed: string) {
    const key = createHash('sha256').update(seed).digest();
    this.stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  /** Bytes that do not compress. */
  bytes(size: number): Buffer {
    return this.stream.update(Buffer.alloc(size));
  }

  /** 0 <= x < 1. */
  next(): number {
    if (this.at === this.pool.length) {
      this.pool = this.bytes(64 * 1024);
      this.at = 0;
    }
    this.at += 4;
    return this.pool.readUInt32LE(this.at - 4) / 2 ** 32;
  }

  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)] as Item;
  }

  /** The first items far more often than the last, as words and entities are used. */
  pickOften<Item>(items: readonly Item[]): Item {
    return items[Math.floor(items.length * this.next() ** 3)] as Item;
  }

  hex(bytes: number): string {
    return this.bytes(bytes).toString('hex');
  }
}
