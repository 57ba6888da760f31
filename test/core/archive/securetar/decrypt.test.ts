import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { isTar } from '../../../../core/archive/securetar/content.ts';
import { checkKey, decryptMember } from '../../../../core/archive/securetar/decrypt.ts';
import { drain, fixtureKey, fixtureMembers } from './members.ts';

const archives = [
  { file: 'made-2024-securetar-v1.tar', cipher: 'securetar1', secret: fixtureKey, count: 3 },
  { file: 'core/core-2025.3.4-securetar-v2.tar', cipher: 'securetar2', secret: fixtureKey, count: 1 },
  { file: 'core/core-2026.11.0-securetar-v3.tar', cipher: 'securetar3', secret: fixtureKey, count: 1 },
  { file: 'supervisor/backup_example_enc.tar', cipher: 'securetar2', secret: 'test', count: 1 },
  { file: 'supervisor/backup_example_sec_v3.tar', cipher: 'securetar3', secret: 'supervisor', count: 1 },
  { file: 'supervisor/v2-full.tar', cipher: 'securetar2', secret: fixtureKey, count: 7 },
  { file: 'supervisor/v3-full.tar', cipher: 'securetar3', secret: fixtureKey, count: 7 },
  { file: 'supervisor/v3-uncompressed.tar', cipher: 'securetar3', secret: fixtureKey, count: 4 },
  { file: 'supervisor/v3-registry-and-mount.tar', cipher: 'securetar3', secret: fixtureKey, count: 3 },
  { file: 'supervisor/v3-app-failed.tar', cipher: 'securetar3', secret: fixtureKey, count: 7 },
] as const;

const plainArchives = [
  'core/core-2024.12.5-plain.tar',
  'core/core-2025.3.4-plain.tar',
  'core/core-2026.11.0-plain.tar',
  'core/core-2026.11.0-no-database.tar',
  'supervisor/backup_example.tar',
  'supervisor/plain-full.tar',
  'supervisor/plain-uncompressed.tar',
  'supervisor/plain-without-database.tar',
  'supervisor/plain-registry.tar',
  'supervisor/plain-app-failed.tar',
];

/** The tar in a plaintext; version 1's gzip has padding around its trailer, so there only the deflate data is read. */
function tarIn(plain: Buffer, cipher: string): Buffer {
  if (plain.readUInt16BE(0) !== 0x1f8b) return plain;
  return cipher === 'securetar1'
    ? inflateRawSync(plain.subarray(plain.indexOf(0, 10) + 1))
    : gunzipSync(plain);
}

for (const { file, cipher, secret, count } of archives) {
  test(`${file}: every member is known as ${cipher}, opens with its key and no other`, async () => {
    const { source, members } = fixtureMembers(file);
    assert.equal(members.length, count);
    for (const member of members) {
      assert.equal(member.cipher, cipher, member.name);
      assert.equal(await checkKey(source, member, secret), 'right', member.name);
      assert.equal(await checkKey(source, member, `${secret} `), 'wrong', member.name);
      const { data, reason } = await drain(decryptMember(source, member, secret));
      assert.equal(reason, 'none', member.name);
      assert.ok(isTar(tarIn(data, cipher)), member.name);
      assert.deepEqual(await drain(decryptMember(source, member, 'other')), {
        data: Buffer.alloc(0),
        reason: 'wrong-key',
      });
    }
  });
}

for (const file of plainArchives) {
  test(`${file}: its members are plain, whatever the metadata says of protection`, () => {
    for (const isProtected of [true, false]) {
      const { members } = fixtureMembers(file, isProtected);
      assert.ok(members.length > 0);
      assert.deepEqual(new Set(members.map((member) => member.cipher)), new Set(['none']));
    }
  });
}

test('what a killed writer left: finished members open, the one in the making is truncated and hands out nothing', async () => {
  const { source, members } = fixtureMembers('supervisor/killed-v3-first-160k.tar');
  assert.deepEqual(
    members.map((member) => [member.name, member.size > 0]),
    [
      ['homeassistant.tar.gz', true],
      ['core_mosquitto.tar.gz', true],
      ['ssl.tar.gz', true],
      ['share.tar.gz', false],
    ],
  );
  for (const member of members.slice(0, 3)) {
    const { data, reason } = await drain(decryptMember(source, member, fixtureKey));
    assert.ok(reason === 'none' && isTar(gunzipSync(data)));
  }
  for (const member of members.slice(3)) {
    for (const size of [0, source.size - member.offset, 2 ** 40]) {
      const made = { ...member, size };
      assert.deepEqual(await drain(decryptMember(source, made, fixtureKey)), {
        data: Buffer.alloc(0),
        reason: 'truncated',
      });
      if (size > 0) assert.equal(await checkKey(source, made, fixtureKey), 'right');
    }
  }
});
