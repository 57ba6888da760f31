import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { checkKey, decryptMember, SecureTarError } from '../../../../core/archive/securetar/decrypt.ts';
import { prepareEncryption } from '../../../../core/archive/securetar/encrypt.ts';
import { drain, encrypt, loneMember, MemorySource, makeMember } from './members.ts';

const MiB = 1024 * 1024;
const chunk = MiB + 17;
const setup = await prepareEncryption(3, 'secret', randomBytes);
const plain = randomBytes(2 * MiB + 100);
const whole = encrypt(setup, [plain]);

function open(bytes: Buffer, size = bytes.length) {
  const member = makeMember({ cipher: 'securetar3', size });
  return drain(decryptMember(new MemorySource(bytes), member, 'secret'));
}

function flip(offset: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 0x10, offset);
  return bytes;
}

/** Each: a byte that is changed, and how many whole chunks come before it. */
const regions: [string, number, number][] = [
  ['magic', 3, 0],
  ['version', 9, 0],
  ['zeros behind the version', 12, 0],
  ['zeros behind the size', 30, 0],
  ['derivation salt', 100, 0],
  ['the part of the stream header that makes the key', 112, 0],
  ['the part of the stream header that makes the nonce', 135, 0],
  ['tag of the first chunk', 136, 0],
  ['first chunk', 136 + 5000, 0],
  ['authenticator of the first chunk', 136 + chunk - 1, 0],
  ['second chunk', 136 + chunk + 1, 1],
  ['tag of the last chunk', 136 + 2 * chunk, 2],
  ['last chunk', 136 + 2 * chunk + 50, 2],
  ['authenticator of the last chunk', whole.length - 1, 2],
];

for (const [name, offset, chunks] of regions) {
  test(`a changed bit is damage, and nothing behind it is handed out: ${name}`, async () => {
    const { data, reason } = await open(flip(offset));
    assert.equal(reason, 'damaged');
    assert.ok(data.equals(plain.subarray(0, chunks * MiB)));
  });
}

test('no byte of a member changes unnoticed', async () => {
  const small = encrypt(setup, [plain.subarray(0, 41)]);
  for (let offset = 0; offset < small.length; offset++) {
    if (offset > 32 && offset < 48) continue; // each other root salt costs an Argon2
    const bytes = Buffer.from(small);
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 0x80, offset);
    const { data, reason } = await open(bytes);
    assert.notEqual(reason, 'none', `byte ${offset}`);
    assert.ok(data.length === 0 || data.equals(plain.subarray(0, 41)));
  }
});

test('a changed size is damage where the member is all there: a size too small', async () => {
  assert.equal((await open(flip(22))).reason, 'damaged');
});

test('a changed size is damage where the member is all there: a size too big', async () => {
  const { data, reason } = await open(flip(18));
  assert.equal(reason, 'damaged');
  assert.ok(data.equals(plain), 'what is authentic is handed out');
});

for (const [name, offset] of Object.entries({
  'root salt': 32,
  'validation salt': 48,
  'validation key': 64,
})) {
  test(`a changed ${name} cannot be told from a wrong key`, async () => {
    assert.deepEqual(await open(flip(offset)), { data: Buffer.alloc(0), reason: 'wrong-key' });
  });
}

for (const [length, chunks] of [
  [0, 0],
  [9, 0],
  [135, 0],
  [136, 0],
  [137, 0],
  [136 + 17, 0],
  [136 + 500_000, 0],
  [136 + chunk - 1, 0],
  [136 + chunk, 1],
  [136 + chunk + 3, 1],
  [136 + 2 * chunk, 2],
  [whole.length - 17, 2],
  [whole.length - 1, 2],
] as const) {
  test(`a member cut to ${length} bytes is truncated, its whole chunks come out`, async () => {
    for (const size of [length, whole.length]) {
      const { data, reason } = await open(whole.subarray(0, length), size);
      assert.equal(reason, 'truncated');
      assert.ok(data.equals(plain.subarray(0, chunks * MiB)));
    }
  });
}

const [head, first, second, last] = [
  whole.subarray(0, 136),
  whole.subarray(136, 136 + chunk),
  whole.subarray(136 + chunk, 136 + 2 * chunk),
  whole.subarray(136 + 2 * chunk),
];

test('chunks in another order, twice or of another member are damage, one left out is missing', async () => {
  const stranger = encrypt(setup, [plain]).subarray(136, 136 + chunk);
  for (const chunks of [
    [second, first, last],
    [first, first, last],
    [first, stranger, last],
    [stranger, second, last],
  ]) {
    assert.equal((await open(Buffer.concat([head, ...chunks]))).reason, 'damaged');
  }
  assert.equal((await open(Buffer.concat([head, first, last]))).reason, 'truncated');
});

test('an interrupted writer left size 0: whole chunks come out, then truncated', async () => {
  const unsized = Buffer.concat([head, first, second, last]);
  unsized.fill(0, 16, 24);
  for (const [length, chunks] of [
    [136 + chunk, 1],
    [136 + chunk + 900, 1],
    [136 + chunk + 9, 1],
  ] as const) {
    const { data, reason } = await open(unsized.subarray(0, length));
    assert.equal(reason, 'truncated');
    assert.ok(data.equals(plain.subarray(0, chunks * MiB)));
  }
  const { data, reason } = await open(unsized);
  assert.ok(reason === 'none' && data.equals(plain), 'its last chunk proves that it is complete');
});

test('size 0 and something behind the last chunk is damage', async () => {
  const lastFull = encrypt(setup, [plain.subarray(0, MiB)]);
  lastFull.fill(0, 16, 24);
  assert.equal((await open(Buffer.concat([lastFull, Buffer.alloc(512)]))).reason, 'damaged');
});

test('an outer header that promises more than the member has changes nothing', async () => {
  const { data, reason } = await open(Buffer.concat([whole, randomBytes(3 * MiB)]));
  assert.ok(reason === 'none' && data.equals(plain));
});

test('a version that is not known is damage, for the key check as well', async () => {
  const { source, member } = loneMember(flip(9), 'securetar3');
  await assert.rejects(
    checkKey(source, member, 'secret'),
    (error) => error instanceof SecureTarError && error.reason === 'damaged',
  );
});
