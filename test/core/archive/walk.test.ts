import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openArchive } from '../../../core/archive/open.ts';
import { partOf } from '../../../core/archive/paths.ts';
import type { Archive, CandidateKey, TarEntry } from '../../../core/archive/types.ts';
import { findKey, unlockArchive } from '../../../core/archive/unlock.ts';
import { type MemberWalk, walkMember } from '../../../core/archive/walk.ts';
import { skipWithoutPython } from '../../support/python.ts';
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

const keys: CandidateKey[] = [
  { label: 'wrong', secret: 'wrong' },
  { label: 'right', secret: fixtureKey },
];

interface Content extends TarEntry {
  hash: string | null;
}

/** All entries of the member of `part`, with the hashes of their content. */
async function readMember(archive: Archive, part: string): Promise<{ entries: Content[]; walk: MemberWalk }> {
  const member = archive.members.find((candidate) => candidate.part === part);
  assert.ok(member, part);
  const key = await findKey(archive, member, keys);
  const entries: Content[] = [];
  let hash = createHash('sha256');
  const walk = await walkMember(archive, member, key?.secret ?? null, {
    entry(entry) {
      entries.push({ ...entry, hash: null });
      hash = createHash('sha256');
      return undefined;
    },
    data: (chunk) => hash.update(chunk),
    entryEnd() {
      const last = entries.at(-1);
      if (last?.type === 'file') last.hash = hash.digest('hex');
    },
  });
  return { entries, walk };
}

interface ManifestEntry {
  path: string;
  type: 'file' | 'dir' | 'link';
  mode: string;
  mtime: number;
  size?: number;
  sha256?: string;
}
const manifest = JSON.parse(fixture('supervisor/source-manifest.json').toString()) as {
  trees: Record<string, ManifestEntry[]>;
};

for (const file of ['plain-full', 'v2-full', 'v3-full', 'plain-uncompressed', 'v3-uncompressed'])
  for (const part of ['homeassistant', 'share', 'ssl'])
    test(`${file}.tar: ${part} is what the source directory was, but what the Supervisor leaves out`, async () => {
      const archive = await openArchive(memorySource(fixture(`supervisor/${file}.tar`)));
      const { entries, walk } = await readMember(archive, part);
      assert.ok(walk.isComplete);
      assert.equal(walk.entries, entries.length);
      const byPath = new Map(
        entries.map((entry) => [
          partOf({ part }, entry.path)
            ?.path.slice(part.length + 1)
            .normalize('NFC'),
          entry,
        ]),
      );
      const source = new Map(manifest.trees[part]?.map((entry) => [entry.path.normalize('NFC'), entry]));
      const left = [...source.keys()].filter((path) => !byPath.has(path));
      const isExcluded = (path: string) =>
        /(^\.cache\/|__pycache__\/|^[^/]*\.(log|db-shm)|\.corrupt\.|^OZW|backups\/\w+\.tar$|^tts\/)/.test(
          path,
        );
      assert.deepEqual(
        left.filter((path) => !isExcluded(path)),
        [],
      );
      for (const [path, expected] of source) {
        const entry = byPath.get(path);
        if (!entry || entry.type === 'hardlink' || entry.type === 'folder') continue;
        assert.equal(Math.abs(entry.mtime - expected.mtime) < 1e-5, true, `time of ${path}`);
        if (expected.type === 'link') assert.equal(entry.type, 'link', path);
        else
          assert.deepEqual(
            [path, entry.size, entry.hash, entry.mode],
            [path, expected.size, expected.sha256, Number.parseInt(expected.mode, 8)],
          );
      }
    });

const listing = `
import sys, tarfile, json, hashlib
out = []
with tarfile.open(sys.argv[1], 'r:') as outer:
    for name in outer.getnames():
        if not '.tar' in name: continue
        with tarfile.open(fileobj=outer.extractfile(name), mode='r:*') as inner:
            for i in inner:
                kind = 'folder' if i.isdir() else 'link' if i.issym() else 'hardlink' if i.islnk() else 'file' if i.isfile() else 'other'
                path = i.name[2:] if i.name.startswith('./') else i.name
                out.append([name, path, kind, i.size, i.mode, i.uid, i.gid, i.mtime, i.linkname if kind in ('link', 'hardlink') else None,
                            hashlib.sha256(inner.extractfile(i).read()).hexdigest() if kind == 'file' else None])
print(json.dumps(out))
`;
const skip = skipWithoutPython();
const plain = [
  'core/core-2024.12.5-plain.tar',
  'core/core-2026.11.0-plain.tar',
  'supervisor/plain-full.tar',
  'supervisor/plain-app-failed.tar',
  'supervisor/plain-uncompressed.tar',
  'supervisor/plain-registry.tar',
  'supervisor/backup_example.tar',
];
for (const file of plain)
  test(`${file}: Python's tarfile sees the same entries and contents`, { skip }, async () => {
    const location = new URL(`../../fixtures/homeassistant/${file}`, import.meta.url).pathname;
    const { stdout, stderr } = spawnSync('python3', ['-c', listing, location], { encoding: 'utf8' });
    assert.equal(stderr, '');
    const archive = await openArchive(memorySource(fixture(file)));
    const ours: unknown[] = [];
    for (const member of archive.members) {
      const { entries } = await readMember(archive, member.part);
      for (const { path, type, size, mode, uid, gid, mtime, link, hash } of entries)
        ours.push([member.name, path, type, size, mode, uid, gid, mtime, link, hash]);
    }
    assert.deepEqual(ours, JSON.parse(stdout));
  });

test('every encrypted fixture opens with its key and with no other', async () => {
  const files = [
    'made-2024-securetar-v1',
    'core/core-2025.3.4-securetar-v2',
    'core/core-2026.11.0-securetar-v3',
  ];
  for (const file of files) {
    const archive = await openArchive(memorySource(fixture(`${file}.tar`)));
    const found = await unlockArchive(archive, keys);
    assert.deepEqual(
      [...found.values()].map((key) => (typeof key === 'object' ? key?.label : key)),
      archive.members.map(() => 'right'),
    );
    const none = await unlockArchive(archive, keys.slice(0, 1));
    assert.ok([...none.values()].every((key) => key === null));
  }
});

test('members under different keys each find their own, plain ones need none', async () => {
  const v3 = await openArchive(memorySource(fixture('supervisor/v3-full.tar')));
  const other = await openArchive(memorySource(fixture('supervisor/backup_example_sec_v3.tar')));
  const bytesOf = (archive: Archive, part: string) => {
    const member = archive.members.find((candidate) => candidate.part === part);
    assert.ok(member);
    return archive.source.read(member.offset, member.size);
  };
  const mixed = await openArchive(
    memorySource(
      tar(
        tarFile('share.tar.gz', await bytesOf(v3, 'share')),
        tarFile('a0d7b954_example.tar.gz', await bytesOf(other, 'a0d7b954_example')),
        tarFile('ssl.tar.gz', gzippedTar(tarFile('a', 'b'))),
        metadataFile({ folders: ['share', 'ssl'], protected: true, homeassistant: null }),
      ),
    ),
  );
  const found = await unlockArchive(mixed, [...keys, { label: 'theirs', secret: 'supervisor' }]);
  assert.deepEqual(
    [...found.values()].map((key) => (typeof key === 'object' ? key?.label : key)),
    ['right', 'theirs', 'none-needed'],
  );
});

test('no key and a wrong key are told apart, before any entry', async () => {
  for (const file of ['made-2024-securetar-v1', 'supervisor/v2-full', 'supervisor/v3-full']) {
    const archive = await openArchive(memorySource(fixture(`${file}.tar`)));
    const [member] = archive.members;
    assert.ok(member);
    const visitor = { entry: () => assert.fail('no entry may be told') };
    const [missing, wrong] = [null, 'wrong'].map((secret) => walkMember(archive, member, secret, visitor));
    await assert.rejects(missing as Promise<unknown>, { code: 'KEY_MISSING', exitCode: 12 });
    await assert.rejects(wrong as Promise<unknown>, { code: 'WRONG_KEY', exitCode: 12 });
  }
});

/** An archive whose only member is the folder `share`. */
async function shareOf(member: Buffer, name = 'share.tar.gz'): Promise<Archive> {
  return openArchive(memorySource(tar(metadataFile({ homeassistant: null }), tarFile(name, member))));
}

test('a cut member: what was read is told, then the damage with the name of the member', async () => {
  const member = gzippedTar(tarFile('a', 'first'), tarFile('b', Buffer.alloc(100_000, 'noise-7')));
  const archive = await shareOf(member.subarray(0, -20));
  const seen: string[] = [];
  const [share] = archive.members;
  assert.ok(share);
  await assert.rejects(
    walkMember(archive, share, null, {
      entry({ path }) {
        seen.push(path);
        return undefined;
      },
    }),
    { code: 'MEMBER_TRUNCATED', kind: 'damaged', exitCode: 13, message: /share\.tar\.gz/ },
  );
  assert.deepEqual(seen, ['a', 'b']);
});

test('a flipped byte is damage in every cipher and without one', async () => {
  const files: [string, string | null][] = [
    ['core/core-2026.11.0-plain', null],
    ['core/core-2025.3.4-securetar-v2', fixtureKey],
    ['core/core-2026.11.0-securetar-v3', fixtureKey],
  ];
  for (const [file, secret] of files) {
    const bytes = fixture(`${file}.tar`);
    const [member] = (await openArchive(memorySource(bytes))).members;
    assert.ok(member);
    for (const share of [0.3, 0.6, 0.95]) {
      const flipped = Buffer.from(bytes);
      const at = member.offset + Math.floor(member.size * share);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      const archive = await openArchive(memorySource(flipped));
      await assert.rejects(walkMember(archive, member, secret, { entry: () => 'skip' }), {
        kind: 'damaged',
        code: /^MEMBER_/,
      });
    }
  }
});

test('a tar without end mark in a sound gzip is not complete, but no damage', async () => {
  const archive = await shareOf(gzipSync(tarFile('a', 'x')));
  const { walk } = await readMember(archive, 'share');
  assert.deepEqual(walk, { entries: 1, bytes: 1024, isComplete: false });
});

test('the suffix does not matter: a gzip named .tar and a tar named .tar.gz are read', async () => {
  const inner = tar(tarFile('a', 'x'));
  for (const archive of [await shareOf(gzipSync(inner), 'share.tar'), await shareOf(inner, 'share.tar.gz')]) {
    assert.equal((await readMember(archive, 'share')).walk.entries, 1);
  }
});

test('a raised signal ends the walk with CANCELLED', async () => {
  const archive = await openArchive(memorySource(fixture('core/core-2026.11.0-plain.tar')));
  const [member] = archive.members;
  assert.ok(member);
  const signal = AbortSignal.abort();
  await assert.rejects(walkMember(archive, member, null, { entry: () => 'skip' }, { signal }), {
    code: 'CANCELLED',
    exitCode: 130,
  });
});

test('what the visitor throws comes through as it is', async () => {
  const archive = await shareOf(gzippedTar(tarFile('a', 'x')));
  const [member] = archive.members;
  assert.ok(member);
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  await assert.rejects(
    walkMember(archive, member, null, {
      entry() {
        throw full;
      },
    }),
    full,
  );
});

test('onBytes counts up to the size of the member', async () => {
  const archive = await openArchive(memorySource(fixture('core/core-2026.11.0-plain.tar')));
  const [member] = archive.members;
  assert.ok(member);
  let last = 0;
  const onBytes = (bytes: number) => {
    assert.ok(bytes > last);
    last = bytes;
  };
  await walkMember(archive, member, null, { entry: () => 'skip' }, { onBytes });
  assert.equal(last, member.size);
});

test('a link and a file through it are handed on as they stand: restoring decides', async () => {
  const archive = await shareOf(
    gzippedTar(
      tarHeader({ path: 'etc', type: '2', link: '/etc' }),
      tarFile('etc/passwd', 'x'),
      tarFile('../out', 'y'),
    ),
  );
  const { entries } = await readMember(archive, 'share');
  assert.deepEqual(
    entries.map(({ path, type, link }) => [path, type, link]),
    [
      ['etc', 'link', '/etc'],
      ['etc/passwd', 'file', null],
      ['../out', 'file', null],
    ],
  );
});

test('a member that inflates to 1 GiB of zeros is walked in bounded memory', async () => {
  const zeros = gzipSync(Buffer.alloc(2 ** 28), { level: 9 });
  const start = gzipSync(tarHeader({ path: 'journal', size: 2 ** 30 - 512 }));
  const archive = await shareOf(Buffer.concat([start, zeros, zeros, zeros, zeros]));
  const [member] = archive.members;
  assert.ok(member);
  const before = process.memoryUsage().rss;
  let most = 0;
  let bytes = 0;
  const walk = await walkMember(archive, member, null, {
    entry: () => undefined,
    data(chunk) {
      bytes += chunk.length;
      most = Math.max(most, process.memoryUsage().rss);
    },
  });
  assert.equal(bytes, 2 ** 30 - 512);
  assert.equal(walk.isComplete, true);
  assert.ok(most - before < 150 * 2 ** 20, `grew by ${(most - before) >> 20} MiB`);
});

test('a member that inflates a thousandfold is left within a few pieces of a cancel', async () => {
  const archive = await shareOf(gzipSync(tarFile('zeros', Buffer.alloc(64 * 1024 * 1024)), { level: 1 }));
  const [share] = archive.members;
  assert.ok(share);
  const controller = new AbortController();
  let told = 0;
  const visitor = {
    entry: () => undefined,
    data(chunk: Buffer) {
      told += chunk.length;
      controller.abort();
    },
  };
  const walk = walkMember(archive, share, null, visitor, { signal: controller.signal });
  await assert.rejects(walk, { code: 'CANCELLED' });
  assert.ok(told < 1024 * 1024, `${told} bytes were told after it`);
});
