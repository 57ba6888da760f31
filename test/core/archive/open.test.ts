import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openArchive } from '../../../core/archive/open.ts';
import { summarize } from '../../../core/archive/summary.ts';
import type { Archive, Source } from '../../../core/archive/types.ts';
import { walkMember } from '../../../core/archive/walk.ts';
import {
  fixture,
  gzippedTar,
  memorySource,
  metadataFile,
  padded,
  paxHeader,
  sealed,
  sparseSource,
  tar,
  tarEnd,
  tarFile,
  tarHeader,
} from '../../support/raw-archive.ts';

const open = (bytes: Buffer): Promise<Archive> => openArchive(memorySource(bytes));
const names = (archive: Archive) => archive.members.map(({ name }) => name);
const codes = (archive: Archive) => archive.problems.map(({ code }) => code);
const share = gzippedTar(tarFile('notes.txt', 'hello'));
const ssl = gzippedTar(tarFile('key.pem', 'secret'));

/** How many entries the member of this name holds, read to its end. */
async function entriesOf(archive: Archive, name: string): Promise<number> {
  const member = archive.members.find((candidate) => candidate.name === name);
  assert.ok(member, `${name} is a member`);
  const walk = await walkMember(archive, member, null, { entry: () => undefined });
  assert.ok(walk.isComplete);
  return walk.entries;
}

const expected: [file: string, maker: string, ciphers: string, parts: string, problems: string][] = [
  ['core/core-2024.12.5-plain.tar', 'core', 'none', 'homeassistant database', ''],
  ['core/core-2025.3.4-plain.tar', 'core', 'none', 'homeassistant database', ''],
  ['core/core-2025.3.4-securetar-v2.tar', 'core', 'securetar2', 'homeassistant database', ''],
  ['core/core-2026.11.0-plain.tar', 'core', 'none', 'homeassistant database', ''],
  ['core/core-2026.11.0-no-database.tar', 'core', 'none', 'homeassistant', ''],
  ['core/core-2026.11.0-securetar-v3.tar', 'core', 'securetar3', 'homeassistant database', ''],
  ['made-2024-securetar-v1.tar', 'supervisor', 'securetar1', 'homeassistant database ssl core_mosquitto', ''],
  ['supervisor/backup_example.tar', 'supervisor', 'none', 'a0d7b954_example', ''],
  ['supervisor/backup_example_enc.tar', 'supervisor', 'securetar2', 'ssl', ''],
  ['supervisor/backup_example_sec_v3.tar', 'supervisor', 'securetar3', 'a0d7b954_example', ''],
  [
    'supervisor/plain-full.tar',
    'supervisor',
    'none',
    'homeassistant database share ssl media addons/local core_mosquitto local_lifeboat',
    '',
  ],
  [
    'supervisor/v2-full.tar',
    'supervisor',
    'securetar2',
    'homeassistant database share ssl media addons/local core_mosquitto local_lifeboat',
    '',
  ],
  [
    'supervisor/v3-full.tar',
    'supervisor',
    'securetar3',
    'homeassistant database share ssl media addons/local core_mosquitto local_lifeboat',
    '',
  ],
  [
    'supervisor/plain-uncompressed.tar',
    'supervisor',
    'none',
    'homeassistant database share ssl core_mosquitto',
    '',
  ],
  [
    'supervisor/v3-uncompressed.tar',
    'supervisor',
    'securetar3',
    'homeassistant database share ssl core_mosquitto',
    '',
  ],
  ['supervisor/plain-without-database.tar', 'supervisor', 'none', 'homeassistant', ''],
  ['supervisor/nothing-selected.tar', 'supervisor', '', '', ''],
  ['supervisor/plain-registry.tar', 'supervisor', 'none', 'ssl', ''],
  ['supervisor/v3-registry-and-mount.tar', 'supervisor', 'securetar3', 'ssl media', ''],
  [
    'supervisor/v3-app-failed.tar',
    'supervisor',
    'securetar3',
    'homeassistant database share ssl media addons/local',
    'MEMBER_NOT_LISTED MEMBER_NOT_LISTED',
  ],
  [
    'supervisor/killed-plain-first-160k.tar',
    'unknown',
    'none',
    'homeassistant database ssl core_mosquitto',
    'METADATA_MISSING MEMBER_CUT',
  ],
  [
    'supervisor/killed-v3-first-160k.tar',
    'unknown',
    'securetar3',
    'homeassistant database ssl core_mosquitto',
    'METADATA_MISSING MEMBER_CUT',
  ],
];
for (const [file, maker, ciphers, parts, problems] of expected) {
  test(`${file}: maker, ciphers, parts and problems are told without a key`, async () => {
    const archive = await open(fixture(file));
    const summary = summarize(archive);
    assert.equal(summary.maker, maker);
    assert.equal([...new Set(archive.members.map(({ cipher }) => cipher))].join(' '), ciphers);
    assert.equal(summary.parts.join(' '), parts);
    assert.equal(codes(archive).join(' '), problems);
    assert.match(summary.id, /^[0-9a-f]{8}$/);
    assert.equal(Number.isNaN(Date.parse(summary.date)), false);
    assert.equal(summary.encrypted, ciphers.startsWith('secure'));
  });
}

test('the summary says what the metadata says', async () => {
  const { size, ...summary } = summarize(await open(fixture('supervisor/v3-full.tar')));
  assert.equal(size, 30_720);
  assert.deepEqual(summary, {
    id: 'b1925215',
    name: 'Encrypted v3 full',
    date: '2026-11-21T02:32:48.751593+00:00',
    type: 'full',
    encrypted: true,
    maker: 'supervisor',
    homeassistantVersion: '2026.11.1',
    parts: [
      'homeassistant',
      'database',
      'share',
      'ssl',
      'media',
      'addons/local',
      'core_mosquitto',
      'local_lifeboat',
    ],
    plan: null,
    device: null,
    complete: true,
  });
});

test('a killed backup: whole members are seen as whole, the cut one as cut, the same id every time', async () => {
  const bytes = fixture('supervisor/killed-plain-first-160k.tar');
  const archive = await open(bytes);
  assert.deepEqual(
    archive.members.map(({ name, whole, listed }) => [name, whole, listed]),
    [
      ['homeassistant.tar.gz', true, true],
      ['core_mosquitto.tar.gz', true, true],
      ['ssl.tar.gz', true, true],
      ['share.tar.gz', false, true],
    ],
  );
  assert.equal(await entriesOf(archive, 'homeassistant.tar.gz'), 56);
  assert.equal(summarize(archive).id, summarize(await open(Buffer.from(bytes))).id);
  assert.match(summarize(archive).date, /^2026-11-21T02:30:08/);
});

test('an app that failed is not listed, and not offered as a part', async () => {
  const archive = await open(fixture('supervisor/plain-app-failed.tar'));
  const unlisted = archive.members.filter(({ listed }) => !listed).map(({ part }) => part);
  assert.deepEqual(unlisted, ['core_mosquitto', 'local_lifeboat']);
  assert.equal(summarize(archive).parts.includes('core_mosquitto'), false);
});

test('the metadata behind a member of 40 GiB takes a handful of small reads', async () => {
  const size = 40 * 2 ** 30;
  const head = Buffer.concat([
    paxHeader({ size: String(size), mtime: '1771928187.0198736' }),
    tarHeader({ path: 'homeassistant.tar.gz' }),
    share,
  ]);
  const tail = Buffer.concat([metadataFile({ folders: [] }), tarEnd]);
  const end = 1536 + size;
  const source = sparseSource(end + tail.length, [
    [0, head],
    [end, tail],
  ]);
  const archive = await openArchive(source);
  assert.equal(archive.metadata?.slug, '1a2b3c4d');
  assert.deepEqual(
    archive.members.map((member) => member.size),
    [size],
  );
  assert.deepEqual(codes(archive), []);
  assert.ok(source.reads <= 8 && source.bytes <= 64 * 1024, `${source.reads} reads, ${source.bytes} bytes`);
});

for (const name of ['./backup.json', 'backup.json', './snapshot.json', 'snapshot.json', '/backup.json'])
  test(`the metadata is found under ${JSON.stringify(name)}, first or last`, async () => {
    const metadata = tarFile(name, JSON.stringify({ slug: 'x', name: 'n', date: 'd', type: 'full' }));
    const member = tarFile('./share.tgz', share);
    for (const bytes of [tar(metadata, member), tar(member, metadata)]) {
      const archive = await open(bytes);
      assert.equal(archive.metadata?.slug, 'x');
      assert.equal(await entriesOf(archive, 'share.tgz'), 1);
      assert.equal(archive.members[0]?.part, 'share');
    }
  });

test('the end: no end blocks, one, or rubbish behind them make no difference', async () => {
  const content = [metadataFile({ homeassistant: null }), tarFile('share.tar.gz', share)];
  const rubbish = Buffer.alloc(5000, 'rubbish');
  for (const end of [Buffer.alloc(0), Buffer.alloc(512), tarEnd, Buffer.concat([tarEnd, rubbish])]) {
    const archive = await open(Buffer.concat([...content, end]));
    assert.deepEqual(codes(archive), []);
    assert.equal(await entriesOf(archive, 'share.tar.gz'), 1);
  }
});

test('long names and sizes in GNU form are read', async () => {
  const slug = 'a'.repeat(150);
  const header = tarHeader({ path: 'cut', magic: 'ustar  \0' });
  header.write('\x80\0\0\0\0\0\0\0', 124, 'latin1');
  header.writeUInt32BE(share.length, 132);
  const archive = await open(
    tar(tarFile('././@LongLink', `${slug}.tar.gz\0`, { type: 'L' }), sealed(header), padded(share)),
  );
  assert.deepEqual(names(archive), [`${slug}.tar.gz`]);
  assert.equal(await entriesOf(archive, `${slug}.tar.gz`), 1);
});

test('a stale PAX size (decrypted download) that reaches over the next members is put right', async () => {
  for (const tooMuch of [153, 600, 5000, 165_682]) {
    const stale = Buffer.concat([
      paxHeader({ size: String(share.length + tooMuch) }),
      tarFile('share.tar.gz', share),
    ]);
    const archive = await open(
      tar(
        stale,
        tarFile('ssl.tar.gz', ssl),
        metadataFile({ folders: ['share', 'ssl'], homeassistant: null }),
      ),
    );
    assert.deepEqual(names(archive), ['share.tar.gz', 'ssl.tar.gz'], `${tooMuch} too much`);
    assert.equal(archive.metadata?.slug, '1a2b3c4d');
    assert.equal(await entriesOf(archive, 'share.tar.gz'), 1);
    assert.equal(await entriesOf(archive, 'ssl.tar.gz'), 1);
    assert.ok(archive.members.every(({ whole }) => whole));
  }
});

test('a stale PAX size of the last member is put right by what decryption took off', async () => {
  const announced = share.length + 136 + 17;
  const stale = Buffer.concat([paxHeader({ size: String(announced) }), tarFile('share.tar.gz', share)]);
  const bytes = Buffer.concat([metadataFile({ homeassistant: null }), stale, tarEnd]);
  const [member] = (await open(bytes)).members;
  assert.equal(member?.whole, true);
});

test('a stale PAX size that is too small (encrypted on upload) is put right by the plaintext size', async () => {
  const source = await openArchive(memorySource(fixture('supervisor/v3-uncompressed.tar')));
  const member = source.members[0];
  assert.ok(member);
  const content = await source.source.read(member.offset, member.size);
  const stale = Buffer.concat([
    paxHeader({ size: String(member.size - 136 - 17) }),
    tarFile('homeassistant.tar', content),
  ]);
  const archive = await open(tar(stale, tarFile('ssl.tar.gz', ssl), metadataFile({ folders: ['ssl'] })));
  assert.deepEqual(names(archive), ['homeassistant.tar', 'ssl.tar.gz']);
  assert.equal(archive.members[0]?.size, member.size);
});

test('the size-0 leftover of an uncompressed member does not lend its files to the archive', async () => {
  const inner = tar(tarFile('.', '', { type: '5' }), tarFile('other.tar.gz', 'x'), tarFile('b.txt', 'b'));
  const archive = await open(
    tar(tarFile('ssl.tar.gz', ssl), tarHeader({ path: 'share.tar', size: 0 }), inner),
  );
  assert.deepEqual(
    archive.members.map(({ name, whole }) => [name, whole]),
    [
      ['ssl.tar.gz', true],
      ['share.tar', false],
    ],
  );
});

test('a size-0 member whose SecureTar header was patched before the kill is whole', async () => {
  const source = await openArchive(memorySource(fixture('supervisor/v3-full.tar')));
  const member = source.members[0];
  assert.ok(member);
  const content = await source.source.read(member.offset, member.size);
  const archive = await open(
    tar(tarHeader({ path: 'homeassistant.tar.gz' }), tarFile('x', content).subarray(512)),
  );
  assert.deepEqual(
    archive.members.map(({ size, whole }) => [size, whole]),
    [[member.size, true]],
  );
});

test('cut anywhere, an archive opens with the members in front of the cut', async () => {
  const bytes = fixture('supervisor/plain-full.tar');
  for (let size = 1024; size < 22_000; size += 700) {
    const archive = await open(bytes.subarray(0, size));
    const cut = archive.members.filter(({ whole }) => !whole);
    assert.ok(cut.length <= 1, `${size} bytes: at most one member is cut`);
    for (const { offset, size: length, whole } of archive.members)
      assert.equal(whole, offset + length < size, `${size} bytes`);
  }
});

test('what is no tar is refused by name', async () => {
  const nothing = { name: 'LifeboatError', code: 'NOT_AN_ARCHIVE', exitCode: 13 };
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('{}'),
    Buffer.alloc(20_000, 'text '),
    fixture('config-live.tar.gz'),
  ])
    await assert.rejects(open(bytes), nothing);
});

test('errors of the source come through as they are', async () => {
  const broken: Source = {
    size: 10_000,
    read: () => Promise.reject(Object.assign(new Error('gone'), { code: 'EIO' })),
    close: async () => {},
  };
  await assert.rejects(openArchive(broken), { code: 'EIO' });
});

test('members and metadata are compared', async () => {
  const encrypted = await openArchive(memorySource(fixture('supervisor/v3-full.tar')));
  const member = encrypted.members.find(({ part }) => part === 'share');
  assert.ok(member);
  const bytes = await encrypted.source.read(member.offset, member.size);
  const archive = await open(
    tar(
      tarFile('share.tar.gz', bytes),
      tarFile('a0d7b954_x.tar.gz', ssl),
      tarFile('README.txt', 'hello'),
      metadataFile({ folders: ['share', 'media'], homeassistant: null }),
    ),
  );
  assert.deepEqual(
    archive.problems.map(({ path, code }) => `${code} ${path}`),
    [
      'FOREIGN_ENTRY README.txt',
      'MEMBER_MISSING media',
      'PROTECTED_MISMATCH share.tar.gz',
      'MEMBER_NOT_LISTED a0d7b954_x.tar.gz',
    ],
  );
});

test('of two members of one name the last counts, as for every reader of tars', async () => {
  const archive = await open(
    tar(tarFile('share.tar.gz', ssl), tarFile('share.tar.gz', share), metadataFile()),
  );
  assert.equal(archive.members.length, 1);
  const seen: string[] = [];
  const [member] = archive.members;
  assert.ok(member);
  await walkMember(archive, member, null, {
    entry(entry) {
      seen.push(entry.path);
      return 'skip';
    },
  });
  assert.deepEqual(seen, ['notes.txt']);
});

test('one flipped byte in any outer header loses no member but the one it names', async () => {
  const bytes = fixture('supervisor/plain-full.tar');
  const all = names(await open(bytes));
  for (const member of (await open(bytes)).members)
    for (const at of [
      member.offset - 1536 + 3,
      member.offset - 1000,
      member.offset - 512,
      member.offset - 512 + 150,
    ]) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      const archive = await open(flipped);
      assert.equal(archive.metadata?.slug, 'd81044ee');
      const lost = all.filter((name) => !names(archive).includes(name));
      assert.ok(lost.length === 0 || lost.join() === member.name, `${member.name} at ${at}: lost ${lost}`);
      // The time in a PAX record has no checksum.
      if (at !== member.offset - 1000) assert.ok(archive.problems.length > 0);
    }
});

test('an overwritten header: what lies behind it is found again, and the gap is named', async () => {
  const bytes = Buffer.from(fixture('supervisor/v3-full.tar'));
  const share = (await open(bytes)).members.find(({ part }) => part === 'share');
  assert.ok(share);
  bytes.fill(0xaa, share.offset - 1536, share.offset);
  const archive = await open(bytes);
  assert.deepEqual(names(archive), [
    'homeassistant.tar.gz',
    'core_mosquitto.tar.gz',
    'local_lifeboat.tar.gz',
    'addons_local.tar.gz',
    'ssl.tar.gz',
    'media.tar.gz',
  ]);
  assert.deepEqual(
    archive.problems.map(({ path, code }) => `${code} ${path}`),
    ['ARCHIVE_BROKEN_OFF local_lifeboat.tar.gz', 'MEMBER_MISSING share'],
  );
});

test('searching is bounded however often an archive asks for it', async () => {
  const liar = Buffer.concat([
    tarFile('a.tar.gz', Buffer.alloc(700, 'x'), { size: 300 }),
    Buffer.alloc(1024 * 1024, 'y'),
  ]);
  const source = memorySource(Buffer.concat(Array.from({ length: 200 }, () => liar)));
  await openArchive(source);
  assert.ok(source.bytes < 200 * 2 ** 20, `${source.bytes >> 20} MiB read`);
});

test('an outer PAX header of a megabyte is not read', async () => {
  const bomb = tarFile('x', Buffer.alloc(2 ** 20, '9'), { type: 'x' });
  const archive = await open(
    tar(bomb, tarFile('share.tar.gz', share), metadataFile({ homeassistant: null })),
  );
  assert.deepEqual(names(archive), ['share.tar.gz']);
  assert.deepEqual(codes(archive), ['ARCHIVE_BROKEN_OFF']);
});

test('an unknown beginning is SecureTar 1 only where nothing speaks against it', async () => {
  const unknown = tarFile('share.tar.gz', Buffer.alloc(1600, 'noise'));
  const cipherOf = async (...pieces: Buffer[]) => (await open(tar(...pieces))).members[0]?.cipher;
  const isProtected = metadataFile({ protected: true });
  assert.equal(await cipherOf(unknown, isProtected), 'securetar1');
  assert.equal(await cipherOf(unknown), 'securetar1');
  assert.equal(await cipherOf(unknown, metadataFile()), 'none');
  assert.equal(await cipherOf(unknown, tarFile('ssl.tar.gz', ssl)), 'none');
  const v3 = tarFile('ssl.tar.gz', Buffer.concat([Buffer.from('SecureTar\x03'), Buffer.alloc(400)]));
  assert.equal(await cipherOf(unknown, v3, isProtected), 'none');
});

test('what people take for a backup is named: empty, packed once more, a zip', async () => {
  const cases: [Buffer, RegExp][] = [
    [Buffer.alloc(0), /it is empty/],
    [gzipSync(fixture('supervisor/plain-full.tar')), /compressed with gzip/],
    [Buffer.from('PK\x03\x04 and so on'), /it is a zip/],
    [Buffer.alloc(5000, 'text'), /it is no tar/],
  ];
  for (const [bytes, message] of cases)
    await assert.rejects(openArchive(memorySource(bytes)), { code: 'NOT_AN_ARCHIVE', message });
});
