import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TarReader } from '../../../core/archive/tar-reader.ts';
import type { TarEntry } from '../../../core/archive/types.ts';
import { paxHeader, sealed, tar, tarEnd, tarFile, tarHeader } from '../../support/raw-archive.ts';

interface Read {
  entries: TarEntry[];
  contents: Record<string, string>;
  isComplete: boolean;
}

/** Reads a tar in chunks of `chunkSize`. */
function read(bytes: Buffer, chunkSize = bytes.length): Read {
  const entries: TarEntry[] = [];
  const contents: Record<string, string> = {};
  let pieces: Buffer[] = [];
  const reader = new TarReader({
    entry(entry) {
      entries.push(entry);
      pieces = [];
      return undefined;
    },
    data: (chunk) => pieces.push(Buffer.from(chunk)),
    entryEnd() {
      contents[entries.at(-1)?.path ?? ''] = Buffer.concat(pieces).toString();
    },
  });
  for (let at = 0; at < bytes.length; at += chunkSize) reader.write(bytes.subarray(at, at + chunkSize));
  return { entries, contents, isComplete: reader.end().isComplete };
}

const only = (bytes: Buffer): TarEntry => {
  const { entries } = read(bytes);
  assert.equal(entries.length, 1);
  return entries[0] as TarEntry;
};

const mixed = tar(
  paxHeader({ path: 'data/Küche ☕.txt', mtime: '1795228368.54512' }),
  tarFile('short', 'coffee'),
  tarFile('data/empty', ''),
  tarHeader({ path: './data/www/', type: '5', mode: 0o755 }),
  tarHeader({ path: 'data/www/link', type: '2', link: '../dangling' }),
  tarHeader({ path: 'data/www/hard', type: '1', link: './data/empty' }),
  tarFile('data/big', 'x'.repeat(1500)),
);

test('chunks of any size give the same entries and contents', () => {
  const whole = read(mixed);
  assert.deepEqual(
    whole.entries.map(({ path, type, link }) => [path, type, link]),
    [
      ['data/Küche ☕.txt', 'file', null],
      ['data/empty', 'file', null],
      ['data/www', 'folder', null],
      ['data/www/link', 'link', '../dangling'],
      ['data/www/hard', 'hardlink', 'data/empty'],
      ['data/big', 'file', null],
    ],
  );
  assert.equal(whole.contents['data/Küche ☕.txt'], 'coffee');
  assert.equal(whole.contents['data/big'], 'x'.repeat(1500));
  assert.equal(whole.isComplete, true);
  for (const size of [1, 7, 511, 512, 513, 1000, 4096]) assert.deepEqual(read(mixed, size), whole);
});

test('data is a slice of the chunk, not a copy', () => {
  const bytes = tar(tarFile('a', 'hello'));
  const reader = new TarReader({
    entry: () => undefined,
    data: (chunk) => assert.equal(chunk.buffer, bytes.buffer),
  });
  reader.write(bytes);
});

test('times keep their fractions, owners come from PAX where they are', () => {
  const entry = only(tar(paxHeader({ mtime: '1795228368.5451202', uid: '4000000' }), tarFile('a', '')));
  assert.equal(entry.mtime, 1795228368.5451202);
  assert.equal(entry.uid, 4_000_000);
  assert.equal(entry.gid, 0);
});

test('a PAX value may hold line ends and equals signs', () => {
  assert.equal(only(tar(paxHeader({ path: 'a\nb=c\n' }), tarFile('x', ''))).path, 'a\nb=c\n');
});

test('a PAX size wins over the header, for its own entry only', () => {
  const { contents } = read(
    tar(paxHeader({ size: '3' }), tarFile('a', 'abc', { size: 0 }), tarFile('b', 'de')),
  );
  assert.deepEqual(contents, { a: 'abc', b: 'de' });
});

test('a global PAX header gives owners and times, but neither names nor sizes', () => {
  const { entries } = read(
    tar(
      paxHeader({ uid: '7', mtime: '5', path: 'evil', size: '9' }, 'g'),
      tarFile('a', 'x'),
      tarFile('b', ''),
    ),
  );
  assert.deepEqual(
    entries.map(({ path, uid, mtime, size }) => [path, uid, mtime, size]),
    [
      ['a', 7, 5, 1],
      ['b', 7, 5, 0],
    ],
  );
});

test('GNU long names and links, and base-256 numbers', () => {
  const name = `${'long/'.repeat(60)}name`;
  const header = tarHeader({ path: 'cut', type: '2', link: 'cut', magic: 'ustar  \0' });
  header.write('\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff', 136, 'latin1');
  header.write('\x80\0\0\0\0\x0f\x42\x40', 108, 'latin1');
  const long = (type: string, text: string) => tarFile('././@LongLink', `${text}\0`, { type });
  const entry = only(tar(long('L', name), long('K', `${name}2`), sealed(header)));
  assert.equal(entry.path, name);
  assert.equal(entry.link, `${name}2`);
  assert.equal(entry.mtime, -1);
  assert.equal(entry.uid, 1_000_000);
});

test('a ustar prefix is put in front; in the GNU flavour that place holds something else', () => {
  assert.equal(only(tar(tarHeader({ path: 'b', prefix: 'a' }))).path, 'a/b');
  assert.equal(only(tar(tarHeader({ path: 'b', prefix: '1234', magic: 'ustar  \0' }))).path, 'b');
});

test('tars from before ustar: no magic, a folder is a name with a slash, signed checksums', () => {
  assert.equal(only(tar(tarHeader({ path: 'old/', type: '\0', magic: '' }))).type, 'folder');
  const header = tarHeader({ path: 'Küche', magic: '' });
  header.write('        ', 148);
  const signed = header.reduce((sum, byte) => sum + (byte > 127 ? byte - 256 : byte), 0);
  header.write(`${signed.toString(8).padStart(6, '0')}\0 `, 148);
  assert.equal(only(tar(header)).path, 'Küche');
});

test('devices and FIFOs are told as such; sparse files are never taken for plain ones', () => {
  const { entries } = read(
    tar(
      tarHeader({ path: 'dev/null', type: '3' }),
      tarHeader({ path: 'pipe', type: '6', size: 99 }),
      tarFile('sparse', 'map', { type: 'S' }),
      paxHeader({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'really' }),
      tarFile('GNUSparseFile.0/really', 'map'),
    ),
  );
  assert.deepEqual(
    entries.map(({ path, type, size }) => [path, type, size]),
    [
      ['dev/null', 'other', 0],
      ['pipe', 'other', 0],
      ['sparse', 'other', 3],
      ['really', 'other', 3],
    ],
  );
});

test('hostile names are handed on as they are', () => {
  const names = ['../../etc/passwd', '/etc/passwd', 'a/../../b', '\u001b[2J'];
  assert.deepEqual(
    read(tar(...names.map((path) => tarFile(path, '')))).entries.map(({ path }) => path),
    names,
  );
});

test('a skipped entry gives no data and no end', () => {
  const calls: string[] = [];
  const reader = new TarReader({
    entry({ path }) {
      calls.push(path);
      return path === 'a' ? 'skip' : undefined;
    },
    data: (chunk) => calls.push(chunk.toString()),
    entryEnd: () => calls.push('end'),
  });
  reader.write(tar(tarFile('a', 'secret'), tarFile('b', 'told'), tarFile('c', '')));
  assert.deepEqual(calls, ['a', 'b', 'told', 'end', 'c', 'end']);
});

test('one zero block is an end, none is not', () => {
  const file = tarFile('a', 'x');
  assert.equal(read(Buffer.concat([file, tarEnd])).isComplete, true);
  assert.equal(read(Buffer.concat([file, Buffer.alloc(512)])).isComplete, true);
  assert.equal(read(Buffer.concat([file, tarEnd, Buffer.alloc(3000, 'rubbish')])).isComplete, true);
  assert.equal(read(file).isComplete, false);
});

const damaged: [what: string, bytes: Buffer, kind: string][] = [
  ['cut in the data', mixed.subarray(0, 1538), 'truncated'],
  ['cut in a header', mixed.subarray(0, 300), 'truncated'],
  ['cut in a PAX header', mixed.subarray(0, 520), 'truncated'],
  ['a size greater than what follows', tar(tarFile('a', 'x', { size: 2 ** 30 })), 'truncated'],
  ['a size less than what follows', tar(tarFile('a', 'x'.repeat(600), { size: 10 })), 'corrupt'],
  ['no header where one must be', Buffer.alloc(1024, 'x'), 'corrupt'],
  ['entries behind a zeroed header', tar(tarFile('a', ''), Buffer.alloc(512), tarFile('b', '')), 'corrupt'],
  ['a PAX header of 2 MiB', tar(tarFile('x', Buffer.alloc(2 ** 21, 'a'), { type: 'x' })), 'corrupt'],
  ['a long name of 2 MiB', tar(tarFile('x', Buffer.alloc(2 ** 21, 'a'), { type: 'L' })), 'corrupt'],
  [
    'a PAX record without a length',
    tar(tarFile('x', 'path=a\n', { type: 'x' }), tarFile('a', '')),
    'corrupt',
  ],
  ['a PAX record longer than its header', tar(tarFile('x', '99 path=a\n', { type: 'x' })), 'corrupt'],
  ['a PAX record shorter than its key', tar(tarFile('x', '3 path=a\n', { type: 'x' })), 'corrupt'],
  ['a PAX size that is no number', tar(paxHeader({ size: 'many' }), tarFile('a', '')), 'corrupt'],
  ['a negative PAX size', tar(paxHeader({ size: '-1' }), tarFile('a', '')), 'corrupt'],
  ['a size beyond all numbers', tar(paxHeader({ size: '9'.repeat(30) }), tarFile('a', '')), 'corrupt'],
  ['a file without a name', tar(tarHeader({ path: '' })), 'corrupt'],
  ['a file named as the root', tar(tarHeader({ path: '.' })), 'corrupt'],
];
for (const [what, bytes, kind] of damaged)
  test(`${what} is damage: ${kind}`, () => {
    assert.throws(() => read(bytes), { name: 'Damage', kind });
    assert.throws(() => read(bytes, 100), { name: 'Damage', kind });
  });

test('200,000 entries are read, each told once', () => {
  const block = Buffer.concat(
    Array.from({ length: 1000 }, (_, i) =>
      Buffer.concat([paxHeader({ mtime: `1.${i}` }), tarFile(`${i}`, 'x')]),
    ),
  );
  let count = 0;
  const reader = new TarReader({
    entry() {
      count += 1;
      return 'skip';
    },
  });
  for (let i = 0; i < 200; i += 1) reader.write(block);
  reader.write(tarEnd);
  assert.equal(count, 200_000);
  assert.deepEqual(reader.end(), { entries: 200_000, bytes: block.length * 200 + 1024, isComplete: true });
});
