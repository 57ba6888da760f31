/** A device with a demo installation and real archives, driven by keys: what is shown, and what it does to the files. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { readArchiveFile } from '../../../core/catalog/find.ts';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import type { Installation } from '../../../core/device/types.ts';
import { openKeyRing } from '../../../core/keys/ring.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { widthOf } from '../../../screens/draw/text.ts';
import { registry } from '../../../screens/registry.ts';
import { type App, type AppOptions, renderApp } from '../../support/screen.tsx';
import { makeBackup } from '../../support/tar-builder-restore.ts';
import { until } from '../../support/until.ts';
import { testWorld } from '../../support/world.ts';

const fixtures = path.resolve('test/fixtures/homeassistant');
const key = '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL';
const world = testWorld();
const folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-inside-'));
let installation: Installation;

before(async () => {
  installation = await findInstallation(world, {
    config: await makeDemo(world, path.join(folder, 'demo')).then(() => path.join(folder, 'demo')),
  });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A home of this test alone, with these archives in a location called usb, and others in one called nas. */
async function device(t: TestContext, usb: string[], nas: string[] = []) {
  const own = mkdtempSync(path.join(folder, 'test-'));
  const home = path.join(own, 'home');
  mkdirSync(home);
  const places = Object.entries({ usb, ...(nas.length > 0 ? { nas } : {}) });
  for (const [name, archives] of places) {
    mkdirSync(path.join(own, name));
    for (const archive of archives)
      copyFileSync(path.join(fixtures, archive), path.join(own, name, path.basename(archive)));
  }
  const settings = await openSettings(home);
  await settings.set(
    'locations',
    places.map(([name]) => ({ name, kind: 'directory', path: path.join(own, name) })) as never,
  );
  const start = (options: Partial<AppOptions> = {}) => {
    const app = renderApp({
      registry,
      start: { screen: 'backups', params: null },
      ...options,
      context: { world: testWorld({ home: own }), home, installation },
    });
    t.after(app.unmount);
    return app;
  };
  return { own, home, usb: path.join(own, 'usb'), nas: path.join(own, 'nas'), start };
}

/** Opens the tree of the only backup. */
async function lookInside(app: App): Promise<void> {
  await app.shows('look inside');
  await app.press('enter');
  await app.hides(' ...');
}

test('a plain backup: its tree, a text with line numbers, and what changed in it since', async (t) => {
  const { start } = await device(t, ['core/core-2026.11.0-plain.tar']);
  const app = start();
  await lookInside(app);
  await app.shows('Home Assistant configuration');
  await app.shows('changed since');
  await app.press('/');
  await app.type('configuration.yaml');
  await app.press('enter', 'enter');
  await app.shows(' 2   name: Harbour House');
  await app.press('=');
  await app.shows('2 -   name: Harbour House');
  await app.shows('- only in the backup    + only there now');
  await app.press('=', 'escape');
  await app.shows('Find: configuration.yaml');
});

test('r on a file begins a restore of that file, and back leads to all that can be chosen', async (t) => {
  const { start } = await device(t, ['core/core-2026.11.0-plain.tar']);
  const app = start();
  await lookInside(app);
  await app.press('/');
  await app.type('configuration.yaml');
  await app.press('enter', 'r');
  await app.shows('picked 1 of');
  await app.shows('>   [x] configuration.yaml');
  await app.press('tab');
  await app.shows('~  homeassistant/configuration.yaml');
  await app.press('escape');
  await app.shows('picked 1 of');
  await app.press('escape');
  await app.shows('What shall come back?');
});

test('the tree, a file and a question fit into every window', async (t) => {
  const { start } = await device(t, ['supervisor/plain-full.tar']);
  const app = start();
  await lookInside(app);
  const fits = async () => {
    for (const [columns, rows] of [
      [40, 12],
      [59, 17],
      [80, 24],
      [100, 30],
      [200, 50],
    ] as const) {
      await app.resize({ columns, rows });
      const drawn = app.frame().split('\n');
      assert.equal(drawn.length, rows);
      for (const row of drawn) assert.ok(widthOf(row) < columns, `at ${columns} x ${rows}: ${row}`);
    }
  };
  await fits();
  await app.press('c');
  await fits();
  await app.press('escape', '/');
  await app.type('configuration.yaml');
  await app.press('enter', 'enter');
  await app.hides(' ...');
  await fits();
});

test('what is no text is shown by its first bytes', async (t) => {
  const { start } = await device(t, ['core/core-2026.11.0-plain.tar']);
  const app = start();
  await lookInside(app);
  await app.press('/');
  await app.type('zigbee.db');
  await app.press('enter', 'enter');
  await app.shows('No text: 29 kB. Its first bytes:');
  await app.shows('SQLite format 3');
});

for (const [name, archive, secret] of [
  ['SecureTar 1', 'made-2024-securetar-v1.tar', key],
  ['SecureTar 2', 'core/core-2025.3.4-securetar-v2.tar', key],
  ['SecureTar 3', 'supervisor/v3-full.tar', key],
  ['the key of another Home Assistant', 'supervisor/backup_example_sec_v3.tar', 'supervisor'],
] as const) {
  test(`${name}: the key is asked for, a wrong one is told from damage, the right one opens`, async (t) => {
    const { start, home } = await device(t, [archive]);
    const app = start();
    await lookInside(app);
    await app.shows('No key that is known here opens');
    await app.type('not the key');
    await app.press('enter');
    await app.shows('This key does not open it. The backup itself shows no damage.');
    assert.ok(!app.frame().includes('not the key'), 'what is typed is hidden');
    for (let left = 'not the key'.length; left > 0; left -= 1) await app.press('backspace');
    await app.type(secret);
    await app.press('enter');
    await app.shows('The key fits');
    assert.equal((await openKeyRing(home)).keys.length, 0, 'nothing is kept without a yes');
    await app.press('down', 'enter');
    await app.shows('The key is kept in the key ring.');
    assert.deepEqual(
      (await openKeyRing(home)).keys.map((known) => known.secret),
      [secret],
    );
    await app.press('escape');
    await app.shows('look inside');
    await app.press('enter');
    await app.shows('copy out');
  });
}

test('a file of an encrypted backup is copied out by a job, with the key that was only typed', async (t) => {
  const { start, own } = await device(t, ['supervisor/v3-full.tar']);
  const app = start();
  await lookInside(app);
  await app.type(key);
  await app.press('enter');
  await app.shows('The key fits');
  await app.press('enter', '/');
  await app.type('notes.txt');
  await app.press('enter', 'c');
  await app.shows('Directory:');
  await app.press('enter');
  const copied = path.join(own, 'from-backup/share/notes.txt');
  await until('the file is there', 180, async () => existsSync(copied));
  assert.equal(readFileSync(copied, 'utf8').length, 13);
});

test('a torn archive says what is wrong, and what is whole of it can be looked at', async (t) => {
  const { start } = await device(t, ['supervisor/killed-plain-first-160k.tar']);
  const app = start();
  await app.shows('not whole');
  await lookInside(app);
  await app.shows('[x]');
  await app.press('l');
  await app.shows('Problems');
  await app.press('escape');
  await app.shows('Home Assistant configuration');
});

test('deleting takes the copies at the chosen place, and says what stays', async (t) => {
  const plain = 'core/core-2026.11.0-plain.tar';
  const { start, usb, nas } = await device(t, [plain, 'core/core-2024.12.5-plain.tar'], [plain]);
  const app = start();
  await app.shows('usb, nas');
  while (!app.selected().includes('usb, nas')) await app.press('down');
  await app.press('d');
  await app.shows('From everywhere: usb, nas');
  await app.press('down', 'down', 'down', 'enter');
  await app.shows('Deletes 1 file from nas.');
  await app.shows('2 backups stay.');
  assert.equal(readdirSync(nas).length, 1, 'nothing is deleted before the yes');
  await app.press('down', 'enter');
  await app.shows('1 file deleted. 2 backups left.');
  assert.deepEqual([readdirSync(nas).length, readdirSync(usb).length], [0, 2]);
});

test('several are deleted after their words are typed, a pinned one is not', async (t) => {
  const { start, usb, home } = await device(t, [
    'core/core-2026.11.0-plain.tar',
    'core/core-2024.12.5-plain.tar',
    'supervisor/plain-full.tar',
  ]);
  const app = start();
  await app.shows('3 backups');
  await app.press('p');
  await app.shows('Pinned: it is kept for ever.');
  await app.shows('pinned');
  assert.equal((await openSettings(home)).get('pinned').length, 1);
  await app.press('a', 'd');
  await app.shows('1 of them is pinned');
  await app.press('space', 'd');
  await app.shows('Type  delete 2  to go on:');
  for (const letter of 'delete 2') await app.press(letter === ' ' ? 'space' : letter);
  await app.press('enter');
  await app.shows('2 files deleted. 1 backup left.');
  assert.equal(readdirSync(usb).length, 1);
});

test('v reads the marked ones in a job, whose page tells what was found', async (t) => {
  const { start, usb } = await device(t, ['core/core-2026.11.0-plain.tar', 'core/core-2024.12.5-plain.tar']);
  const damaged = path.join(usb, 'core-2024.12.5-plain.tar');
  const bytes = readFileSync(damaged);
  bytes.fill(0xff, bytes.length - 9000, bytes.length - 7000);
  writeFileSync(damaged, bytes);
  const app = start();
  await app.shows('2 backups');
  await app.press('a', 'v');
  await app.shows('Verify 2 backups');
  await app.press('enter');
  await app.shows('1 of 2 archives is damaged.');
  await app.shows(`[ok] ${path.join(usb, 'core-2026.11.0-plain.tar')}`.slice(0, 60));
  await app.press('escape');
  await app.shows('damaged');
  await app.shows('checked');
});

test('c copies a backup to a directory, read back there', async (t) => {
  const { start, own } = await device(t, ['core/core-2026.11.0-plain.tar']);
  const target = path.join(own, 'stick');
  mkdirSync(target);
  const app = start();
  await app.shows('look inside');
  await app.press('c', 'down', 'enter');
  await app.type(target);
  await app.press('enter');
  await app.shows('Copied to');
  assert.deepEqual(readdirSync(target), ['core-2026.11.0-plain.tar']);
});

test('an archive that is no backup is named among the problems and hides nothing', async (t) => {
  const { start, usb } = await device(t, ['core/core-2026.11.0-plain.tar']);
  writeFileSync(path.join(usb, 'noise.tar'), 'noise'.repeat(2000));
  const app = start();
  await app.shows('1 file has a problem: l shows more.');
  await app.shows('1 backup,');
});

test('a location that is gone is named, and the backups of the others are there', async (t) => {
  const plain = 'core/core-2026.11.0-plain.tar';
  const { start, nas } = await device(t, [plain], [plain]);
  rmSync(nas, { recursive: true });
  const app = start();
  await app.shows('nas cannot be read: l shows more.');
  await app.shows('1 backup,');
});

test('a hostile archive can be looked at: nothing of it draws, and endless names are told, not shown', async (t) => {
  const { start, usb } = await device(t, []);
  const evil = 'evil\u001B[2J\u202Ename.txt';
  makeBackup(path.join(usb, 'hostile.tar'), {
    members: {
      share: [
        { name: evil, content: 'one\u001B]0;title\u0007\n\u001B[31mtwo' },
        { name: `${'d/'.repeat(100_000)}deep`, content: 'x' },
        { name: '../../outside', content: 'x' },
      ],
    },
  });
  const app = start();
  await lookInside(app);
  await app.shows('1 name longer than any file system takes is left out here.');
  await app.shows('evil\\x1b[2J\\u{202e}name.txt');
  await app.press('/');
  await app.type('evil');
  await app.press('enter', 'enter');
  await app.shows('1 one\\x1b]0;title\\x07');
  await app.shows('2 \\x1b[31mtwo');
  assert.ok(!/[\u0000-\u0009\u000B-\u001F\u202E]/.test(app.frame()), 'nothing of it is sent');
});

test('a backup that is gone by the time it is opened is an error with a way back', async (t) => {
  const { start, usb } = await device(t, ['core/core-2026.11.0-plain.tar']);
  const backup = await readArchiveFile(path.join(usb, 'core-2026.11.0-plain.tar'));
  rmSync(path.join(usb, 'core-2026.11.0-plain.tar'));
  const app = start({ start: { screen: 'backup', params: { backup } } });
  await app.shows('Try again');
  await app.press('escape');
});
