/** Whether a key opens a member, without reading the member. */
import { timingSafeEqual } from 'node:crypto';
import type { Member, Source } from '../types.ts';
import { blockSize, type CbcHeader, cbcDecipher, readCbcHeader } from './cbc.ts';
import { isGzipOfTar, isTar } from './content.ts';
import { SecureTarError } from './error.ts';
import { encryptedSize, headerSize, parseV3Header } from './header.ts';
import { v3Key, v3RootKey } from './kdf.ts';
import { availableSize, readMember } from './member-bytes.ts';

/** Enough of the plaintext to inflate a tar header from, whatever the gzip header carries. */
const startSize = 4096;
/** Padding bytes that must agree before the end of a member proves its key: a wrong one does so once in 2^32. */
const provingPadding = 4;

/**
 * Version 3 proves the key by a value made for that: exact.
 * Versions 1 and 2 have none. There the plaintext must begin as a tar or a gzip of one; where it does not, the end must be
 * padded as the writer pads, which tells damage at the beginning from a wrong key.
 * Throws SecureTarError 'damaged' or 'truncated' where there is no sound header to check against.
 */
export async function checkKey(source: Source, member: Member, secret: string): Promise<'right' | 'wrong'> {
  if (member.cipher === 'none') return 'right';
  const isRight =
    member.cipher === 'securetar3' ? isV3Key(source, member, secret) : isCbcKey(source, member, secret);
  return (await isRight) ? 'right' : 'wrong';
}

async function isV3Key(source: Source, member: Member, secret: string): Promise<boolean> {
  const header = parseV3Header(await readMember(source, member, 0, headerSize.securetar3));
  const rootKey = await v3RootKey(secret, header.rootSalt);
  return timingSafeEqual(v3Key(rootKey, header.validationSalt), header.validationKey);
}

async function isCbcKey(source: Source, member: Member, secret: string): Promise<boolean> {
  const header = await readCbcHeader(source, member);
  const encrypted = await readMember(source, member, header.size, startSize);
  if (encrypted.length < blockSize)
    throw new SecureTarError('truncated', `${member.name} ends with its header.`);
  const start = cbcDecipher(secret, header.salt).update(encrypted);
  return (
    isTar(start) || isGzipOfTar(start) || endsPadded(await lastBlock(source, member, header, secret), header)
  );
}

/** The last block of a member that is all there, decrypted by the block before it; empty for any other. */
async function lastBlock(source: Source, member: Member, header: CbcHeader, secret: string): Promise<Buffer> {
  const size = header.plainSize === null ? member.size : encryptedSize('securetar2', header.plainSize);
  if (size !== availableSize(source, member) || (size - header.size) % blockSize !== 0)
    return Buffer.alloc(0);
  const isOnly = size === header.size + blockSize;
  const bytes = await readMember(source, member, size - 2 * blockSize, 2 * blockSize);
  const decipher = cbcDecipher(secret, header.salt, isOnly ? undefined : bytes.subarray(0, blockSize));
  return decipher.update(bytes.subarray(blockSize));
}

/**
 * Version 2 pads once, with as many bytes as the plaintext size says. Version 1 pads each write of gzip's four-byte trailer
 * fields, and ends with such a one, or with the zeros of a tar.
 */
function endsPadded(block: Buffer, header: CbcHeader): boolean {
  if (block.length === 0) return false;
  if (header.plainSize === null) return isFilled(block, 12, 12) || isFilled(block, blockSize, 0);
  const padding = blockSize - (header.plainSize % blockSize);
  return padding >= provingPadding && isFilled(block, padding, padding);
}

function isFilled(block: Buffer, count: number, value: number): boolean {
  return block.subarray(blockSize - count).every((byte) => byte === value);
}
