/** Devices in trouble: a drive that takes nothing any more, or gives back less than was written. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { passingHome } from '../../core/jobs/folder.ts';
import { assertFailure, locked, plain, secret, setUp } from '../support/command.ts';
import { driveImage, mountHere, plugIn, smallDisk } from '../support/mounts.ts';
import { runProgram } from '../support/program.ts';

const drive = 'The drive of Home Assistant is mounted read-only';

/** The home and the configuration, with a history that Home Assistant had not put away, on a drive made read-only. */
function onReadOnlyDrive(t: TestContext) {
  const disk = smallDisk(t, 'size=32m');
  if (disk === null) return null;
  const made = setUp(t);
  const [home, config] = [path.join(disk, 'home'), path.join(disk, 'config')];
  cpSync(made.config, config, { recursive: true });
  const database = new DatabaseSync(path.join(config, 'home-assistant_v2.db'));
  database.exec('PRAGMA journal_mode = wal; CREATE TABLE states (n); INSERT INTO states VALUES (7)');
  const rollback = new DatabaseSync(path.join(config, 'zigbee.db'));
  rollback.exec('CREATE TABLE devices (n); INSERT INTO devices VALUES (8)');
  rollback.close();
  // What a power cut leaves: the rows are in the -wal alone.
  const crashed = `${path.join(config, 'home-assistant_v2.db')}`;
  for (const end of ['', '-wal']) cpSync(crashed + end, `${crashed}${end}.kept`);
  database.close();
  for (const end of ['', '-wal']) {
    cpSync(`${crashed}${end}.kept`, crashed + end);
    rmSync(`${crashed}${end}.kept`);
  }
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  t.after(() => rmSync(passingHome(home), { recursive: true, force: true }));
  const lifeboat = (...words: string[]) => runProgram([...words, '--installation', config], { home });
  return { ...made, disk, home, config, lifeboat };
}

function only(folder: string): string {
  const [name = '', ...others] = readdirSync(folder);
  assert.deepEqual(others, []);
  return path.join(folder, name);
}

test('from a drive that became read-only a backup goes to another one, with what only the -wal held', async (t) => {
  const set = onReadOnlyDrive(t);
  if (set === null) return;
  const { lifeboat, place, keyFile, folder } = set;
  const made = await lifeboat('backup', '--location', place, '--key-file', keyFile);
  assert.equal(made.exitCode, 0, made.stderr);
  const to = path.join(folder, 'restored');
  const back = await lifeboat('restore', only(place), '--to', to, '--key-file', keyFile, '--yes');
  assert.equal(back.exitCode, 0, back.stderr);
  for (const [name, table, value] of [
    ['home-assistant_v2.db', 'states', 7],
    ['zigbee.db', 'devices', 8],
  ]) {
    const database = new DatabaseSync(path.join(to, 'homeassistant', `${name}`));
    assert.equal(database.prepare(`SELECT n FROM ${table}`).get()?.n, value);
    database.close();
  }
  const { jobs } = (await lifeboat('jobs', '--json')).json<{ jobs: { kind: string; state: string }[] }>();
  assert.deepEqual(
    jobs.map(({ kind, state }) => [kind, state]),
    [
      ['restore', 'done'],
      ['backup', 'done'],
    ],
  );
});

test('a new key that could not be kept encrypts nothing, and the ways out are named', async (t) => {
  const set = onReadOnlyDrive(t);
  if (set === null) return;
  const { lifeboat, place } = set;
  const refused = await lifeboat('backup', '--location', place);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /KEY_NOT_KEPT[\s\S]*--key-file FILE[\s\S]*--no-encryption/);
  assert.deepEqual(readdirSync(place), []);
  const open = await lifeboat('backup', '--location', place, '--no-encryption');
  assert.equal(open.exitCode, 0, open.stderr);
});

test('half a restore on a drive that became read-only is told, and never backed up as if it were whole', async (t) => {
  const set = onReadOnlyDrive(t);
  if (set === null) return;
  const { config, disk, lifeboat, place } = set;
  const before = await lifeboat('status');
  assert.doesNotMatch(before.stderr, /restore/i);
  execFileSync('mount', ['-o', 'remount,rw', disk]);
  const kept = path.join(config, '.cache', 'lifeboat', 'before-2026-11-20');
  mkdirSync(kept, { recursive: true });
  const record = {
    format: 1,
    kind: 'restore',
    undoes: null,
    state: 'swapping',
    number: 1,
    at: '',
    backup: {},
  };
  const none = { parts: [], paths: [], swapped: [], steps: [], folders: { staging: [], before: [] } };
  writeFileSync(path.join(kept, 'restore.json'), JSON.stringify({ ...record, ...none }));
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  assert.match((await lifeboat('status')).stderr, /A restore was cut off in the middle/);
  const made = await lifeboat('backup', '--location', place, '--no-encryption', '--json');
  assert.equal(made.exitCode, 1);
  assert.match(made.stdout, /RESTORE_CUT_OFF/);
  assert.deepEqual(readdirSync(place), []);
});

test('that a drive became read-only is told by status and prepare, and by whatever should be kept on it', async (t) => {
  const set = onReadOnlyDrive(t);
  if (set === null) return;
  const { lifeboat, home, place } = set;
  assert.ok((await lifeboat('status')).stdout.includes(drive));
  const { checks } = (await lifeboat('prepare', '--json')).json<{
    checks: { id: string; state: string }[];
  }>();
  assert.equal(checks.find(({ id }) => id === 'disk-used')?.state, 'problem');
  for (const words of [
    ['settings', 'set', 'ascii', 'on'],
    ['locations', 'add', 'usb', place],
    ['schedule', 'add'],
  ]) {
    const error = assertFailure(await lifeboat(...words, '--json'), 1, 'HOME_UNWRITABLE');
    assert.match(error.message, /mounted read-only/);
  }
  const refused = assertFailure(await lifeboat('restore', plain, '--yes', '--json'), 1, 'NOT_WRITABLE');
  assert.match(refused.message, /Mounted read-only/);
  assert.equal(existsSync(home), false);
});

test('of a drive that cannot be read to its end, and whose folders are damaged, the rest is saved and they are named', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('mounting takes root');
  const contentOf = (number: number) => Buffer.alloc(4 * 2 ** 20, `content ${number}`);
  const { config, place, folder, lifeboat } = setUp(t);
  mkdirSync(path.join(config, 'bad-folder'));
  for (let number = 0; number < 12; number += 1)
    writeFileSync(path.join(config, `file-${number}`), contentOf(number));
  const image = driveImage(t, ['mkfs.ext4', '-q', '-m', '0', '-b', '4096', '-d', config]);
  const ask = (question: string) =>
    execFileSync('debugfs', ['-R', question, image], { encoding: 'utf8', stdio: 'pipe' });
  const blockOf = (file: string) => Number(ask(`blocks ${file}`).trim().split(/\s+/)[0]);
  const zap = `zap_block -p 255 ${blockOf('bad-folder')}`;
  execFileSync('debugfs', ['-w', '-R', zap, image], { stdio: 'pipe' });
  const end = Math.max(...Array.from({ length: 12 }, (_, number) => blockOf(`file-${number}`))) + 256;
  const drive = plugIn(t, image);
  const point = drive && mountHere(t, drive.device);
  if (!point) return t.skip('this machine mounts no drives');
  truncateSync(image, end * 4096);
  const words = ['backup', '--location', place, '--no-encryption', '--installation', point];
  const made = await lifeboat(words);
  assert.equal(made.exitCode, 3, made.stderr);
  assert.match(made.stdout, /file-\d+: Only a part of it can be read.*: its drive reports errors \(EIO\)/);
  assert.match(made.stdout, /homeassistant\/bad-folder: It cannot be read: its file system is damaged/);
  const to = path.join(folder, 'restored');
  const back = await lifeboat(['restore', only(place), '--to', to, '--yes']);
  assert.equal(back.exitCode, 0, back.stderr);
  for (let number = 0; number < 12; number += 1) {
    const saved = readFileSync(path.join(to, 'homeassistant', `file-${number}`));
    assert.equal(saved.equals(contentOf(number)), !made.stdout.includes(`file-${number}:`));
  }
});

test('on the first boot a backup goes into the empty directory that is named, with the key of the kit, and can be taken back', async (t) => {
  const { folder, lifeboat } = setUp(t);
  const config = path.join(folder, 'new', 'config');
  mkdirSync(path.join(config, 'lost+found'), { recursive: true });
  const kit = path.join(folder, 'kit.txt');
  writeFileSync(kit, `Home Assistant Backup Emergency Kit\n\nEncryption key:\n${secret}\n`);
  const words = ['--installation', config, '--yes'];
  const restored = await lifeboat([
    'restore',
    locked,
    '--parts',
    'homeassistant',
    '--key-file',
    kit,
    ...words,
  ]);
  assert.equal(restored.exitCode, 0, restored.stderr);
  assert.ok(existsSync(path.join(config, '.HA_VERSION')));
  const undone = await lifeboat(['undo', ...words]);
  assert.equal(undone.exitCode, 0, undone.stderr);
  assert.deepEqual(readdirSync(config).sort(), ['.cache', 'lost+found']);
  // Nothing but a restore takes an empty directory for a Home Assistant.
  assertFailure(await lifeboat(['backup', '--json', ...words]), 10, 'NO_INSTALLATION');
  writeFileSync(path.join(config, 'holiday.jpg'), '');
  assertFailure(await lifeboat(['restore', plain, '--json', ...words]), 10, 'NO_INSTALLATION');
});

for (const [what, wreck] of [
  ['is no YAML', (config: string) => writeFileSync(path.join(config, 'configuration.yaml'), 'a: {\n - b')],
  [
    'is gone, and .HA_VERSION with it',
    (config: string) => {
      for (const name of ['configuration.yaml', '.HA_VERSION']) rmSync(path.join(config, name));
    },
  ],
] as const) {
  test(`the history of a Home Assistant whose configuration.yaml ${what} goes into a backup`, async (t) => {
    const { config, place, folder, lifeboat } = setUp(t);
    const database = new DatabaseSync(path.join(config, 'home-assistant_v2.db'));
    t.after(() => database.close());
    database.exec('PRAGMA journal_mode = wal; CREATE TABLE states (n); INSERT INTO states VALUES (7)');
    wreck(config);
    const words = ['backup', '--location', place, '--no-encryption', '--installation', config];
    const made = await lifeboat(words);
    assert.equal(made.exitCode, 0, made.stderr);
    assert.match(made.stderr, /The usual one, home-assistant_v2\.db, is backed up/);
    const to = path.join(folder, 'restored');
    const back = await lifeboat(['restore', only(place), '--to', to, '--yes']);
    assert.equal(back.exitCode, 0, back.stderr);
    const read = new DatabaseSync(path.join(to, 'homeassistant', 'home-assistant_v2.db'));
    assert.equal(read.prepare('SELECT n FROM states').get()?.n, 7);
    read.close();
  });
}
