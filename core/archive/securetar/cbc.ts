/** What versions 1 and 2 share: AES-128-CBC behind a header that holds the salt. */
import { createDecipheriv, type Decipheriv } from 'node:crypto';
import type { Member, Source } from '../types.ts';
import { SecureTarError } from './error.ts';
import { headerSize, parseV2Header } from './header.ts';
import { legacyIv, legacyKey } from './kdf.ts';
import { readMember } from './member-bytes.ts';

/** AES's block, bytes. */
export const blockSize = 16;

export interface CbcHeader {
  /** Where the ciphertext begins in the member. */
  size: number;
  salt: Buffer;
  /** Null for version 1, which does not say. 0 in version 2: empty, or the writer was interrupted. */
  plainSize: number | null;
}

/** Throws SecureTarError 'truncated' or 'damaged'. */
export async function readCbcHeader(source: Source, member: Member): Promise<CbcHeader> {
  if (member.cipher === 'securetar2') {
    const size = headerSize.securetar2;
    return { size, ...parseV2Header(await readMember(source, member, 0, size)) };
  }
  const size = headerSize.securetar1;
  const salt = await readMember(source, member, 0, size);
  if (salt.length < size) throw new SecureTarError('truncated', 'The salt of the encrypted data is cut off.');
  return { size, salt, plainSize: null };
}

/**
 * A decipher that leaves padding in place: version 1 has it in several places, version 2 is cut by its size.
 * Starts with the first block, or with the one behind `previous`.
 */
export function cbcDecipher(secret: string, salt: Buffer, previous?: Buffer): Decipheriv {
  const key = legacyKey(secret);
  const decipher = createDecipheriv('aes-128-cbc', key, previous ?? legacyIv(key, salt));
  return decipher.setAutoPadding(false);
}
