import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { test } from 'node:test';
import { argon2id, nativeArgon2id, wasmArgon2id } from '../../../../core/archive/securetar/argon2.ts';
import { legacyIv, legacyKey, v3Key, v3RootKey } from '../../../../core/archive/securetar/kdf.ts';

const range = (from: number, count: number) =>
  Buffer.from(Array.from({ length: count }, (_, index) => from + index));
const rootKey = '6a3545d502c9df2134c1f8b608516cb64f4dd620ae2e2ba37c5530c044b6ec02';

test('versions 1 and 2: key and start value are as securetar derives them', () => {
  const key = legacyKey('hunter2');
  assert.equal(key.toString('hex'), '85b58a9f4117fd96b75e0922a9a03323');
  assert.equal(legacyIv(key, range(0, 16)).toString('hex'), 'ed5be2272b3bcf81840cba7e632bc493');
  assert.equal(
    legacyKey('ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ01').toString('hex'),
    'd3090996feae4f036a84a8a7b4233a6a',
  );
});

test('version 3: root, validation and stream key are as securetar derives them', async () => {
  const root = await v3RootKey('hunter2', range(0, 16));
  assert.equal(root.toString('hex'), rootKey);
  assert.equal(
    v3Key(root, range(0x10, 16)).toString('hex'),
    'aa299548c0ad4438ddb9d8a570e46e227515a136a0e13a1445fe788070f6a422',
  );
  assert.equal(
    v3Key(root, range(0x20, 16)).toString('hex'),
    '38bd99209a6e5d16ca71d292b582c0827e5ce5ece12d7eac58713f94635321a2',
  );
});

test('version 3: the slow root key is derived once for a password and salt', async () => {
  const first = v3RootKey('once', range(7, 16));
  assert.equal(v3RootKey('once', range(7, 16)), first);
  assert.notEqual(v3RootKey('once', range(8, 16)), first);
  assert.notDeepEqual(await v3RootKey('twice', range(7, 16)), await first);
});

for (const [name, argon2id] of Object.entries({ nativeArgon2id, wasmArgon2id })) {
  test(`${name} gives securetar's root key`, async () => {
    assert.equal((await argon2id(Buffer.from('hunter2'), range(0, 16))).toString('hex'), rootKey);
  });
}

test('a Node that has no Argon2, or an OpenSSL too old for it, gets the same key from WebAssembly', async (t) => {
  const native = crypto.argon2;
  t.after(() => {
    crypto.argon2 = native;
  });
  const tooOld = () => {
    throw Object.assign(new Error('not supported'), { code: 'ERR_CRYPTO_ARGON2_NOT_SUPPORTED' });
  };
  for (const absent of [undefined, tooOld]) {
    Object.assign(crypto, { argon2: absent });
    await assert.rejects(nativeArgon2id(Buffer.from('hunter2'), range(0, 16)));
    assert.equal((await argon2id(Buffer.from('hunter2'), range(0, 16))).toString('hex'), rootKey);
  }
});
