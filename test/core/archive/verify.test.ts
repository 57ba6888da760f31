import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openArchive } from '../../../core/archive/open.ts';
import type { CandidateKey, Source } from '../../../core/archive/types.ts';
import { type VerifyResult, verifyArchive } from '../../../core/archive/verify.ts';
import type { JobEvent } from '../../../core/events.ts';
import { testFolder } from '../../support/folder.ts';
import {
  fixture,
  fixtureKey,
  gzippedTar,
  memorySource,
  metadataFile,
  tar,
  tarFile,
  tarHeader,
} from '../../support/raw-archive.ts';

const right: CandidateKey[] = [
  { label: 'Supervisor project', secret: 'supervisor' },
  { label: 'fixtures', secret: fixtureKey },
];
const wrong: CandidateKey[] = [{ label: 'wrong', secret: 'wrong' }];

async function verify(
  source: Buffer | Source,
  keys = right,
  options: { database: boolean; scratch?: string } = { database: false },
): Promise<VerifyResult> {
  const archive = await openArchive(Buffer.isBuffer(source) ? memorySource(source) : source);
  return verifyArchive(archive, keys, options, { report: () => {} });
}

const statesOf = ({ parts }: VerifyResult) => parts.map(({ part, state }) => `${part} ${state}`);

const whole = [
  'core/core-2024.12.5-plain.tar',
  'core/core-2025.3.4-securetar-v2.tar',
  'core/core-2026.11.0-plain.tar',
  'core/core-2026.11.0-securetar-v3.tar',
  'core/core-2026.11.0-no-database.tar',
  'made-2024-securetar-v1.tar',
  'supervisor/plain-full.tar',
  'supervisor/v2-full.tar',
  'supervisor/v3-full.tar',
  'supervisor/plain-uncompressed.tar',
  'supervisor/v3-uncompressed.tar',
  'supervisor/plain-without-database.tar',
  'supervisor/plain-registry.tar',
  'supervisor/v3-registry-and-mount.tar',
  'supervisor/backup_example_sec_v3.tar',
  'supervisor/nothing-selected.tar',
];
for (const file of whole)
  test(`${file} is whole, its database sound or absent, and no scratch is left`, async (t) => {
    const scratch = testFolder(t);
    const result = await verify(fixture(file), right, { database: true, scratch });
    assert.equal(result.state, 'whole');
    assert.ok(result.parts.every(({ state }) => state === 'whole'));
    assert.equal(result.database, result.parts.some(({ part }) => part === 'database') ? 'ok' : 'absent');
    assert.deepEqual(readdirSync(scratch), []);
  });

test('files and bytes are counted by part, the database apart from the configuration', async () => {
  const { parts } = await verify(fixture('supervisor/v3-full.tar'));
  assert.deepEqual(
    parts.map(({ part, files, bytes }) => [part, files, bytes]),
    [
      ['homeassistant', 30, 5851],
      ['database', 2, 5176],
      ['core_mosquitto', 4, 2531],
      ['local_lifeboat', 5, 2509],
      ['share', 6, 36],
      ['addons/local', 2, 76],
      ['ssl', 2, 78],
      ['media', 2, 4300],
    ],
  );
});

test('a wrong key and no key: every encrypted member says so, the database is not checked', async () => {
  for (const file of ['made-2024-securetar-v1.tar', 'supervisor/v2-full.tar', 'supervisor/v3-full.tar'])
    for (const keys of [wrong, []]) {
      const result = await verify(fixture(file), keys, { database: true });
      assert.equal(result.state, 'wrong-key');
      assert.equal(result.database, 'not-checked');
      assert.ok(result.parts.length > 2 && result.parts.every(({ state }) => state === 'wrong-key'));
    }
});

test('what is not encrypted is whole whatever the key', async () => {
  assert.equal((await verify(fixture('supervisor/plain-full.tar'), wrong)).state, 'whole');
});

test('a killed backup is damaged, and says which parts are whole', async () => {
  const result = await verify(fixture('supervisor/killed-v3-first-160k.tar'), right, { database: true });
  assert.equal(result.state, 'damaged');
  assert.equal(result.database, 'ok');
  assert.deepEqual(statesOf(result), [
    'homeassistant whole',
    'database whole',
    'core_mosquitto whole',
    'ssl whole',
    'share damaged',
  ]);
});

test('a backup in which an app failed is not whole, though the fragment is sound; its other parts are', async () => {
  for (const file of ['supervisor/v3-app-failed.tar', 'supervisor/plain-app-failed.tar']) {
    const result = await verify(fixture(file));
    assert.equal(result.state, 'damaged');
    const bad = result.parts.filter(({ state }) => state !== 'whole');
    assert.deepEqual(
      bad.map(({ part, state, files }) => [part, state, files]),
      [
        ['core_mosquitto', 'damaged', 1],
        ['local_lifeboat', 'damaged', 2],
      ],
    );
    assert.match(bad[0]?.message ?? '', /does not name core_mosquitto: it failed/);
    assert.equal(result.problems.filter(({ code }) => code === 'MEMBER_NOT_LISTED').length, 2);
  }
});

test('one flipped byte in any member damages that member alone', async () => {
  for (const [file, keys] of [
    ['supervisor/plain-full.tar', []],
    ['supervisor/v2-full.tar', right],
    ['supervisor/v3-full.tar', right],
  ] as [string, CandidateKey[]][]) {
    const bytes = fixture(file);
    // Where zeros repeat, a flipped distance may change nothing at all: 0.6 is a place where it does.
    for (const member of (await openArchive(memorySource(bytes))).members) {
      const flipped = Buffer.from(bytes);
      const at = member.offset + Math.floor(member.size * 0.6);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0x10, at);
      const result = await verify(flipped, keys);
      assert.equal(result.state, 'damaged');
      for (const { part, state } of result.parts) {
        const isHit = part === member.part || (member.part === 'homeassistant' && part === 'database');
        if (isHit || part !== 'database')
          assert.equal(state, isHit ? 'damaged' : 'whole', `${member.name}: ${part}`);
      }
    }
  }
});

test('a damaged SecureTar 3 header is damage, not a wrong key', async () => {
  const bytes = Buffer.from(fixture('supervisor/v3-full.tar'));
  const [member] = (await openArchive(memorySource(bytes))).members;
  assert.ok(member);
  bytes.writeUInt8(0x77, member.offset + 12);
  const [first] = (await verify(bytes)).parts;
  assert.deepEqual([first?.part, first?.state], ['homeassistant', 'damaged']);
});

test('the wrong key for one of two members is told for that one', async () => {
  const v3 = await openArchive(memorySource(fixture('supervisor/v3-full.tar')));
  const share = v3.members.find(({ part }) => part === 'share');
  assert.ok(share);
  const bytes = tar(
    tarFile('share.tar.gz', await v3.source.read(share.offset, share.size)),
    tarFile('ssl.tar.gz', gzippedTar(tarFile('a', 'b'))),
    metadataFile({ folders: ['share', 'ssl'], homeassistant: null, protected: true }),
  );
  const result = await verify(bytes, wrong);
  assert.equal(result.state, 'wrong-key');
  assert.deepEqual(statesOf(result), ['share wrong-key', 'ssl whole']);
  assert.ok(result.problems.some(({ code, path }) => code === 'PROTECTED_MISMATCH' && path === 'ssl.tar.gz'));
});

test('a part that the metadata names and the archive lacks is damaged', async () => {
  const bytes = tar(
    metadataFile({ folders: ['share', 'media'], homeassistant: null }),
    tarFile('share.tar.gz', gzippedTar(tarFile('a', 'b'))),
  );
  const result = await verify(bytes);
  assert.equal(result.state, 'damaged');
  assert.deepEqual(statesOf(result), ['share whole', 'media damaged']);
});

test('a tar without end mark in a sound gzip is damaged', async () => {
  const bytes = tar(
    metadataFile({ homeassistant: null }),
    tarFile('share.tar.gz', gzipSync(tarFile('a', 'b'))),
  );
  assert.deepEqual(statesOf(await verify(bytes)), ['share damaged']);
});

test('what no checksum covers is said', async () => {
  const { parts } = await verify(fixture('supervisor/plain-uncompressed.tar'));
  assert.ok(parts.every(({ message }) => /without checksums/.test(message)));
});

/** A backup whose configuration holds this database. */
function withDatabase(database: Buffer, wal?: Buffer): Buffer {
  const files = [tarFile('data/home-assistant_v2.db', database)];
  if (wal) files.push(tarFile('data/home-assistant_v2.db-wal', wal));
  return tar(metadataFile({ folders: [] }), tarFile('homeassistant.tar.gz', gzippedTar(...files)));
}

function makeDatabase(t: TestContext): Buffer {
  const database = new DatabaseSync(':memory:');
  t.after(() => database.close());
  database.exec('CREATE TABLE states (id INTEGER PRIMARY KEY, value TEXT); CREATE INDEX i ON states (value)');
  const insert = database.prepare('INSERT INTO states (value) VALUES (?)');
  for (let i = 0; i < 3000; i += 1) insert.run(`value ${i * 7919}`);
  const file = path.join(testFolder(t), 'x.db');
  database.exec(`VACUUM INTO '${file}'`);
  return readFileSync(file);
}

test('a malformed database in a sound archive is found, and only where it was asked for', async (t) => {
  const sound = makeDatabase(t);
  const malformed = Buffer.from(sound).fill(0x5a, 8192, 20_000);
  const scratch = testFolder(t);
  assert.equal((await verify(withDatabase(sound), [], { database: true, scratch })).database, 'ok');

  const result = await verify(withDatabase(malformed), [], { database: true, scratch });
  assert.deepEqual([result.state, result.database], ['damaged', 'malformed']);
  assert.deepEqual(statesOf(result), ['homeassistant whole', 'database damaged']);
  assert.ok(result.problems.some(({ code, message }) => code === 'DATABASE' && message.length > 0));
  assert.deepEqual(readdirSync(scratch), []);

  const unasked = await verify(withDatabase(malformed), []);
  assert.deepEqual([unasked.state, unasked.database], ['whole', 'not-checked']);
});

test('a database that is no database is malformed', async (t) => {
  const options = { database: true, scratch: testFolder(t) };
  assert.equal((await verify(withDatabase(Buffer.alloc(5000, 'no')), [], options)).database, 'malformed');
});

test('the copy of the database is for its owner only', async (t) => {
  const scratch = testFolder(t);
  const noise = Buffer.from(Array.from({ length: 7_000_000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 24));
  const member = tar(tarFile('data/home-assistant_v2.db', makeDatabase(t)), tarFile('data/noise', noise));
  const archive = await openArchive(
    memorySource(tar(metadataFile({ folders: [] }), tarFile('homeassistant.tar', member))),
  );
  const modes = new Set<string>();
  const source: Source = {
    ...archive.source,
    read(offset, length) {
      for (const name of readdirSync(scratch, { recursive: true, encoding: 'utf8' }))
        modes.add((statSync(path.join(scratch, name)).mode & 0o777).toString(8));
      return archive.source.read(offset, length);
    },
  };
  await verifyArchive({ ...archive, source }, [], { database: true, scratch }, { report: () => {} });
  assert.deepEqual([...modes].sort(), ['600', '700']);
});

test('a scratch folder that cannot be written to: not checked, with the reason', async (t) => {
  const scratch = path.join(testFolder(t), 'missing');
  const result = await verify(withDatabase(makeDatabase(t)), [], { database: true, scratch });
  assert.deepEqual([result.state, result.database], ['whole', 'not-checked']);
  assert.match(result.problems.map(({ message }) => message).join(), /ENOENT/);
});

test('a source that fails in one member: unreadable, the others are verified', async () => {
  const bytes = fixture('supervisor/plain-full.tar');
  const inner = memorySource(bytes);
  const archive = await openArchive(inner);
  const share = archive.members.find(({ part }) => part === 'share');
  assert.ok(share);
  const source: Source = {
    size: bytes.length,
    read: (offset, length) =>
      offset === share.offset
        ? Promise.reject(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }))
        : inner.read(offset, length),
    close: async () => {},
  };
  const result = await verifyArchive({ ...archive, source }, [], { database: false }, { report: () => {} });
  assert.equal(result.state, 'unreadable');
  assert.deepEqual(
    result.parts.filter(({ state }) => state !== 'whole').map(({ part, state }) => `${part} ${state}`),
    ['share unreadable'],
  );
});

test('progress grows to the total; a stage is told for every member', async () => {
  const archive = await openArchive(memorySource(fixture('supervisor/plain-full.tar')));
  const events: JobEvent[] = [];
  await verifyArchive(archive, [], { database: false }, { report: (event) => events.push(event) });
  const total = archive.members.reduce((sum, { size }) => sum + size, 0);
  const progress = events.filter((event) => event.type === 'progress');
  assert.deepEqual(progress.at(-1), { type: 'progress', bytes: total, total });
  assert.ok(progress.every(({ bytes }, i) => bytes > (progress[i - 1]?.bytes ?? 0)));
  assert.deepEqual(
    events.filter((event) => event.type === 'stage').map(({ part }) => part),
    archive.members.map(({ part }) => part),
  );
});

test('a raised signal ends it with CANCELLED and leaves no scratch', async (t) => {
  const scratch = testFolder(t);
  const archive = await openArchive(memorySource(fixture('core/core-2026.11.0-plain.tar')));
  const controller = new AbortController();
  const report = () => controller.abort();
  await assert.rejects(
    verifyArchive(archive, [], { database: true, scratch }, { report, signal: controller.signal }),
    { code: 'CANCELLED', exitCode: 130 },
  );
  assert.deepEqual(readdirSync(scratch), []);
});

test('a file that lies about its size is damage with its name', async () => {
  const member = gzippedTar(tarHeader({ path: 'liar', size: 2 ** 32 }), Buffer.alloc(512));
  const bytes = tar(metadataFile({ homeassistant: null }), tarFile('share.tar.gz', member));
  const [share] = (await verify(bytes)).parts;
  assert.equal(share?.state, 'damaged');
  assert.match(share?.message ?? '', /share\.tar\.gz .*liar/);
});
