import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { openFileSource } from '../../../core/archive/source.ts';
import type { Source } from '../../../core/archive/types.ts';
import { copyBackup } from '../../../core/catalog/copy.ts';
import { LifeboatError } from '../../../core/errors.ts';
import type { JobEvent } from '../../../core/events.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import type { Location } from '../../../core/locations/types.ts';
import { testFolder } from '../../support/folder.ts';

const now = new Date('2026-11-20T15:05:00Z');
const content = randomBytes(3 * 2 ** 20 + 1234);

async function someSource(t: TestContext): Promise<Source> {
  const file = path.join(testFolder(t), 'archive');
  writeFileSync(file, content);
  const source = await openFileSource(file);
  t.after(() => source.close());
  return source;
}

/** A source that is lost behind so many bytes. */
function lostAt(source: Source, end: number): Source {
  return {
    ...source,
    async read(offset, length) {
      if (offset >= end) throw new LifeboatError('unreachable', 'GONE', 'The server is gone.');
      return await source.read(offset, length);
    },
  };
}

async function copy(source: Source, to: Location): Promise<{ path: string; events: JobEvent[] }> {
  const events: JobEvent[] = [];
  const at = await copyBackup(source, to, 'a.tar', now, { report: (event) => events.push(event) });
  return { path: at, events };
}

const resumed = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'note' && event.code === 'COPY_RESUMED' ? event.message : []));

test('a copy that was broken off is gone on with, and nothing of it is seen before it is whole', async (t) => {
  const place = testFolder(t);
  const source = await someSource(t);
  const to = directoryLocation('nas', place);
  await assert.rejects(copy(lostAt(source, 2 ** 21), to), { code: 'GONE' });
  assert.deepEqual(await to.list(), []);
  assert.equal(readdirSync(path.join(place, '.lifeboat')).length, 1);

  const { path: at, events } = await copy(source, to);
  assert.deepEqual(resumed(events), ['2.1 MB were there already, from a copy that was broken off.']);
  assert.deepEqual(readFileSync(at), content);
  assert.deepEqual(readdirSync(place), ['a.tar']);
});

test('of what was left only the bytes that are right are kept', async (t) => {
  const place = testFolder(t);
  const source = await someSource(t);
  const to = directoryLocation('nas', place);
  await assert.rejects(copy(lostAt(source, 2 ** 21), to), { code: 'GONE' });
  const [left = ''] = readdirSync(path.join(place, '.lifeboat'));
  const torn = Buffer.from(content.subarray(0, 2 ** 21));
  torn.fill(0, 2 ** 20 + 5);
  writeFileSync(path.join(place, '.lifeboat', left), torn);

  const { path: at, events } = await copy(source, to);
  assert.deepEqual(resumed(events), ['1.0 MB were there already, from a copy that was broken off.']);
  assert.deepEqual(readFileSync(at), content);
});

test('the next job on the place clears away what is left of a copy', async (t) => {
  const place = testFolder(t);
  const to = directoryLocation('nas', place);
  await assert.rejects(copy(lostAt(await someSource(t), 2 ** 21), to), { code: 'GONE' });
  (await to.lock('backup', now)).release();
  assert.deepEqual(readdirSync(place), []);
});

test('a cancelled copy leaves nothing', async (t) => {
  const place = testFolder(t);
  const to = directoryLocation('nas', place);
  const controller = new AbortController();
  const report = (event: JobEvent) => event.type === 'progress' && controller.abort();
  const run = { report, signal: controller.signal };
  const source = await someSource(t);
  await assert.rejects(copyBackup(source, to, 'a.tar', now, run), { kind: 'cancelled' });
  assert.deepEqual(readdirSync(place), []);
});

test('what the drive gives back differently is not published', async (t) => {
  const place = testFolder(t);
  const real = directoryLocation('fake stick', place);
  const to: Location = {
    ...real,
    async lock(...words) {
      const locked = await real.lock(...words);
      return {
        ...locked,
        async createSink(name) {
          const sink = await locked.createSink(name);
          // As drives do that have less room than they say: what is written last lands on what was first.
          const write = async (bytes: Buffer) => sink.write(Buffer.alloc(bytes.length));
          return {
            ...sink,
            write,
            readBack: () => sink.readBack(),
            finish: (as) => sink.finish(as),
            abort: () => sink.abort(),
          };
        },
      };
    },
  };
  await assert.rejects(copy(await someSource(t), to), { kind: 'damaged', code: 'COPY_DIFFERS' });
  assert.deepEqual(readdirSync(place), []);
});

test('a place with too little room, or with a file system that ends before, says so before anything is written', async (t) => {
  const place = testFolder(t);
  const real = directoryLocation('stick', place);
  const source = await someSource(t);
  const usage = await real.usage();
  const full = { ...real, usage: async () => ({ ...usage, free: 1000 }) };
  await assert.rejects(copy(source, full), { kind: 'no-space', code: 'NO_SPACE' });
  const fat = { ...real, usage: async () => ({ ...usage, maxFileSize: 1_000_000 }) };
  await assert.rejects(copy(source, fat), { kind: 'no-space', code: 'FILE_TOO_LARGE' });
  assert.deepEqual(readdirSync(place), []);
});
