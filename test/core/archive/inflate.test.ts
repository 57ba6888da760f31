import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGzip, deflateRawSync, gzipSync } from 'node:zlib';
import { inflate } from '../../../core/archive/inflate.ts';
import { tar, tarFile } from '../../support/raw-archive.ts';
import { until } from '../../support/until.ts';

const content = tar(
  tarFile('a', Buffer.from(Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 27))),
);
const gzip = gzipSync(content);

async function* chunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What comes out of `bytes`, and what was thrown behind it. */
async function run(bytes: Buffer, size = 65_536, isTrailerPadded = false) {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of inflate(chunks(bytes, size), { isTrailerPadded })) pieces.push(piece);
  } catch (error) {
    return { bytes: Buffer.concat(pieces), error: error as Error & { kind: string } };
  }
  return { bytes: Buffer.concat(pieces), error: null };
}

async function assertGives(bytes: Buffer, expected: Buffer, isPadded = false): Promise<void> {
  for (const size of [1 << 20, 4096, 17]) {
    const result = await run(bytes, size, isPadded);
    assert.equal(result.error, null);
    assert.ok(result.bytes.equals(expected), `in chunks of ${size}`);
  }
}

test('a tar comes as it is, a gzip inflated', async () => {
  await assertGives(content, content);
  await assertGives(gzip, content);
});

test('gzip headers with name, comment, extra field and checksum are skipped', async () => {
  const header = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 255]),
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('homeassistant.tar\0comment\0'),
    Buffer.from([0xab, 0xcd]),
  ]);
  await assertGives(Buffer.concat([header, gzip.subarray(10)]), content);
});

test('several gzips in a row are one content; zeros and rubbish behind the last are no part of it', async () => {
  const two = [gzipSync(content.subarray(0, 1000)), gzipSync(content.subarray(1000))];
  await assertGives(Buffer.concat(two), content);
  await assertGives(Buffer.concat([gzip, Buffer.alloc(5000)]), content);
  await assertGives(Buffer.concat([gzip, Buffer.alloc(300), Buffer.from('rubbish')]), content);
  await assertGives(Buffer.concat([two[0] as Buffer, Buffer.alloc(16), two[1] as Buffer]), content);
});

test('SecureTar 1 pads what it writes: the trailer is found and checked behind the padding', async () => {
  const pad = (bytes: Buffer) => {
    const missing = (16 - (bytes.length % 16)) % 16;
    return Buffer.concat([bytes, Buffer.alloc(missing, missing)]);
  };
  const body = Buffer.concat([gzip.subarray(0, 10), deflateRawSync(content)]);
  const [checksum, size] = [gzip.subarray(-8, -4), gzip.subarray(-4)];
  const padded = Buffer.concat([pad(body), pad(checksum), pad(size)]);
  await assertGives(padded, content, true);
  await assertGives(gzip, content, true);

  assert.equal((await run(padded, 4096, false)).error?.kind, 'corrupt');
  assert.equal((await run(padded.subarray(0, -32), 4096, true)).error?.kind, 'truncated');
  const wrong = Buffer.from(padded);
  wrong.writeUInt8(wrong.readUInt8(wrong.length - 32) ^ 1, wrong.length - 32);
  assert.equal((await run(wrong, 4096, true)).error?.kind, 'corrupt');
});

test('a cut gzip gives all that is there, then says that it is cut', async () => {
  const { bytes, error } = await run(gzip.subarray(0, gzip.length >> 1));
  assert.equal(error?.kind, 'truncated');
  assert.ok(bytes.length > content.length / 4 && content.subarray(0, bytes.length).equals(bytes));
  for (const missing of [1, 4, 8, 9]) {
    const cut = await run(gzip.subarray(0, -missing));
    assert.equal(cut.error?.kind, 'truncated', `${missing} bytes missing`);
    assert.ok(cut.bytes.equals(content) || missing > 8);
  }
  assert.equal((await run(gzip.subarray(0, 5))).error?.kind, 'truncated');
  assert.equal((await run(Buffer.alloc(0))).error?.kind, 'truncated');
});

test('a changed byte is damage: in the stream, the checksum or the size', async () => {
  for (const at of [40, gzip.length >> 1, gzip.length - 8, gzip.length - 1]) {
    const changed = Buffer.from(gzip);
    changed.writeUInt8(changed.readUInt8(at) ^ 0x55, at);
    assert.match(String((await run(changed)).error?.kind), /corrupt|truncated/, `byte ${at}`);
  }
});

test('what is neither gzip nor tar is damage', async () => {
  assert.equal((await run(Buffer.alloc(2000, 'text'))).error?.kind, 'corrupt');
});

test('an error of the input comes behind all that was there before it', async () => {
  const failing = async function* () {
    yield gzip.subarray(0, gzip.length - 100);
    throw new Error('the disk is gone');
  };
  let length = 0;
  await assert.rejects(async () => {
    for await (const piece of inflate(failing(), { isTrailerPadded: false })) length += piece.length;
  }, /the disk is gone/);
  assert.ok(length > content.length / 2);
});

test('an endless member is read no further than the consumer wants', async () => {
  let given = 0;
  let isClosed = false;
  const endless = async function* () {
    const zip = createGzip({ level: 1 });
    const zeros = Buffer.alloc(1 << 20);
    try {
      zip.write(tarFile('a', '', { size: 2 ** 32 }));
      for (;;) {
        zip.write(zeros);
        zip.flush();
        await new Promise<void>((resolve) => zip.once('readable', resolve));
        given += 1;
        yield zip.read() as Buffer;
      }
    } finally {
      isClosed = true;
      zip.destroy();
    }
  };
  let taken = 0;
  for await (const piece of inflate(endless(), { isTrailerPadded: false })) {
    taken += piece.length;
    if (taken > 50 * 2 ** 20) break;
  }
  assert.ok(given < 60, `${given} MiB were read for 50`);
  await until('the input to be closed', 180, async () => isClosed);
});

test('a bomb of 1 GiB takes a bounded amount of memory', async () => {
  const bomb = gzipSync(Buffer.alloc(2 ** 28), { level: 9 });
  const before = process.memoryUsage().rss;
  let most = 0;
  let total = 0;
  const start = gzipSync(tarFile('a', '', { size: 2 ** 30 }));
  for await (const piece of inflate(chunks(Buffer.concat([start, bomb, bomb, bomb, bomb]), 1 << 20), {
    isTrailerPadded: false,
  })) {
    total += piece.length;
    most = Math.max(most, process.memoryUsage().rss);
  }
  assert.equal(total, 2 ** 30 + 512);
  assert.ok(most - before < 150 * 2 ** 20, `grew by ${(most - before) >> 20} MiB`);
});
