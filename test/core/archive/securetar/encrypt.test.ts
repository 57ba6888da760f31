import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import sodium from 'libsodium-wrappers';
import { checkKey, decryptMember, detectCipher } from '../../../../core/archive/securetar/decrypt.ts';
import {
  createMemberEncryptor,
  type EncryptionSetup,
  prepareEncryption,
} from '../../../../core/archive/securetar/encrypt.ts';
import { encryptedSize } from '../../../../core/archive/securetar/header.ts';
import { v3Key } from '../../../../core/archive/securetar/kdf.ts';
import { drain, encrypt, loneMember } from './members.ts';

await sodium.ready;
const MiB = 1024 * 1024;

/** The fixed salts of the vectors: bytes that count up, `first` for the first call and on from there. */
function counting(first: number): (size: number) => Buffer {
  let next = first;
  return (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => next + index));
    next += size;
    return bytes;
  };
}

test('version 2: a member is byte for byte what securetar writes', async () => {
  const setup = await prepareEncryption(2, 'hunter2', randomBytes);
  assert.equal(
    encrypt(setup, [Buffer.from('hello'), Buffer.from(' world')], counting(0)).toString('hex'),
    '53656375726554617202000000000000' +
      '000000000000000b0000000000000000' +
      '000102030405060708090a0b0c0d0e0f' +
      '2fb1b3df510f5c2796b6dd227285dd9c',
  );
});

test('version 3: a member is byte for byte what securetar writes', async () => {
  const setup = await prepareEncryption(3, 'hunter2', counting(0));
  assert.equal(
    encrypt(setup, [Buffer.from('hello'), Buffer.from(' world')], counting(0x20)).toString('hex'),
    '53656375726554617203000000000000' +
      '000000000000000b0000000000000000' +
      '000102030405060708090a0b0c0d0e0f' +
      '101112131415161718191a1b1c1d1e1f' +
      'aa299548c0ad4438ddb9d8a570e46e227515a136a0e13a1445fe788070f6a422' +
      '202122232425262728292a2b2c2d2e2f' +
      '303132333435363738393a3b3c3d3e3f4041424344454647' +
      '8e75b04c92c203dddee091ff6c7620bf2d5284ca40df600657f394f1',
  );
});

test('the size stands as 0 in the header until it is patched', async () => {
  for (const version of [2, 3] as const) {
    const encryptor = createMemberEncryptor(await prepareEncryption(version, 'x', randomBytes), randomBytes);
    encryptor.update(Buffer.alloc(300));
    encryptor.final();
    assert.equal(encryptor.header.readBigUInt64BE(16), 0n);
    assert.deepEqual(encryptor.sizePatch(), { offset: 16, bytes: Buffer.of(0, 0, 0, 0, 0, 0, 1, 44) });
    assert.equal(encryptor.plainSize, 300);
  }
});

test('two members of an archive share the root salt and nothing else', async () => {
  const setup = await prepareEncryption(3, 'x', randomBytes);
  const [one, two] = [createMemberEncryptor(setup, randomBytes), createMemberEncryptor(setup, randomBytes)];
  assert.deepEqual(one.header.subarray(0, 96), two.header.subarray(0, 96));
  assert.notDeepEqual(one.header.subarray(96, 112), two.header.subarray(96, 112));
  assert.notDeepEqual(one.header.subarray(112), two.header.subarray(112));
});

/** What libsodium makes of a version 3 member: its plaintext, chunk by chunk as the format cuts it. */
function libsodiumOpens(
  setup: EncryptionSetup & { version: 3 },
  member: Buffer,
): { data: Buffer; tags: number[] } {
  const key = v3Key(setup.rootKey, member.subarray(96, 112));
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(member.subarray(112, 136), key);
  const opened: Uint8Array[] = [];
  const tags: number[] = [];
  for (let offset = 136; offset < member.length; offset += MiB + 17) {
    const message = member.subarray(offset, offset + MiB + 17);
    const chunk = sodium.crypto_secretstream_xchacha20poly1305_pull(state, message, null);
    assert.ok(chunk, 'authentic');
    opened.push(chunk.message);
    tags.push(chunk.tag);
  }
  return { data: Buffer.concat(opened), tags };
}

const chunkings = {
  whole: (data: Buffer) => [data],
  'odd pieces': (data: Buffer) => pieces(data, 77_777),
  'aligned pieces': (data: Buffer) => pieces(data, MiB / 4),
  'a piece over a chunk': (data: Buffer) => pieces(data, MiB + 5),
};

function pieces(data: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(data.length / size) }, (_, index) =>
    data.subarray(index * size, (index + 1) * size),
  );
}

for (const length of [0, 1, 16, 17, MiB - 1, MiB, MiB + 1, MiB + 17, 3 * MiB, 3 * MiB + 9]) {
  for (const [name, cut] of Object.entries(chunkings)) {
    test(`version 3: libsodium opens ${length} bytes given as ${name}, and so do we`, async () => {
      const setup = await prepareEncryption(3, 'hunter2', counting(0));
      assert.ok(setup.version === 3);
      const data = randomBytes(length);
      const bytes = encrypt(setup, cut(data));
      assert.equal(bytes.length, encryptedSize('securetar3', length));
      const { data: opened, tags } = libsodiumOpens(setup, bytes);
      assert.ok(opened.equals(data));
      const count = Math.max(1, Math.ceil(length / MiB));
      assert.deepEqual(tags, [...Array(count - 1).fill(0), 3], 'the last chunk, and only it, is final');

      const { source, member } = loneMember(bytes, detectCipher(bytes.subarray(0, 512), true));
      assert.equal(await checkKey(source, member, 'hunter2'), 'right');
      const ours = await drain(decryptMember(source, member, 'hunter2'));
      assert.ok(ours.reason === 'none' && ours.data.equals(data));
    });
  }
}
