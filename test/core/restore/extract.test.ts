import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { TarEntry } from '../../../core/archive/types.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { type ExtractOptions, Extractor } from '../../../core/restore/extract.ts';
import { testFolder } from '../../support/folder.ts';
import { skipUnless } from '../../support/needs.ts';

interface Made extends Partial<TarEntry> {
  path: string;
  content?: string | Buffer;
}

/** Extracts entries as the reader of tars would tell them; `outside` is what must never be touched. */
function extract(t: TestContext, entries: Made[], options: Partial<ExtractOptions> = {}) {
  const folder = testFolder(t);
  const target = path.join(folder, 'target');
  const outside = path.join(folder, 'outside');
  mkdirSync(target);
  mkdirSync(outside);
  const extractor = new Extractor(target, { owner: null, label: 'share/', ...options });
  for (const { content = '', ...made } of entries) {
    const data = Buffer.from(content);
    const entry: TarEntry = {
      type: 'file',
      size: data.length,
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: 1_700_000_000,
      link: null,
      ...made,
    };
    const replaced = {
      ...entry,
      path: made.path.replace('OUTSIDE', outside),
      link: entry.link?.replace('OUTSIDE', outside) ?? null,
    };
    if (extractor.entry(replaced) === 'skip') continue;
    if (data.length > 0) extractor.data(data);
    extractor.entryEnd();
  }
  extractor.finish();
  const reasons = Object.fromEntries(extractor.failed.map(({ path: name, reason }) => [name, reason]));
  return { target, outside, extractor, reasons, at: (name: string) => path.join(target, name) };
}

const hostileNames: [what: string, name: string][] = [
  ['an absolute name', 'OUTSIDE/evil'],
  ['a name that begins with ..', '../outside/evil'],
  ['a name with .. in the middle', 'a/../../outside/evil'],
  ['a name with a NUL', 'evil\0.txt'],
  ['a name longer than any path', 'x/'.repeat(3000)],
];
for (const [what, name] of hostileNames) {
  test(`${what} is refused and named, the rest goes on`, (t) => {
    const { outside, extractor, at } = extract(t, [
      { path: name, content: 'evil' },
      { path: 'good', content: 'good' },
    ]);
    assert.equal(existsSync(path.join(outside, 'evil')), false);
    assert.equal(extractor.failed.length, 1);
    assert.equal(readFileSync(at('good'), 'utf8'), 'good');
  });
}

test('nothing is written through a link, whichever comes first', (t) => {
  const { outside, reasons, at } = extract(t, [
    { path: 'door', type: 'link', link: 'OUTSIDE' },
    { path: 'door/evil', content: 'evil' },
    { path: 'door/deep/evil', content: 'evil' },
    { path: 'door/sub', type: 'folder' },
    { path: 'root', type: 'link', link: '/' },
    { path: 'root/tmp/evil', content: 'evil' },
    { path: 'late/file', content: 'kept' },
    { path: 'late', type: 'link', link: 'OUTSIDE' },
  ]);
  assert.equal(existsSync(path.join(outside, 'evil')), false);
  assert.equal(existsSync('/tmp/evil'), false);
  assert.equal(readlinkSync(at('door')), outside);
  assert.equal(readFileSync(at('late/file'), 'utf8'), 'kept');
  assert.deepEqual(Object.keys(reasons).sort(), [
    'share/door/deep/evil',
    'share/door/evil',
    'share/door/sub',
    'share/late',
    'share/root/tmp/evil',
  ]);
  assert.match(reasons['share/door/evil'] ?? '', /passes through the link door/);
});

test('links come back as links: relative, absolute and dangling', (t) => {
  const { extractor, at } = extract(t, [
    { path: 'plan.svg', type: 'link', link: 'floor/plan.svg', mtime: 1_600_000_000.5 },
    { path: 'etc', type: 'link', link: '/etc' },
    { path: 'nowhere', type: 'link', link: '../../not/there' },
  ]);
  assert.deepEqual(extractor.failed, []);
  assert.deepEqual(
    ['plan.svg', 'etc', 'nowhere'].map((name) => readlinkSync(at(name))),
    ['floor/plan.svg', '/etc', '../../not/there'],
  );
  assert.equal(lstatSync(at('plan.svg')).mtimeMs, 1_600_000_000_500);
});

test('a hard link is one file under two names; one that leads out is refused', (t) => {
  const { reasons, extractor, at } = extract(t, [
    { path: 'a', content: 'one' },
    { path: 'b', type: 'hardlink', link: 'a' },
    { path: 'passwd', type: 'hardlink', link: '/etc/passwd' },
    { path: 'up', type: 'hardlink', link: '../outside/x' },
    { path: 'self', type: 'hardlink', link: 'self' },
    { path: 'dir', type: 'link', link: '/etc' },
    { path: 'through', type: 'hardlink', link: 'dir/passwd' },
  ]);
  assert.equal(statSync(at('a')).ino, statSync(at('b')).ino);
  assert.deepEqual(Object.keys(reasons).sort(), ['share/passwd', 'share/self', 'share/up']);
  assert.deepEqual(extractor.looseLinks, [{ path: 'through', link: 'dir/passwd' }]);
  assert.equal(existsSync(at('through')), false);
});

test('devices and FIFOs are not made', (t) => {
  const { reasons, at } = extract(t, [{ path: 'fifo', type: 'other' }]);
  assert.match(reasons['share/fifo'] ?? '', /device, FIFO or socket/);
  assert.equal(existsSync(at('fifo')), false);
});

test('of one name twice the last wins, without following what the first left', (t) => {
  const { outside, extractor, at } = extract(t, [
    { path: 'a', content: 'first, and longer' },
    { path: 'a', content: 'second' },
    { path: 'b', type: 'link', link: 'OUTSIDE/evil' },
    { path: 'b', content: 'a file' },
    { path: 'c', content: 'a file' },
    { path: 'c', type: 'link', link: 'a' },
    { path: 'd', content: 'shared' },
    { path: 'e', type: 'hardlink', link: 'd' },
    { path: 'd', content: 'new' },
  ]);
  assert.deepEqual(extractor.failed, []);
  assert.equal(readFileSync(at('a'), 'utf8'), 'second');
  assert.equal(readFileSync(at('b'), 'utf8'), 'a file');
  assert.equal(existsSync(path.join(outside, 'evil')), false);
  assert.equal(readlinkSync(at('c')), 'a');
  assert.equal(readFileSync(at('d'), 'utf8'), 'new');
  assert.equal(readFileSync(at('e'), 'utf8'), 'shared');
});

test('a name that passes through a file is refused, and so is a file in place of a folder with content', (t) => {
  const { reasons, at } = extract(t, [
    { path: 'a', content: 'file' },
    { path: 'a/b', content: 'below a file' },
    { path: 'f/x', content: 'x' },
    { path: 'f', content: 'file' },
  ]);
  assert.match(reasons['share/a/b'] ?? '', /passes through the file a/);
  assert.match(reasons['share/f'] ?? '', /folder of the same name/);
  assert.equal(readFileSync(at('f/x'), 'utf8'), 'x');
});

test('modes and times come back, setuid and setgid do not', (t) => {
  const { at } = extract(t, [
    { path: 'locked', type: 'folder', mode: 0o500, mtime: 1_600_000_000.25 },
    { path: 'locked/key', mode: 0o600, content: 'k', mtime: 1_600_000_001.125 },
    { path: 'locked/open', mode: 0o666, content: 'o' },
    { path: 'locked/none', mode: 0, content: 'n' },
    { path: 'su', mode: 0o6755, content: 's' },
    { path: 'deep/made/file', content: 'x' },
  ]);
  const mode = (name: string) => (statSync(at(name)).mode & 0o7777).toString(8);
  assert.deepEqual(['locked', 'locked/key', 'locked/open', 'locked/none', 'su', 'deep'].map(mode), [
    '500',
    '600',
    '666',
    '0',
    '755',
    '755',
  ]);
  assert.equal(statSync(at('locked')).mtimeMs, 1_600_000_000_250);
  assert.equal(statSync(at('locked/key')).mtimeMs, 1_600_000_001_125);
});

test('times that no file system has do not stop the file', (t) => {
  const { extractor } = extract(t, [
    { path: 'a', mtime: Number.NaN, content: 'a' },
    { path: 'b', mtime: 1e300, content: 'b' },
    { path: 'c', mtime: -1e300, content: 'c' },
  ]);
  assert.deepEqual(extractor.failed, []);
});

test('owners: as archived, one for all, or left alone', {
  skip: skipUnless(process.getuid?.() === 0, 'only root can give files away'),
}, (t) => {
  const entries: Made[] = [
    { path: 'd/f', uid: 1234, gid: 2345, content: 'x' },
    { path: 'l', type: 'link', link: 'x', uid: 7, gid: 8 },
  ];
  const archived = extract(t, entries, { owner: 'archived' });
  assert.deepEqual([statSync(archived.at('d/f')).uid, statSync(archived.at('d/f')).gid], [1234, 2345]);
  assert.deepEqual([lstatSync(archived.at('l')).uid, lstatSync(archived.at('l')).gid], [7, 8]);
  const given = extract(t, entries, { owner: { uid: 55, gid: 66 } });
  assert.deepEqual(
    ['d', 'd/f', 'l'].map((name) => lstatSync(given.at(name)).uid),
    [55, 55, 55],
  );
});

test('long runs of zeros become holes, whatever lies around them', (t) => {
  const content = Buffer.alloc(3_000_000);
  content.write('head', 0);
  content.write('middle', 1_500_000);
  const { at } = extract(t, [
    { path: 'journal', content },
    { path: 'zeros', content: Buffer.alloc(1_000_000) },
    { path: 'tail', content: Buffer.concat([Buffer.alloc(200_000), Buffer.from('end')]) },
  ]);
  assert.ok(readFileSync(at('journal')).equals(content));
  assert.ok(statSync(at('journal')).blocks * 512 < 1_000_000);
  assert.ok(readFileSync(at('zeros')).equals(Buffer.alloc(1_000_000)));
  assert.equal(readFileSync(at('tail')).subarray(200_000).toString(), 'end');
  assert.equal(statSync(at('tail')).size, 200_003);
});

test('a disk that would be filled ends the restore with no-space', (t) => {
  const { bavail, bsize } = statfsSync('.');
  const content = Buffer.alloc(40 * 1024 * 1024, 1);
  assert.throws(
    () => extract(t, [{ path: 'big', content }], { reserve: bavail * bsize * 2 }),
    (error) => error instanceof LifeboatError && error.kind === 'no-space' && error.safe !== '',
  );
});

test('the file in the making is taken away when its data is torn', (t) => {
  const target = testFolder(t);
  const extractor = new Extractor(target, { owner: null, label: '' });
  extractor.entry({
    path: 'torn',
    type: 'file',
    size: 10,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    link: null,
  });
  extractor.data(Buffer.from('half'));
  assert.equal(extractor.dropTorn(), 'torn');
  assert.equal(existsSync(path.join(target, 'torn')), false);
  assert.equal(extractor.dropTorn(), null);
});

test('twenty thousand files and as many refusals: all files are there, the refusals are counted, not gathered', (t) => {
  const good = Array.from({ length: 20_000 }, (_, at) => ({ path: `d${at % 50}/f${at}`, content: 'x' }));
  const bad = Array.from({ length: 20_000 }, (_, at) => ({ path: `../f${at}` }));
  const { extractor, at } = extract(t, [...good, ...bad]);
  assert.equal(extractor.entries, 20_000);
  assert.equal(readFileSync(at('d49/f19999'), 'utf8'), 'x');
  assert.equal(extractor.failed.length, 1001);
  assert.deepEqual(extractor.failed.at(-1), { path: 'share/', reason: '19000 more entries were refused' });
});
