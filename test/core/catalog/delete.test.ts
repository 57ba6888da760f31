import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Catalog, readCatalog } from '../../../core/catalog/catalog.ts';
import { backupsLeft, deleteCopies } from '../../../core/catalog/delete.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { acquireLock } from '../../../core/lock.ts';
import { locationWorkFolder } from '../../../core/work-folder.ts';
import { testFolder } from '../../support/folder.ts';
import { driveImage, fillUp, mountHere, smallDisk } from '../../support/mounts.ts';

const [one, two] = ['core-2026.11.0-plain', 'core-2024.12.5-plain'].map(
  (name) => `test/fixtures/homeassistant/core/${name}.tar`,
) as [string, string];
const now = new Date('2026-11-20T16:05:00Z');

function place(folder: string, name: string, ...archives: string[]) {
  const directory = path.join(folder, name);
  mkdirSync(directory);
  for (const [at, archive] of archives.entries()) copyFileSync(archive, path.join(directory, `${at}.tar`));
  return directoryLocation(name, directory);
}

test('only the copies that are named go, and the place is left as before', async (t) => {
  const folder = testFolder(t);
  const places = [place(folder, 'usb', one, two), place(folder, 'nas', one)];
  const [kept, doomed] = [path.join(folder, 'nas/0.tar'), path.join(folder, 'usb/0.tar')];
  const { deleted, failed } = await deleteCopies([{ name: 'usb', path: doomed }], places, now);
  assert.deepEqual([deleted.length, failed], [1, []]);
  assert.deepEqual([existsSync(doomed), existsSync(kept)], [false, true]);
  assert.deepEqual(readdirSync(path.join(folder, 'usb')), ['1.tar']);
});

test('a location that is gone, one at work and a file that is gone keep nobody else', async (t) => {
  const folder = testFolder(t);
  const busy = place(folder, 'busy', one);
  const usb = place(folder, 'usb', one, two);
  const dead = directoryLocation('dead', path.join(folder, 'nowhere'));
  const lock = await acquireLock(locationWorkFolder(busy.path), 'backup', now);
  t.after(() => lock.release());
  const copies = [
    { name: 'dead', path: path.join(folder, 'nowhere/0.tar') },
    { name: 'busy', path: path.join(busy.path, '0.tar') },
    { name: 'usb', path: path.join(usb.path, 'gone.tar') },
    { name: 'usb', path: path.join(usb.path, '1.tar') },
  ];
  const { deleted, failed } = await deleteCopies(copies, [dead, busy, usb], now);
  assert.deepEqual(deleted, copies.slice(3));
  assert.deepEqual(
    failed.map(({ copy, error }) => `${copy.name} ${error.kind}`),
    ['dead unreachable', 'busy busy', 'usb not-found'],
  );
  assert.deepEqual(readdirSync(usb.path), ['0.tar']);
});

test('a file that may not be deleted says so, and stays', async (t) => {
  const usb = place(testFolder(t), 'usb', one);
  const file = path.join(usb.path, '0.tar');
  const protect = (how: '+i' | '-i') => spawnSync('chattr', [how, file]).status === 0;
  if (!protect('+i')) return t.skip('to make a file immutable takes root, and ext4');
  try {
    const { failed } = await deleteCopies([{ name: 'usb', path: file }], [usb], now);
    assert.match(failed[0]?.error.message ?? '', /this user may not write there/);
    assert.ok(existsSync(file));
  } finally {
    protect('-i');
  }
});

test('a backup stays as long as one of its copies does', async (t) => {
  const folder = testFolder(t);
  const { backups } = await readCatalog([place(folder, 'usb', one, two), place(folder, 'nas', one)]);
  const copies = backups.flatMap(({ locations }) => locations);
  const left = (names: string[]) =>
    backupsLeft(
      backups,
      copies.filter(({ name }) => names.includes(name)),
    ).length;
  assert.deepEqual([left([]), left(['usb']), left(['nas']), left(['usb', 'nas'])], [2, 1, 2, 0]);
});

test('what the first locations hold is told before the last has answered', async (t) => {
  const folder = testFolder(t);
  const usb = place(folder, 'usb', one);
  const slow = place(folder, 'slow', two);
  const answered = Promise.withResolvers<void>();
  const told: [Catalog, readonly string[]][] = [];
  const catalog = await readCatalog(
    [
      {
        ...slow,
        async list() {
          await answered.promise;
          return slow.list();
        },
      },
      usb,
    ],
    (known, waiting) => {
      told.push([known, waiting]);
      answered.resolve();
    },
  );
  assert.deepEqual(
    told.map(([{ backups }, waiting]) => [backups.length, waiting]),
    [[1, ['slow']]],
  );
  assert.equal(catalog.backups.length, 2);
});

for (const [what, disk] of [
  ['that takes no byte more', (t: TestContext) => smallDisk(t, 'size=4m')],
  [
    'that takes no folder more',
    (t: TestContext) => mountHere(t, '-o', 'loop', driveImage(t, ['mkfs.ext4', '-q', '-m', '0', '-F'], 8)),
  ],
] as const)
  test(`backups are deleted from a drive ${what}`, async (t) => {
    const directory = process.getuid?.() === 0 ? disk(t) : null;
    if (directory === null) return t.skip('a drive of its own takes root, on a machine that lets it');
    const [gone, stays] = [path.join(directory, 'a.tar'), path.join(directory, 'b.tar')];
    for (const file of [gone, stays]) copyFileSync(one, file);
    fillUp(directory);
    const usb = directoryLocation('usb', directory);
    await assert.rejects(usb.test(now), { kind: 'no-space' });
    const { deleted, failed } = await deleteCopies([{ name: 'usb', path: gone }], [usb], now);
    assert.deepEqual([deleted.length, failed], [1, []]);
    assert.deepEqual([existsSync(gone), existsSync(stays)], [false, true]);
  });
