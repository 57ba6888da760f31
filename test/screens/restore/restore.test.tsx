/** A restore by keys alone: on a real installation, from real archives, carried out by real jobs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import type { Installation } from '../../../core/device/types.ts';
import { openKeyRing } from '../../../core/keys/ring.ts';
import type { World } from '../../../core/world.ts';
import { registry } from '../../../screens/registry.ts';
import { type App, renderApp } from '../../support/screen.tsx';
import { differences, readTree } from '../../support/tree.ts';
import { testWorld } from '../../support/world.ts';

const fixtures = path.resolve('test/fixtures/homeassistant');
const fixtureKey = '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL';

/** A demo with an encrypted backup of it, made once and copied for each test. */
const made = mkdtempSync(path.join(tmpdir(), 'lifeboat-restore-'));
let archive = '';

before(async () => {
  await makeDemo(testWorld(), path.join(made, 'demo'));
  const program = [path.resolve('source/main.ts'), 'backup', '--yes', '--json'];
  const places = ['--home', path.join(made, 'home'), '--installation', path.join(made, 'demo/homeassistant')];
  const output = execFileSync(process.execPath, [...program, ...places], { encoding: 'utf8', stdio: 'pipe' });
  const { backup } = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  archive = backup.locations[0].path;
  assert.ok(backup.encrypted);
});
after(() => rmSync(made, { recursive: true }));

interface Asked {
  /** The archive that the screen is opened with; null: none. */
  backup?: string | null;
  /** Default: the home that has the key of the demo's backup. */
  isStranger?: boolean;
  installation?: Partial<Installation> | null;
  world?: World;
}

async function open(
  t: TestContext,
  { backup = archive, isStranger, installation, world = testWorld() }: Asked = {},
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-restore-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(made, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const home = isStranger ? path.join(folder, 'other-home') : path.join(folder, 'home');
  const found = await findInstallation(world, { config: path.join(folder, 'demo/homeassistant') });
  const show = (named: string | null) => {
    const app = renderApp({
      registry,
      start: { screen: 'restore', params: named === null ? null : { backup: named } },
      context: { world, home, installation: installation === null ? null : { ...found, ...installation } },
    });
    t.after(app.unmount);
    return app;
  };
  const file = (name: string) => path.join(found.config, name);
  return {
    app: show(backup),
    show,
    folder,
    home,
    config: found.config,
    file,
    read: (name: string) => readFileSync(file(name), 'utf8'),
  };
}

/** What a backup holds of an installation. */
const visible = (folder: string) =>
  readTree(folder, { ignore: (name) => name.endsWith('.cache') || /-(shm|wal)$|\.log$/.test(name) });

/** Down to the row that has these words. */
async function select(app: App, words: string): Promise<void> {
  for (let tries = 0; tries < 60 && !app.selected().includes(words); tries += 1) await app.press('down');
  assert.match(app.selected(), new RegExp(words));
}

async function choose(app: App, words: string): Promise<void> {
  await app.shows(words);
  await select(app, words);
  await app.press('enter');
}

async function typeWord(app: App, word: string): Promise<void> {
  for (const letter of word) await app.press(letter);
}

test('one changed file is picked, restored and there again; nothing else changes', async (t) => {
  const { app, config, file, read } = await open(t);
  const before = visible(config);
  const content = read('automations.yaml');
  writeFileSync(file('automations.yaml'), 'broken by me\n');
  writeFileSync(file('mine.yaml'), 'only here\n');
  await choose(app, 'Only what I pick');
  await app.shows('[ ] Home Assistant');
  await app.hides(' ...');
  await app.press('enter');
  await select(app, 'automations.yaml');
  assert.match(app.selected(), /changed since/);
  await app.press('space', 'tab');
  await app.shows('What changes on');
  await app.shows('homeassistant/automations.yaml');
  await app.shows('everything else stays as it is');
  assert.equal(app.selected(), '> Go back');
  await choose(app, 'Restore 1 file');
  await app.shows('Restored: homeassistant/automations.yaml.');
  assert.equal(read('automations.yaml'), content);
  rmSync(file('mine.yaml'));
  assert.deepEqual(differences(before, visible(config)), []);
});

test('a whole restore wants the typed name of the device, refuses a paste, and is taken back by u', async (t) => {
  const { app, config, file } = await open(t);
  const original = visible(config);
  writeFileSync(file('automations.yaml'), 'broken by me\n');
  writeFileSync(file('mine.yaml'), 'only here\n');
  const broken = visible(config);
  await choose(app, 'Everything');
  await app.shows('What changes on');
  await app.shows('homeassistant/mine.yaml');
  await choose(app, 'Restore all of this');
  await app.shows(`Replace Home Assistant on ${hostname()}`);
  await app.paste(hostname());
  await app.shows('pasting is not taken');
  await app.press('enter');
  await app.shows('Nothing was done');
  assert.deepEqual(differences(broken, visible(config)), []);
  await typeWord(app, hostname());
  await app.press('enter');
  await app.shows('Restored: ');
  await app.shows('Kept from before');
  assert.deepEqual(differences(original, visible(config)), []);
  await app.shows('u undo');
  await app.press('u');
  await app.shows('Take the last restore back?');
  assert.match(app.frame(), /> Leave it restored/);
  await app.press('down', 'enter');
  await app.shows('All is as it was before the restore.');
  assert.deepEqual(differences(broken, visible(config)), []);
});

test('the last restore can be taken back from the first step as well', async (t) => {
  const { app, show, file, read } = await open(t);
  writeFileSync(file('automations.yaml'), 'mine\n');
  await choose(app, 'Only what I pick');
  await app.shows('[ ] Home Assistant');
  await app.hides(' ...');
  await app.press('enter');
  await select(app, 'automations.yaml');
  await app.press('space', 'tab');
  await choose(app, 'Restore 1 file');
  await app.shows('Restored: ');
  assert.notEqual(read('automations.yaml'), 'mine\n');
  app.unmount();
  const later = show(null);
  await later.shows('Which backup?');
  await later.press('u');
  await later.shows('homeassistant/automations.yaml.');
  await later.press('down', 'enter');
  await later.shows('Taken back: homeassistant/automations.yaml.');
  assert.equal(read('automations.yaml'), 'mine\n');
});

test('everything but the history leaves the database as it is', async (t) => {
  const { app, file, read } = await open(t);
  writeFileSync(file('scripts.yaml'), 'broken by me\n');
  const database = readFileSync(file('home-assistant_v2.db'));
  await choose(app, 'Everything but the history');
  await app.shows('homeassistant/home-assistant_v2.db');
  await choose(app, 'Restore all of this');
  await typeWord(app, hostname());
  await app.press('enter');
  await app.shows('Restored: ');
  assert.notEqual(read('scripts.yaml'), 'broken by me\n');
  assert.ok(readFileSync(file('home-assistant_v2.db')).equals(database));
});

test('where nothing would change there is nothing to say yes to', async (t) => {
  const { app } = await open(t);
  await choose(app, 'Only what I pick');
  await app.shows('[ ] Folder share');
  await app.hides(' ...');
  await select(app, 'Folder share');
  await app.press('space', 'tab');
  await app.shows('Nothing would change');
  assert.doesNotMatch(app.frame(), /Restore all/);
});

test('a wrong key is told from damage; the right one opens it and is kept on request', async (t) => {
  const { app, home } = await open(t, {
    backup: path.join(fixtures, 'core/core-2026.11.0-securetar-v3.tar'),
  });
  await app.shows('[2 Key]');
  await app.type('AAAA-BBBB-CCCC\r');
  await app.shows('This key does not open it. The backup itself shows no damage.');
  assert.doesNotMatch(app.frame(), /AAAA/);
  for (const _ of 'AAAA-BBBB-CCCC') await app.press('backspace');
  await app.type(`${fixtureKey}\r`);
  await app.shows('The key fits');
  assert.doesNotMatch(app.frame(), /2QAF/);
  await app.press('down', 'enter');
  await app.shows('What shall come back?');
  const { keys } = await openKeyRing(home);
  assert.ok(keys.some(({ secret }) => secret === fixtureKey));
});

test('where the key is asked for, the path of the emergency kit will do', async (t) => {
  const { app, folder } = await open(t, {
    backup: path.join(fixtures, 'core/core-2026.11.0-securetar-v3.tar'),
  });
  await app.shows('[2 Key]');
  await app.type(`${path.join(folder, 'no-kit.txt')}\r`);
  await app.shows('This key does not open it.');
  const kit = path.join(folder, 'no-kit.txt');
  writeFileSync(kit, `Home Assistant Backup Emergency Kit\n\nEncryption key:\n${fixtureKey}\n`);
  await app.type('\r');
  await app.shows('The key fits');
});

test('a key for this time only opens it for the job as well, and is kept nowhere', async (t) => {
  const { app, home, read, folder } = await open(t, {
    backup: path.join(fixtures, 'core/core-2026.11.0-securetar-v3.tar'),
  });
  await app.shows('[2 Key]');
  await app.type(`${fixtureKey}\r`);
  await app.shows('The key fits');
  await app.press('enter');
  await choose(app, 'Only what I pick');
  await app.shows('[ ] .storage/');
  await app.hides(' ...');
  await select(app, 'automations.yaml');
  await app.press('space', 'tab');
  await choose(app, 'Restore 1 file');
  await app.shows('Restored: homeassistant/automations.yaml.');
  assert.match(read('automations.yaml'), /alias|id|\[\]/);
  const { keys } = await openKeyRing(home);
  assert.ok(!keys.some(({ secret }) => secret === fixtureKey));
  const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const { parentPath, name } of written)
    assert.ok(!readFileSync(path.join(parentPath, name)).includes(fixtureKey), `${name} has the key`);
});

test('a damaged archive is found before anything is changed', async (t) => {
  const damaged = path.join(mkdtempSync(path.join(tmpdir(), 'lifeboat-damaged-')), 'damaged.tar');
  t.after(() => rmSync(path.dirname(damaged), { recursive: true }));
  const bytes = readFileSync(archive);
  bytes.fill(0x55, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 64);
  writeFileSync(damaged, bytes);
  const { app, config, file } = await open(t, { backup: damaged });
  writeFileSync(file('automations.yaml'), 'broken by me\n');
  const before = visible(config);
  await choose(app, 'Everything');
  await app.shows('damaged');
  await app.shows('Choose another backup');
  assert.deepEqual(differences(before, visible(config)), []);
  await app.press('enter');
  await app.shows('What shall come back?');
});

test('a backup of a newer Home Assistant says so before', async (t) => {
  const { app } = await open(t, { installation: { version: '2025.1.0' } });
  await choose(app, 'Everything');
  await app.shows('What changes on');
  await app.shows('The backup is of Home Assistant 2026.11.0, this is 2025.1.0: update it');
});

test('of an archive of the Supervisor the apps are named that cannot be restored here', async (t) => {
  const { app } = await open(t, { backup: path.join(fixtures, 'supervisor/plain-full.tar') });
  await choose(app, 'Everything');
  await app.shows('Not restored: core_mosquitto, local_lifeboat. Apps are restored by the');
});

test('a Home Assistant that runs and cannot be stopped is told, and no yes is offered', async (t) => {
  const real = testWorld();
  const world = testWorld({
    run: async (program, words, options) =>
      program === 'flock' ? { exitCode: 1, stdout: '', stderr: '' } : real.run(program, words, options),
  });
  const { app, file } = await open(t, {
    world,
    installation: { control: { how: 'none', reason: 'It was started by hand.' } },
  });
  writeFileSync(file('.ha_run.lock'), '{}');
  writeFileSync(file('automations.yaml'), 'broken by me\n');
  await choose(app, 'Everything');
  await app.shows('[x]  Home Assistant runs and cannot be stopped from here. It was started by');
  await app.shows('Look again');
  assert.doesNotMatch(app.frame(), /Restore all/);
});

test('on a device that has nothing a backup is brought out, and becomes what Lifeboat looks after', async (t) => {
  const { app, folder } = await open(t, { backup: null, installation: null, isStranger: true });
  await app.shows('There is no location with backups yet');
  copyFileSync(path.join(fixtures, 'core/core-2026.11.0-plain.tar'), path.join(folder, 'stick.tar'));
  await app.press('enter');
  await app.shows('File:');
  await app.type(path.join(folder, 'nowhere.tar'));
  await app.press('enter');
  await app.shows('There is no file');
  for (const _ of 'nowhere.tar') await app.press('backspace');
  await app.type('stick.tar\r');
  await app.shows('There is no Home Assistant on this device yet');
  const target = path.join(folder, 'new');
  await app.type(`${target}\r`);
  await choose(app, 'Everything');
  await app.shows('What is written to');
  await choose(app, 'Bring out');
  await app.shows('Brought out into');
  assert.ok(existsSync(path.join(target, 'homeassistant/configuration.yaml')));
  await choose(app, 'Look after this one from now on');
  await app.shows('Lifeboat looks after');
});

test('Esc leads from step to step back, and what was picked is still picked', async (t) => {
  const { app } = await open(t, { backup: null, installation: {} });
  await app.shows('Which backup?');
  await app.press('enter');
  await choose(app, 'Only what I pick');
  await app.shows('[ ] Folder share');
  await select(app, 'Folder share');
  await app.press('space', 'tab');
  await app.shows('[4 Review]');
  await app.press('escape');
  await app.shows('[x] Folder share');
  await app.press('escape');
  await app.shows('What shall come back?');
  await app.press('escape');
  await app.shows('Which backup?');
});
