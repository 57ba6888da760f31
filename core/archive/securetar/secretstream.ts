/**
 * libsodium's XChaCha20-Poly1305 secretstream, put together from Node's ChaCha20-Poly1305.
 *
 * A message of the stream is an IETF ChaCha20-Poly1305 message over a 64-byte block (the tag and 63 zeros) and then the
 * chunk; of the encrypted block only the first byte is stored, the rest is what both sides compute. The two differ in one
 * thing: before the lengths libsodium pads with `length & 15` zeros where the standard pads to the next 16. It is the same
 * where length % 16 is 0 or 8, so every full chunk goes through Node's cipher; an odd last one takes Poly1305 in JavaScript.
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { SecureTarError } from './error.ts';
import { poly1305 } from './poly1305.ts';

/** Bytes that a message is longer than its chunk: one for the tag, 16 for the authenticator. */
export const overhead = 17;

const algorithm = 'chacha20-poly1305';
const tagRekey = 2;
const tagFinal = 3;
const blockSize = 64;

export class SecretStreamWriter {
  readonly #state: StreamState;

  constructor(key: Buffer, header: Buffer) {
    this.#state = new StreamState(key, header);
  }

  /** The message for a chunk, in pieces to be written one after the other; 17 bytes more than the chunk. */
  push(chunk: Buffer | readonly Buffer[], isFinal: boolean): Buffer[] {
    const pieces = Buffer.isBuffer(chunk) ? [chunk] : chunk;
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const block = Buffer.alloc(blockSize);
    block[0] = isFinal ? tagFinal : 0;
    const cipher = createCipheriv(algorithm, this.#state.key, this.#state.nonce, { authTagLength: 16 });
    const tagBlock = cipher.update(block);
    const data = pieces.map((piece) => cipher.update(piece));
    cipher.final();
    const mac = isPaddedAlike(length) ? cipher.getAuthTag() : this.#state.oddMac(tagBlock, data, length);
    this.#state.advance(mac, isFinal ? tagFinal : 0);
    return [tagBlock.subarray(0, 1), ...data, mac];
  }
}

export class SecretStreamReader {
  readonly #state: StreamState;

  constructor(key: Buffer, header: Buffer) {
    this.#state = new StreamState(key, header);
  }

  /** The chunk of one whole message. Nothing is given out before it is authenticated: else SecureTarError 'damaged'. */
  pull(message: Buffer): { data: Buffer; isFinal: boolean } {
    const length = message.length - overhead;
    if (length < 0) throw damaged();
    const encrypted = message.subarray(1, 1 + length);
    const mac = message.subarray(1 + length);
    const tagBlock = this.#state.keystream(1, blockSize);
    const tag = tagBlock.readUInt8(0) ^ message.readUInt8(0);
    message.copy(tagBlock, 0, 0, 1);
    const data = isPaddedAlike(length)
      ? this.#openNative(tagBlock, encrypted, mac)
      : this.#openOdd(tagBlock, encrypted, mac);
    this.#state.advance(mac, tag);
    return { data, isFinal: tag === tagFinal };
  }

  #openNative(tagBlock: Buffer, encrypted: Buffer, mac: Buffer): Buffer {
    const { key, nonce } = this.#state;
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: 16 }).setAuthTag(mac);
    decipher.update(tagBlock);
    const data = decipher.update(encrypted);
    try {
      decipher.final();
    } catch {
      throw damaged();
    }
    return data;
  }

  #openOdd(tagBlock: Buffer, encrypted: Buffer, mac: Buffer): Buffer {
    const expected = this.#state.oddMac(tagBlock, [encrypted], encrypted.length);
    if (!timingSafeEqual(expected, mac)) throw damaged();
    return this.#state.cipherFrom(2).update(encrypted);
  }
}

/** What both sides carry from message to message. */
class StreamState {
  key: Buffer;
  /** The message counter (4 bytes, little endian), then 8 bytes that every authenticator changes. */
  readonly nonce = Buffer.alloc(12);

  constructor(key: Buffer, header: Buffer) {
    this.key = hchacha20(key, header.subarray(0, 16));
    this.nonce.writeUInt32LE(1, 0);
    header.copy(this.nonce, 4, 16, 24);
  }

  /** The plain ChaCha20 of this message from a block of its keystream on. */
  cipherFrom(block: number) {
    const start = Buffer.alloc(16);
    start.writeUInt32LE(block, 0);
    this.nonce.copy(start, 4);
    return createCipheriv('chacha20', this.key, start);
  }

  keystream(block: number, length: number): Buffer {
    return this.cipherFrom(block).update(Buffer.alloc(length));
  }

  /** The authenticator with libsodium's own padding. */
  oddMac(tagBlock: Buffer, encrypted: readonly Buffer[], length: number): Buffer {
    const end = Buffer.alloc((length & 15) + 16);
    end.writeBigUInt64LE(BigInt(blockSize + length), end.length - 8);
    return poly1305(this.keystream(0, 32), [tagBlock, ...encrypted, end]);
  }

  advance(mac: Buffer, tag: number): void {
    this.nonce.writeBigUInt64LE(this.nonce.readBigUInt64LE(4) ^ mac.readBigUInt64LE(0), 4);
    const counter = (this.nonce.readUInt32LE(0) + 1) >>> 0;
    this.nonce.writeUInt32LE(counter, 0);
    if ((tag & tagRekey) !== 0 || counter === 0) this.#rekey();
  }

  #rekey(): void {
    const fresh = this.cipherFrom(0).update(Buffer.concat([this.key, this.nonce.subarray(4)]));
    this.key = fresh.subarray(0, 32);
    fresh.copy(this.nonce, 4, 32, 40);
    this.nonce.writeUInt32LE(1, 0);
  }
}

/**
 * A ChaCha20 block is its start state, mixed, plus that start state. HChaCha20 is the mixed state without the addition (of
 * it the first and last 16 bytes), so it is Node's block minus the known constants and input.
 */
function hchacha20(key: Buffer, input: Buffer): Buffer {
  const block = createCipheriv('chacha20', key, input).update(Buffer.alloc(blockSize));
  const start = Buffer.concat([Buffer.from('expand 32-byte k'), input]);
  const derived = Buffer.concat([block.subarray(0, 16), block.subarray(48)]);
  for (let offset = 0; offset < 32; offset += 4) {
    derived.writeUInt32LE((derived.readUInt32LE(offset) - start.readUInt32LE(offset)) >>> 0, offset);
  }
  return derived;
}

function isPaddedAlike(length: number): boolean {
  return length % 8 === 0;
}

function damaged(): SecureTarError {
  return new SecureTarError('damaged', 'A chunk of the encrypted data is not what was written.');
}
