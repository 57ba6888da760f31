/** Real file systems that are too small, read-only, or gone in the middle. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readCatalog } from '../../../core/catalog/catalog.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { placeError } from '../../../core/locations/errors.ts';
import { maxFileSize } from '../../../core/locations/file-system.ts';
import { Patience } from '../../../core/locations/patience.ts';
import { createDirectorySink } from '../../../core/locations/sink.ts';
import { testFolder } from '../../support/folder.ts';
import { driveImage, fuseDrive, mountHere, smallDisk, withoutFuse } from '../../support/mounts.ts';
import { stagesOf, states } from '../../support/stages.ts';
import { until } from '../../support/until.ts';
import { testWorld } from '../../support/world.ts';

const now = new Date('2026-11-20T15:05:00Z');
const world = testWorld();

test('a drive that becomes full in the middle says so, and keeps what was there', async (t) => {
  const place = smallDisk(t, 'size=2m');
  if (place === null) return;
  const locked = await directoryLocation('stick', place).lock('backup', now);
  writeFileSync(path.join(place, 'old.tar'), 'old');
  const sink = await locked.createSink();
  await sink.write(Buffer.alloc(2 ** 20));
  await assert.rejects(sink.write(Buffer.alloc(2 ** 21)), {
    code: 'NO_SPACE',
    message: /not enough space in/,
  });
  await sink.abort();
  locked.release();
  assert.deepEqual(readdirSync(place), ['old.tar']);
});

test('a place that takes files only from beginning to end says that', async (t) => {
  const place = testFolder(t);
  // What has no positions, as a mount without a cache for writing.
  execFileSync('mkfifo', [path.join(place, 'work.part')]);
  const sink = await createDirectorySink(place, {
    workFolder: place,
    name: 'work',
    place: 'cloud',
    patience: new Patience('cloud'),
  });
  await assert.rejects(sink.patch(0, Buffer.from('x')), {
    code: 'APPEND_ONLY',
    message: /only be written there from beginning to end/,
  });
  await sink.abort();
});

test('a drive that has space, but no entries for files left, says that', async (t) => {
  const place = smallDisk(t, 'nr_inodes=6');
  if (place === null) return;
  const location = directoryLocation('stick', place);
  for (const name of ['a', 'b', 'c', 'd', 'e']) writeFileSync(path.join(place, name), '');
  await assert.rejects(location.lock('backup', now), { kind: 'no-space', code: 'NO_INODES' });
});

test('an archive on a bad sector is told as such, and the others in the place are listed', async (t) => {
  const image = driveImage(t, ['mkfs.ext4', '-q', '-b', '4096', '-F'], 32);
  const place = process.getuid?.() === 0 ? mountHere(t, '-o', 'loop', image) : null;
  if (place === null) return t.skip('a drive made of a file takes root, on a machine that lets it');
  const archive = 'test/fixtures/homeassistant/supervisor/plain-full.tar';
  copyFileSync(archive, path.join(place, 'good.tar'));
  // Beyond the end of the image a loop device has no sectors to read.
  execFileSync('fallocate', ['--posix', '--length', '24M', path.join(place, 'filler')]);
  copyFileSync(archive, path.join(place, 'bad.tar'));
  execFileSync('sync', ['--file-system', place]);
  const bad = path.join(place, 'bad.tar');
  const extents = execFileSync('filefrag', ['-v', bad], { encoding: 'utf8' });
  const [, first] = /^\s*0:\s+\d+\.\.\s+\d+:\s+(\d+)\.\./m.exec(extents) ?? [];
  truncateSync(image, Number(first) * 4096);
  // What of it is in memory is forgotten.
  execFileSync('dd', [`if=${bad}`, 'iflag=nocache', 'count=0', 'status=none']);
  const { backups, problems } = await readCatalog([directoryLocation('stick', place)]);
  assert.deepEqual(
    backups.map(({ locations }) => locations[0]?.path),
    [path.join(place, 'good.tar')],
  );
  assert.deepEqual(problems, [
    {
      path: bad,
      code: 'LOCATION_UNREACHABLE',
      message: `${place} cannot be used: its drive reports errors.`,
    },
  ]);
});

test('a read-only drive fails at the write, in these words', async (t) => {
  const place = smallDisk(t, 'size=1m');
  if (place === null) return;
  execFileSync('mount', ['-o', 'remount,ro', place]);
  const stages = await stagesOf(
    { kind: 'directory', name: 'stick', path: place },
    { world, home: '/nonexistent' },
  );
  assert.deepEqual(states(stages), ['folder passed', 'write failed']);
  assert.match(stages[1]?.message ?? '', /it is mounted read-only/);
});

test('a file that is too large for the file system is told from a full drive', () => {
  const error = Object.assign(new Error('too large'), { code: 'EFBIG' });
  const told = placeError(error, '/mnt/usb');
  assert.ok(told instanceof Error && 'code' in told && told.code === 'FILE_TOO_LARGE');
  assert.equal(maxFileSize(0x4d44), 2 ** 32 - 1);
  assert.equal(maxFileSize(0xef53), null);
});

test('a drive that is pulled in the middle is told, and the failure hides nothing', {
  skip: withoutFuse,
}, async (t) => {
  const { point, server } = await fuseDrive(t);
  const location = directoryLocation('stick', point, { world });
  const locked = await location.lock('backup', now);
  const sink = await locked.createSink();
  await sink.write(Buffer.alloc(2 ** 20));
  server.kill('SIGKILL');
  await until('the drive is gone', 180, async () => server.signalCode !== null);
  await assert.rejects(sink.write(Buffer.alloc(2 ** 20)), {
    kind: 'unreachable',
    message: /drive or server is gone|drive reports errors/,
  });
  await sink.abort();
  locked.release();
  await assert.rejects(location.list(), { kind: 'unreachable' });
});
