import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { listFiles } from '../../../core/archive/list-files.ts';
import { openArchive } from '../../../core/archive/open.ts';
import { canHold, partOf, pathMatcher } from '../../../core/archive/paths.ts';
import { readOneFile } from '../../../core/archive/read-file.ts';
import type { Archive, CandidateKey } from '../../../core/archive/types.ts';
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
const open = (file: string): Promise<Archive> => openArchive(memorySource(fixture(file)));
const pathsOf = async (archive: Archive, under?: string) =>
  (await listFiles(archive, keys, under === undefined ? {} : { under })).files.map(({ path }) => path);

async function read(archive: Archive, path: string, candidates = keys): Promise<string> {
  const pieces: Buffer[] = [];
  await readOneFile(archive, candidates, path, (chunk) => pieces.push(Buffer.from(chunk)));
  return Buffer.concat(pieces).toString();
}

const places: [part: string, tarPath: string, expected: [string, string] | null][] = [
  ['homeassistant', '.', null],
  ['homeassistant', 'homeassistant.json', null],
  ['homeassistant', 'data', ['homeassistant', 'homeassistant']],
  ['homeassistant', 'data/www/plan.svg', ['homeassistant', 'homeassistant/www/plan.svg']],
  ['homeassistant', 'configuration.yaml', ['homeassistant', 'homeassistant/configuration.yaml']],
  ['homeassistant', 'data/home-assistant_v2.db', ['database', 'homeassistant/home-assistant_v2.db']],
  ['homeassistant', 'data/home-assistant_v2.db-wal', ['database', 'homeassistant/home-assistant_v2.db-wal']],
  ['homeassistant', 'home-assistant_v2.db', ['database', 'homeassistant/home-assistant_v2.db']],
  [
    'homeassistant',
    'data/sub/home-assistant_v2.db',
    ['homeassistant', 'homeassistant/sub/home-assistant_v2.db'],
  ],
  ['share', '.', ['share', 'share']],
  ['share', 's.txt', ['share', 'share/s.txt']],
  ['addons/local', 'hello/run.sh', ['addons/local', 'addons/local/hello/run.sh']],
  ['core_mosquitto', 'data/options.json', ['core_mosquitto', 'core_mosquitto/data/options.json']],
  ['share', '../x', ['share', 'share/../x']],
];
for (const [part, tarPath, expected] of places)
  test(`${part}: ${tarPath} is ${expected ? expected.join(', ') : 'no file of the user'}`, () => {
    assert.deepEqual(partOf({ part }, tarPath), expected && { part: expected[0], path: expected[1] });
  });

test('a path names itself, what is below it, and as a glob its matches, dot files too', () => {
  assert.ok(pathMatcher('share/')('share/a/b'));
  assert.ok(!pathMatcher('share/a')('share/ab'));
  assert.ok(pathMatcher('homeassistant/*')('homeassistant/.storage'));
  assert.ok(pathMatcher('homeassistant/**/*.yaml')('homeassistant/a/b.yaml'));
  assert.ok(!pathMatcher('homeassistant/*.yaml')('homeassistant/a/b.yaml'));
  assert.ok(pathMatcher('share/[draft] a.txt')('share/[draft] a.txt'));
});

test('members that cannot hold a path are not read for it', () => {
  assert.ok(canHold({ part: 'addons/local' }, 'addons/local/hello'));
  assert.ok(canHold({ part: 'share' }, 'share'));
  assert.ok(canHold({ part: 'share' }, 's*'));
  assert.ok(canHold({ part: 'share' }, '**/x'));
  assert.ok(!canHold({ part: 'share' }, 'ssl/key.pem'));
  assert.ok(!canHold({ part: 'share' }, 'shared/x'));
});

test('files are listed as part/relative, with ISO times; tokens are not', async () => {
  const { files, problems } = await listFiles(await open('supervisor/v3-full.tar'), keys);
  assert.deepEqual(problems, []);
  assert.ok(!files.some(({ path }) => path.endsWith('homeassistant.json')));
  assert.deepEqual(
    files.find(({ path }) => path === 'homeassistant/automations.yaml'),
    {
      path: 'homeassistant/automations.yaml',
      type: 'file',
      size: 53,
      mode: 0o644,
      mtime: '2026-11-21T02:32:48.545Z',
      link: null,
    },
  );
  for (const path of ['core_mosquitto/data/options.json', 'addons/local/hello/run.sh', 'share/notes.txt'])
    assert.ok(
      files.some((file) => file.path === path),
      path,
    );
});

test('the listing is the same whatever the cipher', async () => {
  const plain = await pathsOf(await open('supervisor/plain-full.tar'));
  assert.equal(plain.length, 91);
  for (const file of ['v2-full', 'v3-full'])
    assert.deepEqual(await pathsOf(await open(`supervisor/${file}.tar`)), plain);
});

test('under a path only that is listed, and only its member is read', async () => {
  const bytes = fixture('core/core-2026.11.0-plain.tar');
  assert.deepEqual(await pathsOf(await openArchive(memorySource(bytes)), 'homeassistant/www/*.svg'), [
    'homeassistant/www/plan.svg',
  ]);
  const source = memorySource(fixture('supervisor/plain-full.tar'));
  const archive = await openArchive(source);
  const before = source.bytes;
  assert.ok((await pathsOf(archive, 'ssl')).includes('ssl/privkey.pem'));
  assert.ok(source.bytes - before < 1000, `${source.bytes - before} bytes read`);
});

test('a member that cannot be opened is a problem, the others are listed', async () => {
  const v3 = await open('supervisor/v3-full.tar');
  const share = v3.members.find(({ part }) => part === 'share');
  assert.ok(share);
  const archive = await openArchive(
    memorySource(
      tar(
        tarFile('share.tar.gz', await v3.source.read(share.offset, share.size)),
        tarFile('media.tar.gz', gzipSync(tarFile('cut', 'x'.repeat(5000))).subarray(0, -9)),
        tarFile('ssl.tar.gz', gzippedTar(tarFile('a', 'b'))),
      ),
    ),
  );
  const listed = await listFiles(archive, keys.slice(0, 1));
  assert.deepEqual(
    listed.files.map(({ path }) => path),
    ['media/cut', 'ssl/a'],
  );
  assert.deepEqual(
    listed.problems.map(({ path, code }) => `${path} ${code}`),
    ['share.tar.gz WRONG_KEY', 'media.tar.gz MEMBER_TRUNCATED'],
  );
});

test('times that no calendar holds do not break the listing', async () => {
  const header = tarHeader({ path: 'a', mtime: 8 ** 11 - 1 });
  const archive = await openArchive(memorySource(tar(tarFile('share.tar.gz', gzippedTar(header)))));
  const [file] = (await listFiles(archive, [])).files;
  assert.equal(file?.mtime, new Date((8 ** 11 - 1) * 1000).toISOString());
});

test('one file comes out of every cipher, byte for byte', async () => {
  for (const file of ['plain-full', 'v2-full', 'v3-full', 'v3-uncompressed'])
    assert.match(
      await read(await open(`supervisor/${file}.tar`), 'homeassistant/configuration.yaml'),
      /^default_config|:/,
    );
  assert.equal(
    await read(await open('supervisor/v3-full.tar'), 'homeassistant/automations.yaml'),
    await read(await open('supervisor/plain-full.tar'), 'homeassistant/automations.yaml'),
  );
});

test('a hard link gives the content of the file that it repeats', async () => {
  const archive = await open('supervisor/plain-full.tar');
  const first = await read(archive, 'homeassistant/www/hard-a.txt');
  assert.ok(first.length > 0);
  assert.equal(await read(archive, 'homeassistant/www/hard-b.txt'), first);
});

test('reading stops behind the file', async () => {
  const noise = Buffer.from(Array.from({ length: 8_000_000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 24));
  const member = tar(tarFile('first', 'wanted'), tarFile('noise', noise));
  const source = memorySource(tar(metadataFile(), tarFile('share.tar', member)));
  assert.equal(await read(await openArchive(source), 'share/first'), 'wanted');
  assert.ok(source.bytes < 4_000_000, `${source.bytes} bytes read`);
});

test('folders, links and absent paths are not found, a wrong key is a wrong key', async () => {
  const archive = await open('supervisor/v3-full.tar');
  const reject = (path: string, code: string, exitCode: number, candidates = keys) =>
    assert.rejects(read(archive, path, candidates), { code, exitCode });
  await reject('homeassistant/www', 'NOT_A_FILE', 10);
  await reject('homeassistant/www/link-relative', 'NOT_A_FILE', 10);
  await reject('homeassistant/no-such-file', 'NO_SUCH_FILE', 10);
  await reject('nothing/at-all', 'NO_SUCH_FILE', 10);
  await reject('homeassistant/homeassistant.json', 'NO_SUCH_FILE', 10);
  await reject('homeassistant/configuration.yaml', 'WRONG_KEY', 12, keys.slice(0, 1));
  await reject('homeassistant/configuration.yaml', 'KEY_MISSING', 12, []);
});
