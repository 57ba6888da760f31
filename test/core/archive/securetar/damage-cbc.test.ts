import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { checkKey, decryptMember } from '../../../../core/archive/securetar/decrypt.ts';
import { prepareEncryption } from '../../../../core/archive/securetar/encrypt.ts';
import { legacyIv, legacyKey } from '../../../../core/archive/securetar/kdf.ts';
import type { Cipher } from '../../../../core/archive/types.ts';
import { drain, encrypt, loneMember, MemorySource, makeMember } from './members.ts';

const setup = await prepareEncryption(2, 'secret', randomBytes);

/** A tar of one file of noise, so that its gzip is longer than the file. */
function tar(length: number): Buffer {
  const header = Buffer.alloc(512);
  header.write('noise', 0);
  header.write(`${length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, randomBytes(length), Buffer.alloc(1024 + 512 - (length % 512))]);
}

/** A gzip whose ten bytes are as Python's tarfile writes them for an encrypted member. */
function pythonGzip(data: Buffer): Buffer {
  const bytes = gzipSync(data);
  bytes[8] = 2;
  bytes[9] = 255;
  return bytes;
}

/** Version 1 as a writer of whole blocks makes it. */
function v1(plain: Buffer): Buffer {
  const [key, salt] = [legacyKey('secret'), randomBytes(16)];
  const cipher = createCipheriv('aes-128-cbc', key, legacyIv(key, salt)).setAutoPadding(false);
  return Buffer.concat([salt, cipher.update(plain), cipher.final()]);
}

function check(bytes: Buffer, cipher: Cipher, secret = 'secret') {
  const { source, member } = loneMember(bytes, cipher);
  return checkKey(source, member, secret);
}

function open(bytes: Buffer, cipher: Cipher, size = bytes.length) {
  return drain(decryptMember(new MemorySource(bytes), makeMember({ cipher, size }), 'secret'));
}

function changed(bytes: Buffer, offset: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(offset) ^ 1, offset);
  return copy;
}

test('version 1: a tar that is not compressed opens, and a wrong key is told', async () => {
  const plain = tar(5000);
  assert.equal(await check(v1(plain), 'securetar1'), 'right');
  assert.equal(await check(v1(plain), 'securetar1', 'other'), 'wrong');
  assert.ok((await open(v1(plain), 'securetar1')).data.equals(plain));
});

test('version 1: an empty tar opens, and a wrong key is told', async () => {
  assert.equal(await check(v1(Buffer.alloc(10_240)), 'securetar1'), 'right');
  assert.equal(await check(v1(Buffer.alloc(10_240)), 'securetar1', 'other'), 'wrong');
});

test("the three bytes of gzip's magic alone do not make a key right", async () => {
  for (let attempt = 0; attempt < 50; attempt++) {
    const chance = Buffer.concat([Buffer.of(0x1f, 0x8b, 0x08, attempt), randomBytes(4092)]);
    chance[9] = 7;
    assert.equal(await check(v1(chance), 'securetar1'), 'wrong');
  }
});

test('the word ustar alone does not make a key right', async () => {
  const chance = randomBytes(4096);
  chance.write('ustar', 257);
  assert.equal(await check(v1(chance), 'securetar1'), 'wrong');
});

test("a gzip of a tar makes a key right whatever else stands in gzip's header", async () => {
  const bytes = gzipSync(tar(5000));
  const named = Buffer.concat([
    bytes.subarray(0, 10),
    Buffer.from('\x03\x00abca name\0a comment\0\x12\x34'),
    bytes.subarray(10),
  ]);
  named[3] = 2 | 4 | 8 | 16;
  named[9] = 3;
  assert.equal(await check(encrypt(setup, [named]), 'securetar2'), 'right');
});

test('version 2: damage behind the beginning is not taken for a wrong key', async () => {
  const bytes = encrypt(setup, [pythonGzip(tar(5000))]);
  for (const offset of [48 + 20, 48 + 100, 48 + 3000]) {
    assert.equal(await check(changed(bytes, offset), 'securetar2'), 'right');
  }
});

test('version 2: damage in the salt or the first block is not taken for a wrong key: the padding shows it', async () => {
  const plain = tar(5000).subarray(0, 1000); // padded with 8 bytes
  const bytes = encrypt(setup, [plain]);
  for (const offset of [32, 48]) {
    assert.equal(await check(changed(bytes, offset), 'securetar2'), 'right');
    assert.equal(await check(changed(bytes, offset), 'securetar2', 'other'), 'wrong');
  }
});

test('version 1: damage in the salt is not taken for a wrong key: the end shows it', async () => {
  for (const end of [Buffer.alloc(16), Buffer.concat([randomBytes(4), Buffer.alloc(12, 12)])]) {
    const bytes = v1(Buffer.concat([randomBytes(4096), end]));
    assert.equal(await check(bytes, 'securetar1'), 'right');
    assert.equal(await check(bytes, 'securetar1', 'other'), 'wrong');
  }
});

test('version 2: members of a few bytes and of none open, and a wrong key is told', async () => {
  for (const plain of ['', 'a', 'hello world', 'twelve bytes']) {
    const bytes = encrypt(setup, [Buffer.from(plain)]);
    assert.equal(await check(bytes, 'securetar2'), 'right', plain);
    assert.equal(await check(bytes, 'securetar2', 'other'), 'wrong', plain);
    assert.deepEqual(await open(bytes, 'securetar2'), { data: Buffer.from(plain), reason: 'none' });
  }
});

test('version 2: the plaintext is as long as the header says, at and around the size of a read', async () => {
  const MiB = 1024 * 1024;
  for (const length of [512, 1000, MiB - 16, MiB - 1, MiB, MiB + 1, MiB + 16, 2 * MiB + 5]) {
    const plain = Buffer.concat([tar(0), randomBytes(2 * MiB)]).subarray(0, length);
    const { data, reason } = await open(encrypt(setup, [plain]), 'securetar2');
    assert.ok(reason === 'none' && data.equals(plain), String(length));
  }
});

test('version 2: a cut member hands on its whole blocks, then is truncated', async () => {
  const plain = tar(5000);
  const bytes = encrypt(setup, [plain]);
  for (const length of [48 + 512, 48 + 1000, bytes.length - 16, bytes.length - 1]) {
    for (const size of [length, bytes.length]) {
      const { data, reason } = await open(bytes.subarray(0, length), 'securetar2', size);
      assert.equal(reason, 'truncated');
      const blocks = length - 48 - ((length - 48) % 16);
      assert.ok(data.equals(plain.subarray(0, blocks)), String(length));
    }
  }
  for (const length of [0, 20, 47, 48, 60]) {
    assert.deepEqual(await open(bytes.subarray(0, length), 'securetar2'), {
      data: Buffer.alloc(0),
      reason: 'truncated',
    });
  }
});

test('version 2: an interrupted writer left size 0: what decrypts is handed on, then truncated', async () => {
  const plain = tar(5000);
  const bytes = encrypt(setup, [plain]);
  bytes.fill(0, 16, 24);
  const { data, reason } = await open(bytes.subarray(0, 48 + 4096), 'securetar2');
  assert.equal(reason, 'truncated');
  assert.ok(data.equals(plain.subarray(0, 4096)));
});

test('version 2: a size that is smaller than the member is damage', async () => {
  const bytes = encrypt(setup, [tar(5000)]);
  bytes.writeBigUInt64BE(600n, 16);
  assert.equal((await open(bytes, 'securetar2')).reason, 'damaged');
});

test('version 2: a size beyond everything reads to the end of the source and no further', async () => {
  const plain = tar(5000);
  const bytes = encrypt(setup, [plain]);
  bytes.fill(0xff, 16, 24);
  const { data, reason } = await open(bytes, 'securetar2');
  assert.equal(reason, 'truncated');
  assert.ok(data.subarray(0, plain.length).equals(plain));
});

test('version 1: a member that ends within a block or before its size is truncated', async () => {
  const plain = tar(5000);
  const bytes = v1(plain);
  assert.equal((await open(bytes.subarray(0, -3), 'securetar1')).reason, 'truncated');
  assert.equal((await open(bytes.subarray(0, -32), 'securetar1', bytes.length)).reason, 'truncated');
  for (const length of [0, 10, 16, 31]) {
    assert.equal((await open(bytes.subarray(0, length), 'securetar1')).reason, 'truncated');
  }
});
