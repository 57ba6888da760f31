/** Members for these tests: from the fixtures by the plainest of tar walks, or held in memory. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { detectCipher } from '../../../../core/archive/securetar/decrypt.ts';
import { createMemberEncryptor, type EncryptionSetup } from '../../../../core/archive/securetar/encrypt.ts';
import type { Cipher, Member, Source } from '../../../../core/archive/types.ts';

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/homeassistant');
export const fixtureKey = '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL';

/** An archive in memory that counts what is asked of it. */
export class MemorySource implements Source {
  readonly bytes: Buffer;
  reads: { offset: number; length: number }[] = [];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    if (offset + length > this.size) throw new Error('read beyond the end of the source');
    this.reads.push({ offset, length });
    return Buffer.from(this.bytes.subarray(offset, offset + length));
  }

  async close(): Promise<void> {}
}

/** The inner tars of a fixture. Sizes are taken from the ustar header, which fits all of them. */
export function fixtureMembers(
  name: string,
  isProtected = true,
): { source: MemorySource; members: Member[] } {
  const source = new MemorySource(readFileSync(path.join(fixtures, name)));
  const members: Member[] = [];
  for (let offset = 0; offset + 512 <= source.size; ) {
    const header = source.bytes.subarray(offset, offset + 512);
    if (header.toString('latin1', 257, 262) !== 'ustar') break;
    const memberName = header.toString('utf8', 0, header.indexOf(0));
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
    offset += 512;
    if (header[156] === 0x30 && memberName !== './backup.json') {
      const cipher = detectCipher(source.bytes.subarray(offset, offset + 512), isProtected);
      members.push(makeMember({ name: memberName, offset, size, cipher }));
    }
    offset += Math.ceil(size / 512) * 512;
  }
  return { source, members };
}

/** A member that is an archive of its own. */
export function loneMember(bytes: Buffer, cipher: Cipher): { source: MemorySource; member: Member } {
  return { source: new MemorySource(bytes), member: makeMember({ size: bytes.length, cipher }) };
}

export function makeMember(fields: Partial<Member>): Member {
  return {
    name: 'share.tar.gz',
    part: 'share',
    offset: 0,
    size: 0,
    cipher: 'none',
    compressed: true,
    listed: true,
    whole: true,
    ...fields,
  };
}

/** A whole member, its size patched. */
export function encrypt(
  setup: EncryptionSetup,
  plain: Buffer[],
  random = randomBytes as (size: number) => Buffer,
): Buffer {
  const encryptor = createMemberEncryptor(setup, random);
  const pieces = [
    encryptor.header,
    ...plain.flatMap((piece) => encryptor.update(piece)),
    ...encryptor.final(),
  ];
  const bytes = Buffer.concat(pieces);
  const patch = encryptor.sizePatch();
  patch.bytes.copy(bytes, patch.offset);
  return bytes;
}

/** What comes out before the end or the error, and the error's reason. */
export async function drain(pieces: AsyncIterable<Buffer>): Promise<{ data: Buffer; reason: string }> {
  const taken: Buffer[] = [];
  try {
    for await (const piece of pieces) taken.push(piece);
  } catch (error) {
    return { data: Buffer.concat(taken), reason: (error as { reason?: string }).reason ?? String(error) };
  }
  return { data: Buffer.concat(taken), reason: 'none' };
}
