/** Backups that are really made, from the screen, on the demo. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { listFiles } from '../../../core/archive/list-files.ts';
import { openArchive } from '../../../core/archive/open.ts';
import { openFileSource } from '../../../core/archive/source.ts';
import type { CandidateKey } from '../../../core/archive/types.ts';
import { verifyArchive } from '../../../core/archive/verify.ts';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import { openKeyRing } from '../../../core/keys/ring.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { registry } from '../../../screens/registry.ts';
import { testFolder } from '../../support/folder.ts';
import { smallDisk } from '../../support/mounts.ts';
import { renderApp } from '../../support/screen.tsx';
import { testWorld } from '../../support/world.ts';

/** "Back up now" on a demo of this test alone. */
async function onDemo(t: TestContext, prepare: (folder: string, home: string) => Promise<void> | void) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  const world = testWorld();
  mkdirSync(home);
  await makeDemo(world, path.join(folder, 'demo'));
  await prepare(path.join(folder, 'demo'), home);
  const installation = await findInstallation(world, { config: path.join(folder, 'demo') });
  const app = renderApp({
    registry,
    start: { screen: 'home', params: null },
    context: { world, home, installation },
  });
  t.after(app.unmount);
  await app.press('1');
  await app.shows('Start the backup');
  return { app, home, installation, folder };
}

/** What is in an archive, read with the keys of this home, or with these. */
async function readBack(file: string, home: string, given?: CandidateKey[]) {
  const source = await openFileSource(file);
  try {
    const archive = await openArchive(source);
    const keys = given ?? (await openKeyRing(home)).candidates();
    const { state, parts } = await verifyArchive(archive, keys, { database: true }, { report: () => {} });
    const { files } = await listFiles(archive, keys);
    return { state, parts: parts.map(({ part }) => part), files: files.map((entry) => entry.path) };
  } finally {
    await source.close();
  }
}

test('three times Enter makes a backup of everything that verifies, and Home says protected', async (t) => {
  const { app, home, installation } = await onDemo(t, () => {});
  await app.press('enter');
  await app.shows('Start this backup?');
  assert.deepEqual(readdirSync(installation.backups), []);
  await app.press('enter');
  await app.shows('[ok] Backed up');
  await app.shows('only on this device');
  const [name = '', ...others] = readdirSync(installation.backups);
  assert.deepEqual(others, []);
  const { state, parts } = await readBack(path.join(installation.backups, name), home);
  assert.deepEqual(
    [state, parts],
    ['whole', ['homeassistant', 'database', 'share', 'ssl', 'media', 'addons/local']],
  );
  await app.press('enter');
  await app.shows('[ok] Protected.');
});

test('what is left out is not in it: a part, the database, a file and a pattern', async (t) => {
  const { app, home, installation } = await onDemo(t, (demo) => {
    writeFileSync(path.join(demo, 'homeassistant/keep.txt'), 'kept');
    writeFileSync(path.join(demo, 'homeassistant/movie.mp4'), 'not kept');
  });
  // Opened, the configuration shows its database first: it is the largest.
  await app.press('home', 'enter', 'down', 'space');
  await app.shows('[ ] history database');
  await app.press('up', 'enter', 'down', 'space');
  await app.shows('[ ] share');
  for (let row = 0; row < 4; row += 1) await app.press('down');
  await app.press('enter');
  await app.type('*.mp4');
  await app.press('enter', 'b');
  await app.shows('Without history database, share, *.mp4.');
  await app.press('enter');
  await app.shows('[ok] Backed up');
  const [name = ''] = readdirSync(installation.backups);
  const file = path.join(installation.backups, name);
  const { state, parts, files } = await readBack(file, home);
  assert.deepEqual([state, parts], ['whole', ['homeassistant', 'ssl', 'media', 'addons/local']]);
  assert.ok(files.includes('homeassistant/keep.txt'));
  assert.deepEqual(
    files.filter((name) => /mp4$|_v2\.db/.test(name)),
    [],
  );
});

test('another key of the ring encrypts it when that is chosen, and none when that is', async (t) => {
  const old = { secret: 'an old key', label: 'Added key' };
  const { app, home, installation } = await onDemo(t, async (_demo, folder) => {
    const ring = await openKeyRing(folder);
    const created = new Date('2026-01-01T00:00:00Z');
    await ring.add({ secret: old.secret, source: 'given', created });
    await ring.add({ secret: 'the present key', source: 'given', created });
  });
  await app.press('up', 'up', 'enter', 'down', 'enter');
  await app.shows('with the key "Added key"');
  await app.press('b');
  await app.shows('Start this backup?');
  await app.press('enter');
  await app.shows('[ok] Backed up');
  const [first = ''] = readdirSync(installation.backups);
  assert.equal((await readBack(path.join(installation.backups, first), home, [old])).state, 'whole');
  await app.press('enter', '1');
  await app.shows('Start the backup');
  await app.press('up', 'up', 'enter', 'down', 'down', 'enter');
  await app.shows('Not encrypted: whoever gets the file');
  await app.press('b');
  await app.shows('NOT encrypted.');
  await app.press('enter');
  await app.shows('none: whoever has the file can read it');
  const second = readdirSync(installation.backups).find((name) => name !== first) ?? '';
  assert.equal((await readBack(path.join(installation.backups, second), home, [])).state, 'whole');
});

test('in the lowest window too the question says first that it is not encrypted', async (t) => {
  const { app } = await onDemo(t, () => {});
  await app.resize({ columns: 40, rows: 12 });
  await app.press('up', 'up', 'enter');
  await app.shows('Do not encrypt');
  await app.press('down', 'enter', 'b');
  await app.shows('[!]  NOT encrypted.');
});

test('a job that is stopped leaves nothing in the location, and says so', async (t) => {
  const { app, installation } = await onDemo(t, (demo) => {
    // Holes: nothing on the disk, and enough to read for some seconds.
    writeFileSync(path.join(demo, 'media/large.bin'), '');
    truncateSync(path.join(demo, 'media/large.bin'), 20e9);
  });
  await app.press('enter');
  await app.shows('Start this backup?');
  await app.press('enter');
  await app.shows('media/large.bin');
  await app.press('ctrl-c', 'ctrl-c');
  await app.shows('The backup was stopped.');
  assert.deepEqual(readdirSync(installation.backups), []);
  assert.deepEqual(app.left, []);
  await app.press('down', 'enter');
  await app.shows('Start the backup');
});

test('a location without room is told before the start, and the failure says what is safe', async (t) => {
  const small = smallDisk(t, 'size=1m');
  if (small === null) return;
  const { app } = await onDemo(t, async (_demo, home) => {
    await (await openSettings(home)).set('locations', [{ name: 'stick', kind: 'directory', path: small }]);
  });
  await app.shows('It may not fit into stick');
  await app.press('enter');
  await app.shows('Start this backup?');
  await app.shows('stick has');
  await app.press('enter');
  await app.shows('There is not enough space');
  await app.shows('NO_SPACE');
  assert.equal(app.selected(), '> Home');
  assert.deepEqual(
    readdirSync(small).filter((name) => !name.startsWith('.')),
    [],
  );
});

test('a location that is away is not ticked; asked for all the same, the others get the backup and it is told', async (t) => {
  const { app, folder } = await onDemo(t, async (demo, home) => {
    const usb = path.join(demo, '../usb');
    mkdirSync(usb);
    await (await openSettings(home)).set('locations', [
      { name: 'usb', kind: 'directory', path: usb },
      { name: 'nas', kind: 'directory', path: path.join(demo, '../nas') },
    ]);
  });
  await app.shows('[ ] nas  not reachable');
  await app.shows('[ ] backups');
  await app.press('up', 'up', 'up', 'up', 'up', 'space');
  await app.shows('[x] nas');
  await app.press('b');
  await app.shows('To the locations usb and nas.');
  await app.press('enter');
  await app.shows('but not in nas');
  await app.shows('nas cannot be used');
  assert.equal(readdirSync(path.join(folder, 'usb')).filter((name) => name.endsWith('.tar')).length, 1);
});

test('Esc leaves a running backup alone, and the task leads to it', async (t) => {
  const { app, installation } = await onDemo(t, (demo) => {
    writeFileSync(path.join(demo, 'media/large.bin'), '');
    truncateSync(path.join(demo, 'media/large.bin'), 20e9);
  });
  await app.press('enter');
  await app.shows('Start this backup?');
  await app.press('enter');
  await app.shows('You may close this window');
  await app.press('escape');
  await app.shows('Not protected');
  await app.press('1');
  await app.shows('See how far it is');
  await app.press('enter');
  await app.shows('media/large.bin');
  await app.press('ctrl-c', 'ctrl-c');
  await app.shows('The backup was stopped.');
  assert.deepEqual(readdirSync(installation.backups), []);
});
