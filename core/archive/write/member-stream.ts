/** One member's bytes on their way: gzip frame, then the cipher if any, then the target. */
import { createMemberEncryptor, type EncryptionSetup, type MemberEncryptor } from '../securetar/encrypt.ts';
import { GzipFrame, gzipHeader } from './gzip.ts';
import type { ArchiveTarget, Packed } from './types.ts';

/** SecureTar 3 keeps up to one chunk of plaintext before it encrypts it. */
const heldByCipher = 1024 * 1024;
/** Smaller buffers may be slices of memory that others use too. */
const worthFreeing = 64 * 1024;

export class MemberStream {
  /** Bytes of the member in the archive so far. */
  size = 0;
  readonly #target: ArchiveTarget;
  /** Null where the bytes come with one of their own. */
  #frame: GzipFrame | null = new GzipFrame();
  readonly #encryptor: MemberEncryptor | null;
  /** Blocks that the cipher may still hold, each with its end in the plaintext. */
  readonly #held: { end: number; bytes: Buffer }[] = [];
  #plainSize = 0;

  constructor(
    target: ArchiveTarget,
    encryption: EncryptionSetup | null,
    randomBytes: (size: number) => Buffer,
  ) {
    this.#target = target;
    this.#encryptor = encryption && createMemberEncryptor(encryption, randomBytes);
  }

  /** Tar bytes so far. */
  get tarLength(): number {
    return this.#frame?.length ?? 0;
  }

  async start({ isPacked = false } = {}): Promise<void> {
    if (this.#encryptor) await this.#write(this.#encryptor.header);
    if (isPacked) this.#frame = null;
    else await this.#writePlain(gzipHeader);
  }

  /** Bytes of a member that was started as packed. */
  pass(bytes: Buffer): Promise<void> {
    return this.#writePlain(bytes);
  }

  async add(packed: Pick<Packed, 'deflated' | 'length' | 'crc'>): Promise<void> {
    this.#frame?.add(packed.deflated.length, packed.length, packed.crc);
    const { buffer, byteOffset, length } = packed.deflated;
    await this.#writePlain(Buffer.from(buffer, byteOffset, length));
  }

  /** Writes the end; what remains to be patched is returned, with its offset in the member. */
  async end(): Promise<{ offset: number; bytes: Buffer } | null> {
    if (this.#frame) await this.#writePlain(this.#frame.end(this.#encryptor !== null));
    if (!this.#encryptor) return null;
    await this.#writeAll(this.#encryptor.final());
    return this.#encryptor.sizePatch();
  }

  async #writePlain(bytes: Buffer): Promise<void> {
    if (!this.#encryptor) return this.#writeAll([bytes]);
    this.#plainSize += bytes.length;
    this.#held.push({ end: this.#plainSize, bytes });
    await this.#writeAll(this.#encryptor.update(bytes));
    while (this.#held[0] && this.#held[0].end <= this.#plainSize - heldByCipher)
      this.#free(this.#held.shift()?.bytes);
  }

  async #writeAll(pieces: Buffer[]): Promise<void> {
    for (const bytes of pieces) await this.#write(bytes);
    for (const bytes of pieces) this.#free(bytes);
  }

  async #write(bytes: Buffer): Promise<void> {
    this.size += bytes.length;
    const done = this.#target.write(bytes);
    if (done) await done;
  }

  /** Gives the memory back at once: waiting for the garbage collector would cost some 70 MB. */
  #free(bytes: Buffer | undefined): void {
    if (!bytes || bytes.length < worthFreeing || this.#target.keepsMemory) return;
    (bytes.buffer as ArrayBuffer).transfer(0);
  }
}
