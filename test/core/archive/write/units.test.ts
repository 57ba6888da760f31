import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { Header as OtherHeader, Pax } from 'tar';
import { combineCrc } from '../../../../core/archive/write/crc32.ts';
import { deflateBlock } from '../../../../core/archive/write/deflate.ts';
import { GzipFrame, gzipHeader } from '../../../../core/archive/write/gzip.ts';
import { endOfTar, memberHeader, plainHeader } from '../../../../core/archive/write/outer.ts';
import { workerCount } from '../../../../core/archive/write/pool.ts';
import { type Header, headerRoom, writeHeader } from '../../../../core/archive/write/tar-header.ts';

const plain: Header = {
  path: 'data/a.txt',
  type: 'file',
  size: 5,
  mode: 0o100640,
  uid: 1000,
  gid: 1001,
  mtime: 1_700_000_000,
  link: '',
};

/** As another implementation reads it. */
function decode(bytes: Buffer): { header: OtherHeader; length: number; pax: string } {
  const first = new OtherHeader(bytes, 0);
  assert.ok(first.cksumValid);
  if (first.type !== 'ExtendedHeader') return { header: first, length: 512, pax: '' };
  const pax = bytes.toString('utf8', 512, 512 + (first.size ?? 0));
  const start = 512 + Math.ceil((first.size ?? 0) / 512) * 512;
  const header = new OtherHeader(bytes, start, Pax.parse(pax));
  assert.ok(header.cksumValid);
  return { header, length: start + 512, pax };
}

function encode(change: Partial<Header>): Buffer {
  const header = { ...plain, ...change };
  // What was there before must not shine through.
  const bytes = Buffer.alloc(headerRoom(header), 0xee);
  return bytes.subarray(0, writeHeader(bytes, 0, header));
}

test('a header that fits ustar is one block', () => {
  const bytes = encode({});
  const { header, length } = decode(bytes);
  assert.equal(length, bytes.length);
  const { path, type, size, mode, uid, gid, mtime } = header;
  assert.deepEqual(
    { path, type, size, mode, uid, gid, mtime: mtime?.getTime() },
    {
      path: 'data/a.txt',
      type: 'File',
      size: 5,
      mode: 0o640,
      uid: 1000,
      gid: 1001,
      mtime: 1_700_000_000_000,
    },
  );
});

for (const [what, change, expected] of [
  ['a name of 101 bytes', { path: 'p'.repeat(101) }, { path: 'p'.repeat(101) }],
  ['a name of 4000 characters that are not ASCII', { path: 'ü'.repeat(4000) }, { path: 'ü'.repeat(4000) }],
  [
    'a folder whose name fits only without its slash',
    { path: 'p'.repeat(100), type: 'folder' },
    { path: `${'p'.repeat(100)}/` },
  ],
  ['a link to a long target', { type: 'link', size: 0, link: 't'.repeat(300) }, { type: 'SymbolicLink' }],
  ['a hard link to a name that is not ASCII', { type: 'hardlink', size: 0, link: 'ø' }, { type: 'Link' }],
  ['8 GiB', { size: 8 ** 11 }, { size: 8 ** 11 }],
  [
    'an owner beyond the octal field',
    { uid: 4_000_000_000, gid: 2_097_152 },
    { uid: 4_000_000_000, gid: 2_097_152 },
  ],
] as [string, Partial<Header>, Partial<OtherHeader>][]) {
  test(`an extended header carries ${what}`, () => {
    const bytes = encode(change);
    const { header, length, pax } = decode(bytes);
    assert.equal(length, bytes.length);
    if (change.link) assert.match(pax, new RegExp(`^\\d+ linkpath=${change.link}\n`)); // npm's reader passes over it
    for (const [key, value] of Object.entries(expected))
      assert.equal(header[key as keyof OtherHeader], value);
  });
}

test('times with fractions, before 1970 and beyond the octal field are extended records', () => {
  for (const mtime of [1_700_000_000.123_456, 0.5, -86_400.25, 8 ** 11]) {
    const text = /mtime=(.*)\n/.exec(decode(encode({ mtime })).pax)?.[1];
    assert.equal(Number(text), mtime);
  }
});

test('records count their own length at every width', () => {
  for (let length = 101; length < 1200; length++) {
    const path = 'x'.repeat(length);
    assert.equal(decode(encode({ path })).header.path, path);
  }
});

test('the header area of a member is as long for 9 GiB as for nothing, and tells the size', () => {
  const now = memberHeader('homeassistant.tar.gz', 0, 1_700_000_000.25);
  const later = memberHeader('homeassistant.tar.gz', 9 * 2 ** 30, 1_700_000_000.25);
  assert.equal(now.length, 1536);
  assert.equal(later.length, 1536);
  assert.deepEqual([decode(now).header.size, decode(later).header.size], [0, 9 * 2 ** 30]);
  assert.equal(decode(later).header.path, 'homeassistant.tar.gz');
  assert.match(decode(later).pax, /^23 mtime=1700000000\.25\n/);
});

test('the metadata has a header of one block and a time in whole seconds', () => {
  const { header, length } = decode(plainHeader('./backup.json', 3, 1_700_000_000.75));
  assert.deepEqual(
    [header.path, header.size, length, header.mtime?.getTime()],
    ['./backup.json', 3, 512, 1_700_000_000_000],
  );
});

test('a tar ends with two blocks of zeros at least, at a multiple of 10,240', () => {
  assert.deepEqual(
    [0, 9216, 9728, 10_240].map((length) => endOfTar(length).length),
    [10_240, 1024, 10_752, 10_240],
  );
});

test('joined CRCs are the CRC of the whole', () => {
  for (const [first, second] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [512, 524_288],
    [70_001, 99_999],
  ] as const) {
    const a = randomBytes(first);
    const b = randomBytes(second);
    assert.equal(combineCrc(zlib.crc32(a), zlib.crc32(b), second), zlib.crc32(Buffer.concat([a, b])));
  }
});

const text = Buffer.from('the same line over and over\n'.repeat(20_000));
const noise = randomBytes(300_000);

test('blocks made apart inflate as one gzip member, text small, noise stored, its length a multiple of 16', () => {
  for (let extra = 0; extra < 16; extra++) {
    const blocks = [text, noise, Buffer.alloc(10_240), randomBytes(extra * 7)].filter(
      ({ length }) => length > 0,
    );
    const frame = new GzipFrame();
    const parts: Uint8Array[] = [gzipHeader];
    for (const block of blocks) {
      const deflated = deflateBlock(block, 1);
      frame.add(deflated.length, block.length, zlib.crc32(block));
      parts.push(deflated);
    }
    const member = Buffer.concat([...parts, frame.end(true)]);
    assert.equal(member.length % 16, 0);
    assert.ok(zlib.gunzipSync(member).equals(Buffer.concat(blocks)));
  }
  assert.ok(deflateBlock(text, 1).length < text.length / 20);
  assert.equal(deflateBlock(noise, 1).length, noise.length + 5 * Math.ceil(noise.length / 65_535));
});

test('level 0 stores everything', () => {
  assert.equal(deflateBlock(text, 0).length, text.length + 5 * Math.ceil(text.length / 65_535));
});

test('worker threads: as many as cores, four at most, one for each 256 MB that are available, always one', () => {
  const available = (megabytes: number) => `MemTotal: 9 kB\nMemAvailable:   ${megabytes * 1024} kB\n`;
  const counts = [
    workerCount(2, available(4000)),
    workerCount(16, available(4000)),
    workerCount(4, available(600)),
    workerCount(4, available(90)),
    workerCount(4, ''),
  ];
  assert.deepEqual(counts, [2, 4, 2, 1, 4]);
});
