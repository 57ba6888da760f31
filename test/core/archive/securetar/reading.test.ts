import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { decryptMember, detectCipher } from '../../../../core/archive/securetar/decrypt.ts';
import { prepareEncryption } from '../../../../core/archive/securetar/encrypt.ts';
import { LifeboatError } from '../../../../core/errors.ts';
import { drain, encrypt, loneMember } from './members.ts';

const MiB = 1024 * 1024;
const plain = Buffer.concat([Buffer.alloc(512), randomBytes(5 * MiB)]);

for (const version of [2, 3] as const) {
  const bytes = encrypt(await prepareEncryption(version, 'secret', randomBytes), [plain]);
  const lone = () => loneMember(bytes, `securetar${version}`);

  test(`version ${version}: read in order, about a MiB at a time, one read ahead`, async () => {
    const { source, member } = lone();
    const pieces = decryptMember(source, member, 'secret');
    await pieces.next();
    const ahead = source.reads.filter((read) => read.length > MiB / 2);
    assert.equal(ahead.length, 2);
    await pieces.next();
    assert.equal(source.reads.filter((read) => read.length > MiB / 2).length, 3);
    await drain(pieces);
    for (const { length } of source.reads) assert.ok(length <= MiB + 17);
  });

  test(`version ${version}: whoever leaves early is not followed by the error of the read ahead`, async () => {
    const { source, member } = lone();
    const read = source.read.bind(source);
    source.read = async (offset, length) => {
      if (offset > 2 * MiB) throw new Error('the disk is gone');
      return read(offset, length);
    };
    for await (const piece of decryptMember(source, member, 'secret')) if (piece.length > 0) break;
    const { reason } = await drain(decryptMember(source, member, 'secret'));
    assert.match(reason, /the disk is gone/, 'whoever stays gets it');
  });

  test(`version ${version}: ends when it is cancelled`, async () => {
    const { source, member } = lone();
    const controller = new AbortController();
    const pieces = decryptMember(source, member, 'secret', controller.signal);
    await pieces.next();
    controller.abort();
    await assert.rejects(
      pieces.next(),
      (error) => error instanceof LifeboatError && error.kind === 'cancelled',
    );
  });
}

test('a member that is not encrypted comes as it is', async () => {
  const { source, member } = loneMember(plain, 'none');
  const { data, reason } = await drain(decryptMember(source, member, 'any'));
  assert.ok(reason === 'none' && data.equals(plain));
  const cut = await drain(decryptMember(source, { ...member, size: plain.length + 1 }, 'any'));
  assert.equal(cut.reason, 'truncated');
});

test('detection: by magic first, version 1 by exclusion, and never where the archive is not protected', () => {
  const noise = randomBytes(512).fill(1, 0, 16);
  assert.equal(detectCipher(noise, true), 'securetar1');
  assert.equal(detectCipher(noise, false), 'none');
  assert.equal(detectCipher(noise.subarray(0, 16), true), 'none', 'no room for more than a salt');
  assert.equal(detectCipher(Buffer.alloc(0), true), 'none');
  assert.equal(detectCipher(Buffer.alloc(512), true), 'none', 'an empty tar');
  for (const isProtected of [true, false]) {
    assert.equal(detectCipher(Buffer.from('SecureTar\x02'), isProtected), 'securetar2');
    assert.equal(detectCipher(Buffer.from('SecureTar\x03'), isProtected), 'securetar3');
  }
});
