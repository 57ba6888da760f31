import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openArchive } from '../../../core/archive/open.ts';
import type { CandidateKey } from '../../../core/archive/types.ts';
import { findKey, secretToTry, unlockArchive } from '../../../core/archive/unlock.ts';
import { verifyArchive } from '../../../core/archive/verify.ts';
import { fixture, fixtureKey, memorySource, metadataFile, tar, tarFile } from '../../support/raw-archive.ts';

const right: CandidateKey = { label: 'right', secret: fixtureKey };
const wrong: CandidateKey = { label: 'wrong', secret: 'wrong' };

/** The archive with a byte of its n-th member flipped. */
async function flipped(file: string, n: number, at: number) {
  const bytes = fixture(file);
  const member = (await openArchive(memorySource(bytes))).members[n];
  assert.ok(member);
  const place = member.offset + at;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 0x40, place);
  return openArchive(memorySource(bytes));
}

async function statesOf(archive: Awaited<ReturnType<typeof flipped>>, keys: CandidateKey[]) {
  const { parts } = await verifyArchive(archive, keys, { database: false }, { report: () => {} });
  return Object.fromEntries(parts.map(({ part, state }) => [part, state]));
}

test('a flipped bit all over a SecureTar 3 header is damage, never a wrong key', async () => {
  for (let at = 0; at < 136; at += 5) {
    const archive = await flipped('supervisor/v3-full.tar', 3, at);
    const { share, ssl } = await statesOf(archive, [wrong, right]);
    assert.deepEqual([at, share, ssl], [at, 'damaged', 'whole']);
  }
});

test('with a wrong key the damaged member is told from those that the key does not open', async () => {
  for (const at of [32, 50, 70]) {
    const { share, ssl } = await statesOf(await flipped('supervisor/v3-full.tar', 3, at), [wrong]);
    assert.deepEqual([share, ssl], ['damaged', 'wrong-key']);
  }
});

test('of two members that differ the one that the key opens is the sound one', async () => {
  const full = await openArchive(memorySource(fixture('supervisor/v3-full.tar')));
  const pieces: Buffer[] = [];
  for (const { name, offset, size, part } of full.members) {
    const bytes = Buffer.from(await full.source.read(offset, size));
    if (part === 'share') bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    if (part === 'share' || part === 'ssl') pieces.push(tarFile(name, bytes));
  }
  const two = tar(
    metadataFile({ folders: ['share', 'ssl'], homeassistant: null, protected: true }),
    ...pieces,
  );
  const archive = await openArchive(memorySource(two));
  assert.deepEqual(await statesOf(archive, [right]), { share: 'damaged', ssl: 'whole' });
  // Without the key nobody can say which one it is.
  assert.deepEqual(await statesOf(archive, [wrong]), { share: 'wrong-key', ssl: 'wrong-key' });
});

test('a member of another run, under another key, wants that key', async () => {
  const ours = await openArchive(memorySource(fixture('supervisor/v3-full.tar')));
  const theirs = await openArchive(memorySource(fixture('supervisor/backup_example_sec_v3.tar')));
  const [first] = theirs.members;
  assert.ok(first);
  const bytes = tar(
    ...(await Promise.all(
      ours.members.map(async ({ name, offset, size }) => tarFile(name, await ours.source.read(offset, size))),
    )),
    tarFile(first.name, await theirs.source.read(first.offset, first.size)),
  );
  const states = await statesOf(await openArchive(memorySource(bytes)), [right]);
  assert.equal(states.share, 'whole');
  assert.equal(states.a0d7b954_example, 'wrong-key');
});

test('a header that is cut or no header is damage; the other members find their keys', async () => {
  for (const at of [5, 12, 28]) {
    const keys = await unlockArchive(await flipped('supervisor/v3-full.tar', 3, at), [right]);
    const told = [...keys].map(([{ part }, key]) => [part, typeof key === 'object' ? key?.label : key]);
    assert.deepEqual(
      told.filter(([, key]) => key !== 'right'),
      at === 5 ? [['share', 'none-needed']] : [['share', 'damaged']],
    );
  }
  const archive = await flipped('supervisor/v3-full.tar', 3, 12);
  const share = archive.members.find(({ part }) => part === 'share');
  assert.ok(share);
  await assert.rejects(findKey(archive, share, [right]), { code: 'MEMBER_CORRUPT', exitCode: 13 });
  const cut = { ...share, size: 100 };
  await assert.rejects(findKey(archive, cut, [right]), { code: 'MEMBER_TRUNCATED', exitCode: 13 });
});

test('an empty key is no key', async () => {
  const archive = await openArchive(memorySource(fixture('supervisor/v3-full.tar')));
  const [member] = archive.members;
  assert.ok(member);
  assert.equal(await secretToTry(archive, member, [{ label: 'empty', secret: '' }]), null);
});
