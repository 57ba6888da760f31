/** Reads SecureTar 1, 2 and 3. */
import type { Member, Source } from '../types.ts';
import { blockSize, cbcDecipher } from './cbc.ts';
import { openCbc, openV3 } from './check-key.ts';
import { SecureTarError } from './error.ts';
import { chunkSize, encryptedSize, headerSize } from './header.ts';
import { availableSize, readAhead } from './member-bytes.ts';
import { overhead, SecretStreamReader } from './secretstream.ts';

export { checkKey } from './check-key.ts';
export { SecureTarError } from './error.ts';
export { detectCipher } from './header.ts';

/** What one ranged read of version 1 and 2 asks for. */
const readSize = 1024 * 1024;

/**
 * The plaintext (a gzip or a tar) of a member, in pieces of up to 1 MiB. A member that is not encrypted comes as it is.
 *
 * Version 3: every piece is authenticated before it is handed out. Version 2: as long as its header says. Version 1: with
 * the padding that its writer left around gzip's trailer.
 * What is there of a cut member comes first, then SecureTarError 'truncated'. 'wrong-key' comes before any piece.
 */
export async function* decryptMember(
  source: Source,
  member: Member,
  secret: string,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  if (member.cipher === 'none') yield* copyPlain(source, member, signal);
  else if (member.cipher === 'securetar3') yield* decryptV3(source, member, secret, signal);
  else yield* decryptCbc(source, member, secret, signal);
}

async function* copyPlain(source: Source, member: Member, signal?: AbortSignal) {
  yield* readAhead(source, member, { start: 0, end: member.size, size: readSize }, signal);
  if (availableSize(source, member) < member.size) throw truncated(member);
}

async function* decryptCbc(source: Source, member: Member, secret: string, signal?: AbortSignal) {
  const header = await openCbc(source, member, secret);
  if (!header) throw wrongKey(member);
  const { size: start, salt, plainSize } = header;
  const isUnfinished = plainSize === 0 && member.size > encryptedSize('securetar2', 0);
  const isSized = plainSize !== null && !isUnfinished;
  const end = isSized ? encryptedSize('securetar2', plainSize) : member.size;
  const decipher = cbcDecipher(secret, salt);
  let left = isSized ? plainSize : Number.POSITIVE_INFINITY;
  for await (const piece of readAhead(source, member, { start, end, size: readSize }, signal)) {
    const plain = decipher.update(piece).subarray(0, left);
    left -= plain.length;
    if (plain.length > 0) yield plain;
  }
  const available = availableSize(source, member);
  if (isUnfinished || available < end || (end - start) % blockSize !== 0) throw truncated(member);
  if (available > end) throw wrongSize(member);
}

async function* decryptV3(source: Source, member: Member, secret: string, signal?: AbortSignal) {
  const opened = await openV3(source, member, secret);
  if (!opened) throw wrongKey(member);
  const { header, streamKey } = opened;
  const available = availableSize(source, member);
  const expected = header.plainSize === 0 ? member.size : encryptedSize('securetar3', header.plainSize);
  const isCut = header.plainSize === 0 || available < expected; // unless the last chunk turns out to be there
  const range = {
    start: headerSize.securetar3,
    end: Math.min(available, expected),
    size: chunkSize + overhead,
  };
  const stream = new SecretStreamReader(streamKey, header.streamHeader);
  const open = (message: Buffer) => {
    try {
      return stream.pull(message);
    } catch (error) {
      throw isCut && message.length < range.size ? truncated(member) : error;
    }
  };
  let plainSize = 0;
  let isComplete = false;
  for await (const message of readAhead(source, member, range, signal)) {
    if (isComplete) throw wrongSize(member);
    const { data, isFinal } = open(message);
    plainSize += data.length;
    isComplete = isFinal;
    if (data.length > 0) yield data;
  }
  if (!isComplete) throw truncated(member);
  if (header.plainSize !== 0 && plainSize !== header.plainSize) throw wrongSize(member);
}

function wrongKey(member: Member): SecureTarError {
  return new SecureTarError('wrong-key', `The key does not open ${member.name}.`);
}

function truncated(member: Member): SecureTarError {
  return new SecureTarError('truncated', `The end of ${member.name} is missing.`);
}

function wrongSize(member: Member): SecureTarError {
  return new SecureTarError('damaged', `${member.name} is not as long as its header says.`);
}
