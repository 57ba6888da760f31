/** From the password to the keys of SecureTar 1, 2 and 3. */
import { createHash } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import { argon2id } from './argon2.ts';

const legacyRounds = 100;
/** BLAKE2b's personalization has 16 bytes; a shorter name is padded with zeros. */
const personal = Buffer.concat([Buffer.from('SecureTarv3')], 16);
const rootKeys = new Map<string, Promise<Buffer>>();

/** The AES-128 key (16 bytes) of versions 1 and 2, for every member of every archive of this password. */
export function legacyKey(password: string): Buffer {
  return legacyHash(Buffer.from(password, 'utf8'));
}

/** The CBC start value (16 bytes) that belongs to a member's salt. */
export function legacyIv(key: Buffer, salt: Buffer): Buffer {
  return legacyHash(Buffer.concat([key, salt]));
}

/** The 32-byte key from which an archive's version 3 keys come. Takes a tenth of a second once, then it is remembered. */
export function v3RootKey(password: string, rootSalt: Buffer): Promise<Buffer> {
  const name = `${rootSalt.toString('hex')} ${password}`;
  let key = rootKeys.get(name);
  if (!key) {
    key = argon2id(Buffer.from(password, 'utf8'), rootSalt);
    rootKeys.set(name, key);
    key.catch(() => rootKeys.delete(name)); // short of memory now is not short of memory for ever
  }
  return key;
}

/** The 32-byte key for one purpose: a member's stream (its derivation salt) or the archive's validation (that salt). */
export function v3Key(rootKey: Buffer, salt: Buffer): Buffer {
  const key = blake2b(new Uint8Array(0), { dkLen: 32, key: rootKey, salt, personalization: personal });
  return Buffer.from(key.buffer, key.byteOffset, key.length);
}

function legacyHash(seed: Buffer): Buffer {
  let hash = seed;
  for (let round = 0; round < legacyRounds; round++) hash = createHash('sha256').update(hash).digest();
  return hash.subarray(0, 16);
}
