/**
 * The clear beginning of a SecureTar member.
 *
 * 1: salt (16). 2: magic, plaintext size at 16 (u64, big endian), salt at 32; 48 bytes.
 * 3: magic, plaintext size at 16, root salt at 32, validation salt at 48, validation key at 64, derivation salt at 96,
 * stream header at 112; 136 bytes.
 */
import type { Cipher } from '../types.ts';
import { SecureTarError } from './error.ts';
import { overhead } from './secretstream.ts';

const magic = Buffer.from('SecureTar');
/** Where the plaintext size stands in versions 2 and 3. The writer leaves 0 there and patches it at the end. */
export const sizeOffset = 16;
export const headerSize = { securetar1: 16, securetar2: 48, securetar3: 136 } as const;
/** Version 3 encrypts plaintext in chunks of exactly this size; only the last one is shorter. */
export const chunkSize = 1024 * 1024;

export interface V3Salts {
  rootSalt: Buffer;
  validationSalt: Buffer;
  validationKey: Buffer;
  derivationSalt: Buffer;
  streamHeader: Buffer;
}

export interface V3Header extends V3Salts {
  /** 0 where the writer was interrupted. */
  plainSize: number;
}

/**
 * How a member is encrypted, from its first 512 bytes (fewer where it has no more); flags elsewhere are hints only.
 * Version 1 has no mark of its own: it is what is nothing else in an archive that calls itself protected.
 * A version of SecureTar that is not known counts as 3, whose header is then refused as damaged.
 */
export function detectCipher(first512: Buffer, isProtected: boolean): Cipher {
  if (first512.subarray(0, magic.length).equals(magic)) {
    return first512[magic.length] === 2 ? 'securetar2' : 'securetar3';
  }
  const isPlain = hasGzipMagic(first512) || hasTarMagic(first512) || isZero(first512);
  const hasRoom = first512.length > headerSize.securetar1;
  return isProtected && hasRoom && !isPlain ? 'securetar1' : 'none';
}

export function hasGzipMagic(bytes: Buffer): boolean {
  return bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0x1f8b08;
}

export function hasTarMagic(bytes: Buffer): boolean {
  return bytes.toString('latin1', 257, 262) === 'ustar';
}

export function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

export function buildV2Header(salt: Buffer): Buffer {
  return Buffer.concat([magic, Buffer.of(2), Buffer.alloc(22), salt]);
}

export function buildV3Header(salts: V3Salts): Buffer {
  const { rootSalt, validationSalt, validationKey, derivationSalt, streamHeader } = salts;
  const start = Buffer.concat([magic, Buffer.of(3), Buffer.alloc(22)]);
  return Buffer.concat([start, rootSalt, validationSalt, validationKey, derivationSalt, streamHeader]);
}

/** Plaintext size and salt of a version 2 header. Throws SecureTarError 'damaged' or 'truncated'. */
export function parseV2Header(bytes: Buffer): { plainSize: number; salt: Buffer } {
  return { plainSize: plainSize(bytes, 2, headerSize.securetar2), salt: bytes.subarray(32, 48) };
}

/** Plaintext size and salts of a version 3 header. Throws SecureTarError 'damaged' or 'truncated'. */
export function parseV3Header(bytes: Buffer): V3Header {
  return {
    plainSize: plainSize(bytes, 3, headerSize.securetar3),
    rootSalt: bytes.subarray(32, 48),
    validationSalt: bytes.subarray(48, 64),
    validationKey: bytes.subarray(64, 96),
    derivationSalt: bytes.subarray(96, 112),
    streamHeader: bytes.subarray(112, 136),
  };
}

/** How long a member of this plaintext size is, header included: the truth where a tar header lies. */
export function encryptedSize(cipher: 'securetar2' | 'securetar3', plain: number): number {
  const added =
    cipher === 'securetar2' ? 16 - (plain % 16) : overhead * Math.max(1, Math.ceil(plain / chunkSize));
  return headerSize[cipher] + plain + added;
}

/** The plaintext size, from a header whose constant bytes are all as they must be. */
function plainSize(bytes: Buffer, version: number, length: number): number {
  if (bytes.length < length)
    throw new SecureTarError('truncated', 'The header of the encrypted data is cut off.');
  const start = Buffer.concat([magic, Buffer.of(version)], 16);
  const size = Number(bytes.readBigUInt64BE(sizeOffset));
  const isSound = bytes.subarray(0, 16).equals(start) && bytes.readBigUInt64BE(24) === 0n;
  if (!isSound)
    throw new SecureTarError('damaged', 'The header of the encrypted data is not SecureTar 2 or 3.');
  return size;
}
