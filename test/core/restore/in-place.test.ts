import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { HomeAssistantControl } from '../../../core/restore/types.ts';
import { testFolder } from '../../support/folder.ts';
import { type Files, testInstallation } from '../../support/installation.ts';
import { restore } from '../../support/restore.ts';
import { type MadeBackup, makeBackup } from '../../support/tar-builder-restore.ts';
import { differences, readTree } from '../../support/tree.ts';
import { testWorld } from '../../support/world.ts';

const present: Files = {
  'configuration.yaml': 'present',
  'only-here.yaml': 'present',
  '.storage/core.config': 'present',
  'home-assistant_v2.db': 'present database',
  'home-assistant_v2.db-wal': 'present log',
  'home-assistant_v2.db-shm': 'present index',
  'zigbee.db': 'present zigbee',
  'zigbee.db-wal': 'present zigbee log',
  'www/own.txt': 'present',
  'archive/backups/keep.txt': 'present',
  'backups/nightly.tar': 'an archive',
  'backups/notes.txt': 'present',
  '.cache/icon.png': 'present',
  '.HA_RESTORE': '{}',
};

const backup: MadeBackup = {
  members: {
    homeassistant: [
      { name: '.', type: '5', mode: 0o700 },
      { name: './homeassistant.json', content: '{}' },
      { name: 'data', type: '5' },
      { name: 'data/configuration.yaml', content: 'restored', mode: 0o640, mtime: 1_700_000_000.5 },
      { name: 'data/.storage', type: '5', mode: 0o700 },
      { name: 'data/.storage/core.config', content: 'restored', mode: 0o600 },
      { name: 'data/home-assistant_v2.db', content: 'restored database' },
      { name: 'data/home-assistant_v2.db-wal', content: '' },
      { name: 'data/zigbee.db', content: 'restored zigbee' },
      { name: 'data/www', type: '5' },
      { name: 'data/www/plan.svg', type: '2', link: 'floor/plan.svg' },
      { name: 'data/www/floor/plan.svg', content: 'restored' },
      { name: 'data/twin', type: '1', link: 'data/configuration.yaml' },
      { name: 'data/archive/backups', type: '5' },
      { name: 'data/archive/backups/old.txt', content: 'restored' },
      { name: 'data/backups', type: '5' },
      { name: 'data/backups/notes.txt', content: 'restored' },
      { name: 'data/backups/other.txt', content: 'restored' },
      { name: 'data/.HA_RESTORE', content: 'poison' },
    ],
    share: [
      { name: '.', type: '5' },
      { name: 's.txt', content: 'restored' },
    ],
  },
};

function makeInstallation(t: TestContext, files: Files = present) {
  const made = testInstallation(t, files, { 'mine.txt': 'present' });
  return {
    ...made,
    made: (content: MadeBackup = backup) => makeBackup(path.join(made.device, 'backup.tar'), content),
  };
}

/** What the user sees of the configuration: without our workplace. */
const visible = (config: string) => readTree(config, { ignore: (name) => name === '.cache/lifeboat' });
const workplace = (config: string) =>
  existsSync(path.join(config, '.cache/lifeboat')) ? readdirSync(path.join(config, '.cache/lifeboat')) : [];

test('everything: the new is there, the old is kept aside, archives and caches stay', async (t) => {
  const { config, share, installation, read, made } = makeInstallation(t);
  const { result, events, plan } = await restore(t, made(), { installation });
  assert.deepEqual(result.failed, []);
  assert.deepEqual(result.restored, ['homeassistant', 'share', 'database']);
  assert.equal(read('configuration.yaml'), 'restored');
  assert.equal(lstatSync(path.join(config, 'configuration.yaml')).mtimeMs, 1_700_000_000_500);
  assert.equal(lstatSync(path.join(config, '.storage')).mode & 0o777, 0o700);
  assert.equal(
    lstatSync(path.join(config, 'twin')).ino,
    lstatSync(path.join(config, 'configuration.yaml')).ino,
  );
  assert.equal(readlinkSync(path.join(config, 'www/plan.svg')), 'floor/plan.svg');
  assert.equal(read('only-here.yaml'), null);
  assert.deepEqual(
    ['home-assistant_v2.db', 'home-assistant_v2.db-wal', 'home-assistant_v2.db-shm'].map(read),
    ['restored database', '', null],
  );
  assert.deepEqual(readdirSync(path.join(config, 'archive/backups')), ['old.txt']);
  assert.deepEqual(readdirSync(path.join(config, 'backups')).sort(), [
    'nightly.tar',
    'notes.txt',
    'other.txt',
  ]);
  assert.equal(read('backups/notes.txt'), 'present');
  assert.equal(read('.cache/icon.png'), 'present');
  assert.equal(read('.HA_RESTORE'), null);
  assert.ok(plan.notes.some((note) => note.code === 'FORGOTTEN_RESTORE'));
  assert.ok(events.some((event) => event.type === 'note' && event.path === 'homeassistant/.HA_RESTORE'));
  assert.deepEqual(readdirSync(share), ['s.txt']);
  assert.ok(result.kept);
  assert.equal(readFileSync(path.join(result.kept, 'homeassistant/only-here.yaml'), 'utf8'), 'present');
  assert.equal(
    readFileSync(path.join(result.kept, 'homeassistant/home-assistant_v2.db-shm'), 'utf8'),
    'present index',
  );
  assert.deepEqual(workplace(config), [path.basename(result.kept)]);
});

test('homeassistant without database: the present database stays, log and all', async (t) => {
  const { installation, read, made } = makeInstallation(t);
  const { result, plan } = await restore(t, made(), { installation, parts: ['homeassistant'] });
  assert.deepEqual(result.failed, []);
  assert.deepEqual(
    ['home-assistant_v2.db', 'home-assistant_v2.db-wal', 'home-assistant_v2.db-shm'].map(read),
    ['present database', 'present log', 'present index'],
  );
  assert.equal(read('configuration.yaml'), 'restored');
  assert.ok(plan.kept.includes('homeassistant/home-assistant_v2.db'));
});

test('database alone: nothing else changes, and no log of the old one is left beside it', async (t) => {
  const { installation, read, made } = makeInstallation(t);
  const content = structuredClone(backup);
  const entries = content.members.homeassistant;
  assert.ok(Array.isArray(entries));
  content.members.homeassistant = entries.filter(({ name }) => !name.endsWith('-wal'));
  await restore(t, made(content), { installation, parts: ['database'] });
  assert.deepEqual(
    [
      'home-assistant_v2.db',
      'home-assistant_v2.db-wal',
      'home-assistant_v2.db-shm',
      'configuration.yaml',
    ].map(read),
    ['restored database', null, null, 'present'],
  );
});

test('a backup without database never takes the present one, also when it was asked for', async (t) => {
  const { installation, read, made } = makeInstallation(t);
  const content = structuredClone(backup);
  const entries = content.members.homeassistant;
  assert.ok(Array.isArray(entries));
  content.members.homeassistant = entries.filter(({ name }) => !name.includes('home-assistant_v2'));
  const asked = await restore(t, made(content), { installation, parts: ['homeassistant', 'database'] });
  assert.deepEqual(
    asked.result.failed.map((failure) => failure.path),
    ['database'],
  );
  assert.deepEqual(asked.result.restored, ['homeassistant']);
  const all = await restore(t, made(content), { installation });
  assert.deepEqual(all.result.failed, []);
  assert.equal(read('home-assistant_v2.db'), 'present database');
  assert.equal(read('home-assistant_v2.db-shm'), 'present index');
});

test('a recorder with a name and a folder of its own counts as the database', async (t) => {
  const { config, installation, read, made } = makeInstallation(t, {
    ...present,
    'db/own.db': 'present own',
    'db/x': 'present',
  });
  installation.recorder = {
    engine: 'sqlite',
    file: path.join(config, 'db/own.db'),
    inConfig: 'db/own.db',
    configured: true,
  };
  const content = structuredClone(backup);
  const entries = content.members.homeassistant;
  assert.ok(Array.isArray(entries));
  entries.push(
    { name: 'data/db/own.db', content: 'restored own' },
    { name: 'data/db/y', content: 'restored' },
  );
  await restore(t, made(content), { installation, parts: ['homeassistant'] });
  assert.deepEqual(['db/own.db', 'db/x', 'db/y'].map(read), ['present own', null, 'restored']);
});

test('single files: only they are replaced, parents are made, old ones kept', async (t) => {
  const { config, installation, read, made } = makeInstallation(t);
  const paths = [
    'homeassistant/configuration.yaml',
    'homeassistant/www',
    'homeassistant/zigbee.db',
    'share/s.txt',
  ];
  const { result } = await restore(t, made(), { installation, paths });
  assert.deepEqual(result.failed, []);
  assert.deepEqual(['configuration.yaml', 'only-here.yaml', 'www/own.txt', 'www/floor/plan.svg'].map(read), [
    'restored',
    'present',
    'present',
    'restored',
  ]);
  assert.equal(read('zigbee.db'), 'restored zigbee');
  assert.equal(read('zigbee.db-wal'), null);
  assert.ok(result.kept);
  assert.equal(
    readFileSync(path.join(result.kept, 'homeassistant/zigbee.db-wal'), 'utf8'),
    'present zigbee log',
  );
  assert.equal(readFileSync(path.join(config, '../share/mine.txt'), 'utf8'), 'present');
});

test('a folder of the backup that is a link here is not written through', async (t) => {
  const { config, device, installation, made } = makeInstallation(t, { 'configuration.yaml': 'present' });
  mkdirSync(path.join(device, 'elsewhere'));
  symlinkSync(path.join(device, 'elsewhere'), path.join(config, 'www'));
  const { result } = await restore(t, made(), { installation, paths: ['homeassistant/www/floor'] });
  assert.deepEqual(readdirSync(path.join(device, 'elsewhere')), []);
  assert.deepEqual(
    result.failed.map((failure) => failure.path),
    ['homeassistant/www'],
  );
  assert.ok(lstatSync(path.join(config, 'www')).isSymbolicLink());
});

test('what is mounted inside stays, with the folders that lead to it', async (t) => {
  const { config, installation, read, made } = makeInstallation(t, {
    ...present,
    'www/nas/film.mp4': 'mounted',
  });
  const root = testFolder(t);
  mkdirSync(path.join(root, 'proc/self'), { recursive: true });
  writeFileSync(
    path.join(root, 'proc/self/mountinfo'),
    `36 35 98:0 / ${config}/www/nas rw - cifs //nas/films rw\n`,
  );
  const { result, plan } = await restore(t, made(), { installation }, {}, testWorld({ root }));
  assert.deepEqual(result.failed, []);
  assert.deepEqual(['www/nas/film.mp4', 'www/own.txt', 'www/floor/plan.svg'].map(read), [
    'mounted',
    null,
    'restored',
  ]);
  assert.ok(plan.kept.includes('homeassistant/www/nas'));
});

for (const [what, asked] of [
  ['everything', {}],
  ['single files', { paths: ['homeassistant/www', 'homeassistant/zigbee.db', 'share/s.txt'] }],
] as const) {
  test(`a fault at any rename of ${what} leaves exactly what was there`, async (t) => {
    const { config, share, installation, made } = makeInstallation(t);
    linkSync(path.join(config, 'only-here.yaml'), path.join(config, 'twin-here.yaml'));
    const before = [visible(config), readTree(share)] as const;
    let isDone = false;
    for (let at = 1; !isDone && at < 100; at += 1) {
      let renames = 0;
      const beforeRename = () => {
        renames += 1;
        if (renames === at) throw new Error(`fault ${at}`);
      };
      const run = restore(t, made(), { installation, ...asked }, { beforeRename });
      isDone = await run.then(
        () => true,
        (error: Error) => {
          assert.equal(error.message, `fault ${at}`);
          return false;
        },
      );
      if (isDone) assert.ok(at > 4, 'every rename was tried');
      else {
        assert.deepEqual(
          differences(before[0], visible(config), { folderTimes: false }),
          [],
          `config at ${at}`,
        );
        assert.deepEqual(differences(before[1], readTree(share)), [], `share at ${at}`);
        assert.deepEqual(workplace(config), []);
      }
    }
  });
}

test('damage, a missing path, a wrong key and a cancel change nothing', async (t) => {
  const { config, installation, made } = makeInstallation(t);
  const before = visible(config);
  const damaged = structuredClone(backup);
  damaged.members.share = Buffer.from('no gzip at all');
  const abort = new AbortController();
  const report = () => abort.abort();
  await assert.rejects(restore(t, made(damaged), { installation }), { kind: 'damaged' });
  await assert.rejects(restore(t, made(damaged), { installation, measure: false }), { kind: 'damaged' });
  await assert.rejects(restore(t, made(), { installation, paths: ['share/none'] }), { kind: 'not-found' });
  await assert.rejects(restore(t, made(), { installation, paths: ['share/none'], measure: false }), {
    kind: 'not-found',
  });
  await assert.rejects(restore(t, 'supervisor/v3-full.tar', { installation, keys: [] }), {
    kind: 'wrong-key',
  });
  await assert.rejects(restore(t, 'supervisor/killed-plain-first-160k.tar', { installation }), {
    kind: 'damaged',
  });
  await assert.rejects(restore(t, made(), { installation }, { signal: abort.signal, report }), {
    kind: 'cancelled',
  });
  assert.deepEqual(differences(before, visible(config)), []);
  assert.deepEqual(workplace(config), []);
});

test('apps and parts that this installation does not have are left out of "everything", and refused by name', async (t) => {
  const { installation } = makeInstallation(t);
  const { plan, result } = await restore(t, 'supervisor/plain-full.tar', { installation });
  assert.deepEqual(plan.leftOut.map((left) => left.path).sort(), [
    'addons/local',
    'core_mosquitto',
    'local_lifeboat',
    'media',
    'ssl',
  ]);
  assert.deepEqual(result.restored, ['homeassistant', 'share', 'database']);
  await assert.rejects(restore(t, 'supervisor/plain-full.tar', { installation, parts: ['core_mosquitto'] }), {
    kind: 'not-found',
    message: /core_mosquitto/,
  });
});

function fakeHomeAssistant(config: string, obstacle: string | null = null) {
  const calls: string[] = [];
  let isRunning = true;
  const control: HomeAssistantControl = {
    obstacle,
    isRunning: async () => isRunning,
    async stop() {
      calls.push(`stop, ${readFileSync(path.join(config, 'configuration.yaml'), 'utf8')}`);
      writeFileSync(path.join(config, 'written-at-shutdown'), 'present');
      isRunning = false;
    },
    async start() {
      calls.push(`start, ${readFileSync(path.join(config, 'configuration.yaml'), 'utf8')}`);
      isRunning = true;
    },
  };
  return { calls, control };
}

test('Home Assistant is stopped for the swap only, and what it wrote last goes aside too', async (t) => {
  const { config, installation, read, made } = makeInstallation(t);
  const { calls, control } = fakeHomeAssistant(config);
  const { result } = await restore(t, made(), { installation }, { homeAssistant: control });
  assert.deepEqual(calls, ['stop, present', 'start, restored']);
  assert.equal(read('written-at-shutdown'), null);
  assert.ok(existsSync(path.join(result.kept ?? '', 'homeassistant/written-at-shutdown')));
});

test('Home Assistant is started again when the swap fails, and is not stopped when staging does', async (t) => {
  const { config, installation, made } = makeInstallation(t);
  const failing = fakeHomeAssistant(config);
  const beforeRename = () => {
    throw new Error('fault');
  };
  await assert.rejects(
    restore(t, made(), { installation }, { homeAssistant: failing.control, beforeRename }),
    /fault/,
  );
  assert.deepEqual(failing.calls, ['stop, present', 'start, present']);
  const untouched = fakeHomeAssistant(config);
  const asked = { installation, paths: ['share/none'], measure: false };
  await assert.rejects(restore(t, made(), asked, { homeAssistant: untouched.control }), {
    kind: 'not-found',
  });
  assert.deepEqual(untouched.calls, []);
});

test('where Home Assistant runs and cannot be stopped, nothing begins', async (t) => {
  const { config, installation, made } = makeInstallation(t);
  const { calls, control } = fakeHomeAssistant(config, 'It runs in a container of its own.');
  await assert.rejects(restore(t, made(), { installation }, { homeAssistant: control }), {
    code: 'CANNOT_STOP',
    message: /container of its own/,
  });
  assert.deepEqual(calls, []);
  assert.deepEqual(workplace(config), []);
});

test('versions: a newer backup is said, an older one too', async (t) => {
  const { installation, made } = makeInstallation(t);
  installation.version = '2025.1.0';
  const newer = await restore(t, made(), { installation });
  assert.ok(newer.plan.notes.some((note) => note.code === 'NEWER_HOME_ASSISTANT'));
  installation.version = '2027.1.0b3';
  const older = await restore(t, made(), { installation });
  assert.ok(older.plan.notes.some((note) => note.code === 'OLDER_HOME_ASSISTANT'));
});
