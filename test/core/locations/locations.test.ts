import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { chooseLocations } from '../../../core/locations/choose.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { nameVariants, suggestedName } from '../../../core/locations/file-name.ts';
import { publish } from '../../../core/locations/publish.ts';
import type { LockedLocation } from '../../../core/locations/types.ts';
import { testFolder } from '../../support/folder.ts';
import { smallDisk } from '../../support/mounts.ts';
import { until } from '../../support/until.ts';
import { testWorld } from '../../support/world.ts';

const now = new Date('2026-11-20T15:05:00Z');

async function writeBackup(location: LockedLocation, name: string, text: string): Promise<string> {
  const sink = await location.createSink();
  await sink.write(Buffer.from(text));
  return sink.finish(name);
}

test('a backup in the making is out of sight, and whole when it appears', async (t) => {
  const folder = testFolder(t);
  const location = directoryLocation('here', folder);
  const locked = await location.lock('backup', now);
  const sink = await locked.createSink();
  await sink.write(Buffer.from('0000 behind'));
  assert.deepEqual(await location.list(), []);
  assert.deepEqual(readdirSync(folder), ['.lifeboat']);
  await sink.patch(0, Buffer.from('size'));
  const file = await sink.finish('a.tar');
  await sink.abort();
  locked.release();
  assert.equal(readFileSync(file, 'utf8'), 'size behind');
  assert.deepEqual(readdirSync(folder), ['a.tar']);
  assert.equal(statSync(file).mode & 0o007, 0, 'not for others');
  assert.deepEqual(
    (await location.list()).map(({ name, path: at, size }) => [name, at, size]),
    [['a.tar', file, 11]],
  );
});

test('a name that is taken is never taken over', async (t) => {
  const folder = testFolder(t);
  const locked = await directoryLocation('here', folder).lock('backup', now);
  await writeBackup(locked, 'a.tar', 'first');
  assert.equal(path.basename(await writeBackup(locked, 'a.tar', 'second')), 'a_2.tar');
  assert.equal(path.basename(await writeBackup(locked, 'a.tar', 'third')), 'a_3.tar');
  locked.release();
  assert.equal(readFileSync(path.join(folder, 'a.tar'), 'utf8'), 'first');
});

test('a backup that was given up leaves nothing', async (t) => {
  const folder = testFolder(t);
  const locked = await directoryLocation('here', folder).lock('backup', now);
  const sink = await locked.createSink();
  await sink.write(Buffer.alloc(100_000));
  await sink.abort();
  locked.release();
  assert.deepEqual(readdirSync(folder), []);
});

test('what a dead job left is cleared away by the next one', async (t) => {
  const folder = testFolder(t);
  mkdirSync(path.join(folder, '.lifeboat'));
  writeFileSync(path.join(folder, '.lifeboat', 'dead.part'), 'x');
  (await directoryLocation('here', folder).lock('backup', now)).release();
  assert.deepEqual(readdirSync(folder), []);
});

test('a full disk says so, keeps what was there and leaves nothing unfinished', async (t) => {
  const folder = smallDisk(t, 'size=1m');
  if (folder === null) return;
  const locked = await directoryLocation('stick', folder).lock('backup', now);
  await writeBackup(locked, 'old.tar', 'old');
  const sink = await locked.createSink();
  await assert.rejects(sink.write(Buffer.alloc(3_000_000)), {
    kind: 'no-space',
    code: 'NO_SPACE',
    exitCode: 14,
  });
  await sink.abort();
  locked.release();
  assert.deepEqual(readdirSync(folder), ['old.tar']);
});

const refuse = async () => {
  throw Object.assign(new Error('no hard links on FAT'), { code: 'EPERM' });
};

test('where there are no hard links a backup gets a free name too', async (t) => {
  const folder = testFolder(t);
  const work = path.join(folder, 'work.part');
  writeFileSync(path.join(folder, 'a.tar'), 'first');
  writeFileSync(work, 'second');
  assert.equal(path.basename(await publish(work, folder, 'a.tar', refuse)), 'a_2.tar');
  assert.deepEqual(readdirSync(folder).sort(), ['a.tar', 'a_2.tar']);
  assert.equal(readFileSync(path.join(folder, 'a.tar'), 'utf8'), 'first');
  assert.equal(readFileSync(path.join(folder, 'a_2.tar'), 'utf8'), 'second');
});

test('where there are no hard links a backup appears in one step: nothing empty has its name before', async (t) => {
  const folder = testFolder(t);
  const work = path.join(testFolder(t), 'work.part');
  writeFileSync(work, 'whole');
  const seen: (string | null)[] = [];
  const watcher = watch(folder, (_, name) => seen.push(name));
  t.after(() => watcher.close());
  await publish(work, folder, 'a.tar', refuse);
  mkdirSync(path.join(folder, 'the end'));
  await until('all that happened there was told', 180, async () => seen.includes('the end'));
  assert.deepEqual(seen, ['a.tar', 'the end']);
});

test('a place that is not there is unreachable; the own backups directory that is not made yet is empty', async (t) => {
  const folder = path.join(testFolder(t), 'backups');
  const stick = directoryLocation('stick', folder);
  const steps = [
    () => stick.list(),
    () => stick.usage(),
    () => stick.test(now),
    () => stick.lock('backup', now),
  ];
  for (const step of steps)
    await assert.rejects(step, { kind: 'unreachable', code: 'LOCATION_UNREACHABLE', message: /plugged in/ });

  const own = directoryLocation('backups', folder, { mayBeMissing: true });
  assert.deepEqual(await own.list(), []);
  assert.ok(Number((await own.usage()).free) > 0);
  (await own.lock('backup', now)).release();
  assert.deepEqual(readdirSync(folder), []);
});

test('a place that may not be written says so', async (t) => {
  if (process.getuid?.() === 0) return t.skip('root may write everywhere');
  const folder = testFolder(t);
  chmodSync(folder, 0o500);
  await assert.rejects(directoryLocation('stick', folder).lock('backup', now), {
    kind: 'unreachable',
    message: /may not/,
  });
});

test('only archives are listed, by the rule of Home Assistant', async (t) => {
  const folder = testFolder(t);
  for (const name of ['a.tar', 'B.TAR', 'c.tar.gz', '.lifeboat.part'])
    writeFileSync(path.join(folder, name), '');
  mkdirSync(path.join(folder, 'folder.tar'));
  assert.deepEqual(
    (await directoryLocation('here', folder).list()).map(({ name }) => name),
    ['a.tar'],
  );
});

test('names are those that Home Assistant would give', () => {
  assert.equal(
    suggestedName('Automatic backup 2025.5.1', '2025-05-13T10:30:00.002082+02:00'),
    'Automatic_backup_2025.5.1_2025-05-13_10.30_00002082.tar',
  );
  assert.equal(suggestedName('  a\tb\n', '2026-11-20T15:05:07Z'), 'a_b_2026-11-20_15.05_07000000.tar');
  assert.equal(suggestedName('../x:y', 'some day'), '-x-y.tar');
  assert.equal(suggestedName('', ''), 'backup.tar');
});

test('a long name is cut to what file systems take, its date kept', () => {
  const name = suggestedName('Küche '.repeat(100), '2026-11-20T15:05:07Z');
  assert.ok(Buffer.byteLength(name) < 220);
  assert.match(name, /_2026-11-20_15\.05_07000000\.tar$/);
  assert.ok(!name.includes('\uFFFD'));
});

test('further names differ in a number', () => {
  const variants = nameVariants('a.tar');
  assert.deepEqual([variants.next().value, variants.next().value], ['a.tar', 'a_2.tar']);
});

test('the named locations are used, else those that are set up, else the own one', (t) => {
  const folder = testFolder(t);
  const known = [{ name: 'usb', kind: 'directory' as const, path: '/mnt/usb' }];
  const own = '/config/backups';
  const places = (named: string[], set = known) =>
    chooseLocations({ world: testWorld(), home: '/nonexistent', named, known: set, own }).map(
      ({ name, path: at }) => [name, at],
    );
  assert.deepEqual(places([]), [['usb', '/mnt/usb']]);
  assert.deepEqual(places([], []), [['backups', own]]);
  assert.deepEqual(places(['usb', folder, 'usb']), [
    ['usb', '/mnt/usb'],
    [folder, folder],
  ]);
  assert.deepEqual(places(['backups']), [['backups', own]]);
  assert.throws(() => places(['stick']), { kind: 'not-found', code: 'LOCATION_UNKNOWN', message: /stick/ });
});
