/** Writes SecureTar 2 and 3: one setup an archive, one encryptor a member. */
import { createCipheriv } from 'node:crypto';
import { buildV2Header, buildV3Header, chunkSize, sizeOffset } from './header.ts';
import { legacyIv, legacyKey, v3Key, v3RootKey } from './kdf.ts';
import { SecretStreamWriter } from './secretstream.ts';

type RandomBytes = (size: number) => Buffer;

/** What the members of one archive share, so that the slow part of the key derivation runs once. */
export type EncryptionSetup =
  | { version: 2; key: Buffer }
  | { version: 3; rootKey: Buffer; rootSalt: Buffer; validationSalt: Buffer; validationKey: Buffer };

export interface MemberEncryptor {
  /** The first bytes of the member, with a plaintext size of 0 until `sizePatch`. */
  readonly header: Buffer;
  /** Plaintext bytes taken so far. */
  readonly plainSize: number;
  /**
   * Encrypted pieces to be written in order; none while a chunk of version 3 is being gathered. The plaintext is kept, not
   * copied, until its chunk is encrypted: the caller must not write into it again.
   */
  update(plain: Buffer): Buffer[];
  /** The last pieces. Nothing may follow. */
  final(): Buffer[];
  /** After `final`: the plaintext size, and where in the member (its header is at 0) it has to be written. */
  sizePatch(): { offset: number; bytes: Buffer };
}

export async function prepareEncryption(
  version: 2 | 3,
  password: string,
  randomBytes: RandomBytes,
): Promise<EncryptionSetup> {
  if (version === 2) return { version, key: legacyKey(password) };
  const rootSalt = randomBytes(16);
  const validationSalt = randomBytes(16);
  const rootKey = await v3RootKey(password, rootSalt);
  return { version, rootKey, rootSalt, validationSalt, validationKey: v3Key(rootKey, validationSalt) };
}

export function createMemberEncryptor(setup: EncryptionSetup, randomBytes: RandomBytes): MemberEncryptor {
  return setup.version === 2
    ? new V2Encryptor(setup, randomBytes(16))
    : new V3Encryptor(setup, randomBytes(16), randomBytes(24));
}

class V2Encryptor implements MemberEncryptor {
  readonly header: Buffer;
  plainSize = 0;
  readonly #cipher;

  constructor(setup: EncryptionSetup & { version: 2 }, salt: Buffer) {
    this.header = buildV2Header(salt);
    this.#cipher = createCipheriv('aes-128-cbc', setup.key, legacyIv(setup.key, salt));
  }

  update(plain: Buffer): Buffer[] {
    this.plainSize += plain.length;
    return [this.#cipher.update(plain)];
  }

  final(): Buffer[] {
    return [this.#cipher.final()];
  }

  sizePatch() {
    return sizePatch(this.plainSize);
  }
}

class V3Encryptor implements MemberEncryptor {
  readonly header: Buffer;
  plainSize = 0;
  readonly #stream: SecretStreamWriter;
  #gathered: Buffer[] = [];
  #gatheredSize = 0;

  constructor(setup: EncryptionSetup & { version: 3 }, derivationSalt: Buffer, streamHeader: Buffer) {
    this.header = buildV3Header({ ...setup, derivationSalt, streamHeader });
    this.#stream = new SecretStreamWriter(v3Key(setup.rootKey, derivationSalt), streamHeader);
  }

  /** A full chunk waits for the byte after it: only then is it known not to be the last, which is marked as such. */
  update(plain: Buffer): Buffer[] {
    const encrypted: Buffer[] = [];
    for (let offset = 0; offset < plain.length; ) {
      if (this.#gatheredSize === chunkSize) encrypted.push(...this.#encryptGathered(false));
      const piece = plain.subarray(offset, offset + chunkSize - this.#gatheredSize);
      this.#gathered.push(piece);
      this.#gatheredSize += piece.length;
      offset += piece.length;
    }
    this.plainSize += plain.length;
    return encrypted;
  }

  final(): Buffer[] {
    return this.#encryptGathered(true);
  }

  sizePatch() {
    return sizePatch(this.plainSize);
  }

  #encryptGathered(isFinal: boolean): Buffer[] {
    const encrypted = this.#stream.push(this.#gathered, isFinal);
    this.#gathered = [];
    this.#gatheredSize = 0;
    return encrypted;
  }
}

function sizePatch(plainSize: number): { offset: number; bytes: Buffer } {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(plainSize));
  return { offset: sizeOffset, bytes };
}
