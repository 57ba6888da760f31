/** Ends of an archive: cancelled, on a full disk, encrypted, with memory that is bounded. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { decryptMember } from '../../../../core/archive/securetar/decrypt.ts';
import { prepareEncryption } from '../../../../core/archive/securetar/encrypt.ts';
import { openFileSource } from '../../../../core/archive/source.ts';
import type { TarItem } from '../../../../core/archive/write/types.ts';
import { createArchiveWriter } from '../../../../core/archive/write/writer.ts';
import { testFolder } from '../../../support/folder.ts';
import { fileItem, fileTarget, nowhere, writeArchive, writerOptions } from '../../../support/written.ts';

function openDescriptors(): number {
  return fs.readdirSync('/proc/self/fd').length;
}

function* endless(folder: string): Generator<TarItem> {
  fs.writeFileSync(path.join(folder, 'large'), Buffer.alloc(2_000_000, 'x'));
  fs.writeFileSync(path.join(folder, 'small'), 'x');
  while (true) {
    yield fileItem('large', path.join(folder, 'large'));
    yield fileItem('small', path.join(folder, 'small'));
  }
}

test('a raised signal ends the archive at once and leaves neither threads nor descriptors', async (t) => {
  const folder = testFolder(t);
  const before = openDescriptors();
  const stop = new AbortController();
  let written = 0;
  const target = {
    write(bytes: Buffer) {
      written += bytes.length;
      if (written > 5000) stop.abort();
    },
    patch() {},
  };
  const writer = createArchiveWriter([{ target, encryption: null }], {
    ...writerOptions,
    signal: stop.signal,
  });
  await assert.rejects(writer.addMember('x.tar.gz', endless(folder)), { code: 'CANCELLED' });
  await assert.rejects(writer.addMember('y.tar.gz', []), { code: 'CANCELLED' });
  await writer.close();
  assert.equal(openDescriptors(), before);
});

test('a signal raised while nothing is under way is heeded too', async () => {
  const stop = new AbortController();
  const writer = createArchiveWriter([nowhere], { ...writerOptions, signal: stop.signal });
  stop.abort();
  await assert.rejects(writer.addMember('x.tar.gz', []), { code: 'CANCELLED' });
  await writer.close();
});

test('a disk that gets full is reported as it is, and all is closed', async (t) => {
  const folder = testFolder(t);
  const before = openDescriptors();
  const full = fs.openSync('/dev/full', 'w');
  let written = 0;
  const target = {
    write(bytes: Buffer) {
      written += bytes.length;
      if (written > 5000) fileTarget(full).write(bytes);
    },
    patch() {},
  };
  const writer = createArchiveWriter([{ target, encryption: null }], writerOptions);
  await assert.rejects(writer.addMember('x.tar.gz', endless(folder)), { code: 'ENOSPC' });
  await writer.close();
  fs.closeSync(full);
  assert.equal(openDescriptors(), before);
});

test('a listing that fails ends the archive with its own error', async (t) => {
  const folder = testFolder(t);
  const before = openDescriptors();
  async function* failing(): AsyncGenerator<TarItem> {
    for (const item of endless(folder)) {
      yield item;
      if (item.path === 'small') throw new Error('the list broke off');
    }
  }
  await assert.rejects(writeArchive(path.join(folder, 'a.tar'), 'x.tar.gz', failing()), /the list broke off/);
  assert.equal(openDescriptors(), before);
});

for (const version of [2, 3] as const) {
  test(`encrypted with SecureTar ${version} it holds the same, and tells its plaintext size`, async (t) => {
    const folder = testFolder(t);
    const archive = path.join(folder, 'a.tar');
    fs.writeFileSync(path.join(folder, 'f'), Buffer.alloc(3_000_000, 'abc'));
    const items = [fileItem('f', path.join(folder, 'f'))];
    const encryption = await prepareEncryption(version, 'a key', writerOptions.randomBytes);
    const written = await writeArchive(archive, 'x.tar.gz', items, { encryption });
    const source = await openFileSource(archive);
    t.after(() => source.close());
    const cipher = version === 2 ? 'securetar2' : 'securetar3';
    const place = { name: 'x.tar.gz', part: 'x', offset: 1536, size: written.size };
    const member = { ...place, cipher, compressed: true, listed: true, whole: true } as const;
    const chunks: Buffer[] = [];
    for await (const chunk of decryptMember(source, member, 'a key')) chunks.push(chunk);
    const plain = Buffer.concat(chunks);
    const header = await source.read(1536, 24);
    assert.equal(Number(header.readBigUInt64BE(16)), plain.length);
    assert.equal(plain.length % 16, 0);
    const tar = zlib.gunzipSync(plain);
    assert.equal(tar.length % 10_240, 0);
    assert.ok(tar.includes(Buffer.alloc(3_000_000, 'abc')));
  });
}

const peak = `
  import fs from 'node:fs';
  import { randomBytes } from 'node:crypto';
  import { prepareEncryption } from './core/archive/securetar/encrypt.ts';
  import { createArchiveWriter } from './core/archive/write/writer.ts';
  const [file] = process.argv.slice(-1);
  const item = { kind: 'file', path: 'f', source: file, stat: fs.lstatSync(file) };
  const encryption = await prepareEncryption(3, 'a key', randomBytes);
  const options = { workers: 2, randomBytes, now: () => new Date(0) };
  const writer = createArchiveWriter([{ target: { write() {}, patch() {} }, encryption }], options);
  await writer.addMember('x.tar.gz', [item]);
  await writer.close();
  console.log(/VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
`;

test('the memory that it takes does not grow with what it writes, nor with how small that becomes', (t) => {
  const folder = testFolder(t);
  const peakOf = (size: number) => {
    const file = path.join(folder, String(size));
    fs.writeFileSync(file, '');
    fs.truncateSync(file, size);
    const args = ['--input-type=module-typescript', '--eval', peak, '--', file];
    return Number(execFileSync(process.execPath, args, { encoding: 'utf8' })) * 1024;
  };
  const megabyte = 1024 * 1024;
  const [small, large] = [peakOf(40 * megabyte), peakOf(400 * megabyte)];
  assert.ok(large < small + 40 * megabyte, `${large} bytes for 400 MiB, ${small} for 40 MiB`);
});
