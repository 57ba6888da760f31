import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import sodium from 'libsodium-wrappers';
import { SecureTarError } from '../../../../core/archive/securetar/decrypt.ts';
import { SecretStreamReader, SecretStreamWriter } from '../../../../core/archive/securetar/secretstream.ts';

await sodium.ready;
const MiB = 1024 * 1024;
const vectorKey = Buffer.from('38bd99209a6e5d16ca71d292b582c0827e5ce5ece12d7eac58713f94635321a2', 'hex');
const vectorHeader = Buffer.from(Array.from({ length: 24 }, (_, index) => 0x30 + index));
const lengths = [
  0,
  1,
  7,
  8,
  9,
  15,
  16,
  17,
  24,
  31,
  63,
  64,
  65,
  200,
  MiB - 1,
  MiB,
  MiB + 8,
  MiB + 17,
  3 * MiB,
];

function noise(length: number): Buffer {
  const seed = createHash('sha256').update(String(length)).digest();
  return Buffer.concat(Array(Math.ceil(length / 32)).fill(seed)).subarray(0, length);
}

test('a final chunk is byte for byte what libsodium writes', () => {
  const writer = new SecretStreamWriter(vectorKey, vectorHeader);
  assert.equal(
    Buffer.concat(writer.push(Buffer.from('hello world'), true)).toString('hex'),
    '8e75b04c92c203dddee091ff6c7620bf2d5284ca40df600657f394f1',
  );
});

test('a second, empty final chunk is byte for byte what libsodium writes', () => {
  const writer = new SecretStreamWriter(vectorKey, vectorHeader);
  const first = Buffer.concat(writer.push(Buffer.from('abcd'), false));
  const last = Buffer.concat(writer.push(Buffer.alloc(0), true));
  assert.equal(first.toString('hex'), '8d7cb7439a9857e5aae32a18cd22ddba55a43cff73');
  assert.equal(last.toString('hex'), '5bd699fd5efc9a56a0161840e366c543a8');
});

for (const length of lengths) {
  test(`libsodium reads our stream with a chunk of ${length} bytes, whole and in pieces`, () => {
    const [key, header, data] = [randomBytes(32), randomBytes(24), noise(length)];
    const writer = new SecretStreamWriter(key, header);
    const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key);
    const cut = Math.floor(length / 3);
    const messages = [
      Buffer.concat(writer.push(data, false)),
      Buffer.concat(writer.push([data.subarray(0, cut), data.subarray(cut)], true)),
    ];
    for (const [index, message] of messages.entries()) {
      assert.equal(message.length, length + 17);
      const opened = sodium.crypto_secretstream_xchacha20poly1305_pull(state, message, null);
      assert.ok(opened, 'authentic');
      assert.ok(data.equals(opened.message));
      assert.equal(opened.tag, index === 0 ? 0 : 3);
    }
  });

  test(`we read libsodium's stream with chunks of ${length} bytes and every tag, new keys included`, () => {
    const key = randomBytes(32);
    const data = noise(length);
    const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
    const reader = new SecretStreamReader(key, Buffer.from(header));
    for (const tag of [0, 1, 2, 0, 2, 2, 0, 3]) {
      const message = Buffer.from(sodium.crypto_secretstream_xchacha20poly1305_push(state, data, null, tag));
      const opened = reader.pull(message);
      assert.ok(data.equals(opened.data), `tag ${tag}`);
      assert.equal(opened.isFinal, tag === 3);
    }
  });
}

test('a changed byte anywhere in a message is damage, whatever the length of the chunk', () => {
  for (const length of [0, 5, 8, 16, 100, 128]) {
    const [key, header] = [randomBytes(32), randomBytes(24)];
    const message = Buffer.concat(new SecretStreamWriter(key, header).push(noise(length), true));
    for (let index = 0; index < message.length; index++) {
      const changed = Buffer.from(message);
      changed.writeUInt8(message.readUInt8(index) ^ 1, index);
      assert.throws(
        () => new SecretStreamReader(key, header).pull(changed),
        (error) => error instanceof SecureTarError && error.reason === 'damaged',
        `byte ${index} of ${length}`,
      );
    }
  }
});

test('a message shorter than its overhead is damage', () => {
  const reader = new SecretStreamReader(vectorKey, vectorHeader);
  assert.throws(() => reader.pull(Buffer.alloc(16)), SecureTarError);
});
