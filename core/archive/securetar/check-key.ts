/** Whether a key opens a member, without reading the member. */
import { timingSafeEqual } from 'node:crypto';
import type { Member, Source } from '../types.ts';
import { blockSize, type CbcHeader, cbcDecipher, readCbcHeader } from './cbc.ts';
import { isGzipOfTar, isTar } from './content.ts';
import { SecureTarError } from './error.ts';
import { encryptedSize, headerSize, parseV3Header, type V3Header } from './header.ts';
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
  const open = member.cipher === 'securetar3' ? openV3 : openCbc;
  return (await open(source, member, secret)) ? 'right' : 'wrong';
}

/** The header of a version 3 member and the key that its stream comes from; null where the secret is another. */
export async function openV3(
  source: Source,
  member: Member,
  secret: string,
): Promise<{ header: V3Header; streamKey: Buffer } | null> {
  const header = parseV3Header(await readMember(source, member, 0, headerSize.securetar3));
  const rootKey = await v3RootKey(secret, header.rootSalt);
  if (!timingSafeEqual(v3Key(rootKey, header.validationSalt), header.validationKey)) return null;
  return { header, streamKey: v3Key(rootKey, header.derivationSalt) };
}

/** The header of a version 1 or 2 member; null where the secret is another. */
export async function openCbc(source: Source, member: Member, secret: string): Promise<CbcHeader | null> {
  const header = await readCbcHeader(source, member);
  const encrypted = await readMember(source, member, header.size, startSize);
  if (encrypted.length < blockSize)
    throw new SecureTarError('truncated', `${member.name} ends with its header.`);
  const start = cbcDecipher(secret, header.salt).update(encrypted);
  const isRight =
    isTar(start) || isGzipOfTar(start) || endsPadded(await lastBlock(source, member, header, secret), header);
  return isRight ? header : null;
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
