import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { acquireLock } from '../../core/jobs/lock.ts';
import { installationWorkFolder, locationWorkFolder } from '../../core/locations/work-folder.ts';
import { testFolder } from '../support/folder.ts';
import { type Ended, type ProgramOptions, runProgram } from '../support/program.ts';

const fixtures = path.resolve('test/fixtures/homeassistant');
const plain = path.join(fixtures, 'supervisor/plain-full.tar');
const locked = path.join(fixtures, 'supervisor/v3-full.tar');
const killed = path.join(fixtures, 'supervisor/killed-plain-first-160k.tar');
const core = path.join(fixtures, 'core/core-2026.11.0-plain.tar');
const secret = '2QAF-7RKD-X9CM-4WVT-P6HN-E3JB-8YSL';
const now = new Date('2026-11-20T15:05:00Z');

interface ErrorDocument {
  error: { code: string; message: string; safe: string; remedies: string[] };
}

/** A home, a place with backups, and a small installation of its own. */
function setUp(t: TestContext) {
  const folder = testFolder(t);
  const [home, place, config] = ['home', 'place', 'config'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(place);
  mkdirSync(path.join(config, 'backups'), { recursive: true });
  mkdirSync(path.join(config, '.storage'));
  writeFileSync(path.join(config, '.HA_VERSION'), '2026.11.1');
  writeFileSync(path.join(config, 'configuration.yaml'), 'default_config:\n');
  writeFileSync(
    path.join(config, '.storage', 'core.config'),
    '{"version":1,"minor_version":1,"key":"core.config","data":{}}',
  );
  const keyFile = path.join(folder, 'key.txt');
  writeFileSync(keyFile, `${secret}\n`, { mode: 0o600 });
  const lifeboat = (words: string[], options: Partial<ProgramOptions> = {}) =>
    runProgram(words, { home, ...options });
  return { folder, home, place, config, keyFile, lifeboat };
}

function assertFailure(ended: Ended, exitCode: number, code: string): ErrorDocument['error'] {
  assert.equal(ended.exitCode, exitCode, ended.stderr);
  const { error, ...rest } = ended.json<ErrorDocument>();
  assert.deepEqual(rest, {});
  assert.equal(error.code, code);
  assert.ok(error.message !== '' && Array.isArray(error.remedies) && typeof error.safe === 'string');
  assert.ok(ended.stderr.includes(error.message.split('\n')[0] ?? ''), 'people are told the same');
  return error;
}

test('list prints the backups of a directory, and its bad files as problems', async (t) => {
  const { place, lifeboat } = setUp(t);
  copyFileSync(plain, path.join(place, 'a.tar'));
  copyFileSync(core, path.join(place, 'b.tar'));
  writeFileSync(path.join(place, 'bad.tar'), 'no tar');
  const ended = await lifeboat(['list', '--location', place, '--json']);
  assert.equal(ended.exitCode, 0);
  const { backups, problems } = ended.json<{ backups: Record<string, unknown>[]; problems: unknown[] }>();
  const [, supervisor] = backups.toSorted((a, b) => String(a.maker).localeCompare(String(b.maker)));
  assert.deepEqual(supervisor, {
    id: 'd81044ee',
    name: 'Plain full',
    date: '2026-11-21T02:32:48.683746+00:00',
    type: 'full',
    encrypted: false,
    size: 30720,
    maker: 'supervisor',
    homeassistantVersion: '2026.11.1',
    parts: [
      'homeassistant',
      'database',
      'share',
      'ssl',
      'media',
      'addons/local',
      'core_mosquitto',
      'local_lifeboat',
    ],
    whole: true,
    locations: [{ name: place, path: path.join(place, 'a.tar') }],
  });
  assert.equal(backups.length, 2);
  assert.deepEqual(problems, [
    {
      path: path.join(place, 'bad.tar'),
      code: 'NOT_AN_ARCHIVE',
      message: 'This file is not a Home Assistant backup: it is no tar.',
    },
  ]);
});

test('list without any location looks into the backups directory of the installation', async (t) => {
  const { config, lifeboat } = setUp(t);
  copyFileSync(plain, path.join(config, 'backups', 'a.tar'));
  const { backups } = (await lifeboat(['list', '--json', '--installation', config])).json<{
    backups: { locations: unknown }[];
  }>();
  assert.deepEqual(backups[0]?.locations, [{ name: 'backups', path: path.join(config, 'backups', 'a.tar') }]);
});

test('show lists members and files, and prints one file as it is', async (t) => {
  const { lifeboat } = setUp(t);
  const members = (await lifeboat(['show', plain, '--json'])).json<{ members: object[]; files?: unknown }>();
  assert.equal(members.files, undefined);
  assert.deepEqual(Object.keys(members.members[0] ?? {}).slice(0, 4), ['name', 'part', 'cipher', 'size']);
  const { files } = (await lifeboat(['show', plain, '--files', 'share', '--json'])).json<{
    files: { path: string }[];
  }>();
  const notes = files.find((file) => file.path === 'share/notes.txt');
  assert.deepEqual(Object.keys(notes ?? {}), ['path', 'type', 'size', 'mode', 'mtime', 'link']);
  assert.ok(files.every((file) => file.path.startsWith('share')));
  const text = await lifeboat(['show', plain, '--cat', 'homeassistant/configuration.yaml']);
  assert.match(text.stdout, /^default_config:\n/);
  assert.equal(text.stderr, '');
});

test('what is not in a backup is not found', async (t) => {
  const { lifeboat } = setUp(t);
  assertFailure(await lifeboat(['show', plain, '--files', 'share/nothing', '--json']), 10, 'NO_SUCH_FILE');
  assertFailure(await lifeboat(['show', plain, '--cat', 'share/nothing', '--json']), 10, 'NO_SUCH_FILE');
});

test('verify gives one document whatever the states, and the exit code of the worst', async (t) => {
  const { folder, place, keyFile, lifeboat } = setUp(t);
  const damaged = readFileSync(plain);
  damaged.fill(0xaa, 3000, 3400);
  writeFileSync(path.join(folder, 'damaged.tar'), damaged);
  writeFileSync(path.join(folder, 'noise.tar'), 'noise'.repeat(2000));
  const verify = async (exitCode: number, ...words: string[]) => {
    const ended = await lifeboat(['verify', '--json', ...words]);
    assert.equal(ended.exitCode, exitCode, ended.stderr);
    return ended.json<{ results: { id: string; state: string; parts: object[]; database: string }[] }>()
      .results;
  };
  const [whole] = await verify(0, plain);
  assert.deepEqual([whole?.id, whole?.state, whole?.database], ['d81044ee', 'whole', 'ok']);
  for (const key of ['part', 'state', 'files', 'bytes', 'message'])
    assert.ok(key in (whole?.parts[0] ?? {}), key);
  const states = (results: { state: string }[]) => results.map(({ state }) => state);
  assert.deepEqual(states(await verify(0, locked, '--key-file', keyFile)), ['whole']);
  assert.deepEqual(states(await verify(12, locked, plain)), ['wrong-key', 'whole']);
  const broken = [path.join(folder, 'damaged.tar'), path.join(folder, 'noise.tar'), killed];
  assert.deepEqual(states(await verify(13, locked, ...broken)), [
    'wrong-key',
    'damaged',
    'damaged',
    'damaged',
  ]);
  mkdirSync(path.join(place, 'folder.tar'));
  assertFailure(
    await lifeboat(['verify', '--json', path.join(place, 'none.tar'), plain]),
    10,
    'NO_SUCH_ARCHIVE',
  );
});

test('verify reads every copy of a backup', async (t) => {
  const { folder, config, place, lifeboat } = setUp(t);
  const cut = readFileSync(plain);
  cut.fill(0xaa, 3000, 3400);
  writeFileSync(path.join(place, 'a.tar'), cut);
  copyFileSync(plain, path.join(config, 'backups', 'a.tar'));
  writeFileSync(path.join(folder, 'x'), '');
  mkdirSync(path.join(folder, 'home'));
  const locations = [
    { name: 'usb', kind: 'directory', path: place },
    { name: 'own', kind: 'directory', path: path.join(config, 'backups') },
  ];
  writeFileSync(
    path.join(folder, 'home', 'settings.json'),
    JSON.stringify({ version: 1, deviceId: 'x', locations }),
  );
  const ended = await lifeboat(['verify', 'd81044ee', '--json', '--installation', config]);
  const { results } = ended.json<{ results: { state: string; path: string }[] }>();
  assert.equal(ended.exitCode, 13);
  assert.deepEqual(results.map(({ state }) => state).sort(), ['damaged', 'whole']);
});

test('a wrong key is told as such by every command that reads', async (t) => {
  const { folder, lifeboat } = setUp(t);
  const wrong = path.join(folder, 'wrong.txt');
  writeFileSync(wrong, 'XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX\n');
  for (const words of [
    ['show', locked, '--files'],
    ['show', locked, '--cat', 'share/notes.txt'],
    ['restore', locked, '--to', path.join(folder, 'out')],
  ]) {
    const ended = await lifeboat([...words, '--json', '--key-file', wrong]);
    const last = ended.events<ErrorDocument>().at(-1);
    assert.equal(ended.exitCode, 12, words.join(' '));
    assert.equal(last?.error.code, 'WRONG_KEY');
    assert.ok(!`${ended.stdout}${ended.stderr}`.includes('XXXX'), 'the key is not repeated');
  }
  assert.ok(!existsSync(path.join(folder, 'out')));
});

test('with a key file the key ring is not asked', async (t) => {
  const { folder, keyFile, lifeboat } = setUp(t);
  assert.equal((await lifeboat(['key', 'add', '--key-file', keyFile])).exitCode, 0);
  assert.equal((await lifeboat(['verify', locked, '--json'])).exitCode, 0);
  writeFileSync(path.join(folder, 'wrong.txt'), 'other');
  const env = { LIFEBOAT_KEY_FILE: path.join(folder, 'wrong.txt') };
  assert.equal((await lifeboat(['verify', locked, '--json'], { env })).exitCode, 12);
  assert.equal(
    (await lifeboat(['verify', locked, '--json', '--key-file', '-'], { env, input: `${secret}\r\nx` }))
      .exitCode,
    0,
  );
  const missing = await lifeboat(['verify', plain, '--json', '--key-file', path.join(folder, 'none')]);
  assert.equal(missing.exitCode, 0, 'ignored where nothing is encrypted');
});

test('a file that is no archive is damaged', async (t) => {
  const { folder, lifeboat } = setUp(t);
  const noise = path.join(folder, 'noise.tar');
  writeFileSync(noise, 'noise'.repeat(2000));
  assertFailure(await lifeboat(['show', noise, '--json']), 13, 'NOT_AN_ARCHIVE');
});

test('what does not exist is not found: archives, ids, locations, installations', async (t) => {
  const { folder, place, lifeboat } = setUp(t);
  assertFailure(await lifeboat(['show', '/nowhere/x.tar', '--json']), 10, 'NO_SUCH_ARCHIVE');
  assertFailure(await lifeboat(['list', '--location', 'moon', '--json']), 10, 'LOCATION_UNKNOWN');
  const { remedies } = assertFailure(
    await lifeboat(['list', '--json', '--installation', path.join(folder, 'none')]),
    10,
    'NO_INSTALLATION',
  );
  assert.ok(remedies.some((remedy) => remedy.includes('lifeboat demo')));
  assert.deepEqual(readdirSync(place), []);
});

test('wrong usage is told with exit code 2, also as JSON', async (t) => {
  const { lifeboat } = setUp(t);
  assertFailure(await lifeboat(['list', '--moon', '--json']), 2, 'USAGE');
  assertFailure(await lifeboat(['moon', '--json']), 2, 'USAGE');
  assertFailure(await lifeboat(['show', '--json']), 2, 'USAGE');
  const text = await lifeboat(['show']);
  assert.deepEqual([text.exitCode, text.stdout], [2, '']);
  assert.equal((await lifeboat(['--help'])).exitCode, 0);
  assert.match((await lifeboat(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('restore brings the files into a directory', async (t) => {
  const { folder, keyFile, lifeboat } = setUp(t);
  const to = path.join(folder, 'out');
  const ended = await lifeboat(['restore', locked, '--to', to, '--json', '--key-file', keyFile]);
  assert.equal(ended.exitCode, 0, ended.stderr);
  const result = ended.events<{ type: string; restored: string[]; failed: object[]; to: string }>().at(-1);
  assert.deepEqual([result?.type, result?.failed, result?.to], ['result', [], to]);
  assert.ok(result?.restored.includes('core_mosquitto'));
  assert.deepEqual(readdirSync(to).sort(), ['addons', 'apps', 'homeassistant', 'media', 'share', 'ssl']);
  assert.equal(readFileSync(path.join(to, 'share/notes.txt'), 'utf8').length, 13);

  const one = path.join(folder, 'one');
  const single = await lifeboat(['restore', plain, '--files', 'share/notes.txt', '--to', one, '--json']);
  assert.deepEqual(single.events<{ restored?: string[] }>().at(-1)?.restored, ['share/notes.txt']);
  assert.deepEqual(readdirSync(path.join(one, 'share')), ['notes.txt']);
});

test('a restore in place needs a yes, and does what it says with one', async (t) => {
  const { config, lifeboat } = setUp(t);
  const words = ['restore', plain, '--parts', 'homeassistant', '--installation', config, '--json'];
  assertFailure(await lifeboat(words), 2, 'NEEDS_YES');
  assert.equal(readFileSync(path.join(config, 'configuration.yaml'), 'utf8'), 'default_config:\n');
  const dry = await lifeboat([...words, '--dry-run']);
  assert.equal(dry.exitCode, 0);
  assert.equal(dry.json<{ plan: { kind: string } }>().plan.kind, 'in-place');
  const done = await lifeboat([...words, '--yes']);
  assert.equal(done.exitCode, 0, done.stderr);
  assert.match(readFileSync(path.join(config, 'configuration.yaml'), 'utf8'), /recorder:/);
});

test('while another job works on it an installation or a location is busy', async (t) => {
  const { place, config, lifeboat } = setUp(t);
  copyFileSync(plain, path.join(place, 'a.tar'));
  const lock = await acquireLock(locationWorkFolder(place), 'backup', now);
  const { message } = assertFailure(
    await lifeboat(['delete', path.join(place, 'a.tar'), '--yes', '--json']),
    11,
    'BUSY',
  );
  assert.match(message, new RegExp(`backup, process ${process.pid}`));
  lock.release();
  assert.deepEqual(readdirSync(place), ['a.tar']);

  const whole = await acquireLock(installationWorkFolder(config), 'restore', now);
  const words = ['restore', plain, '--parts', 'homeassistant', '--installation', config, '--json', '--yes'];
  const ended = await lifeboat(words);
  whole.release();
  assert.equal(ended.exitCode, 11);
  assert.equal(ended.events<ErrorDocument>().at(-1)?.error.code, 'BUSY');
});

test('delete asks first, says what goes and what stays, and leaves nothing of its own', async (t) => {
  const { place, lifeboat } = setUp(t);
  copyFileSync(plain, path.join(place, 'a.tar'));
  copyFileSync(core, path.join(place, 'b.tar'));
  const words = ['delete', 'd81044ee', '--location', place];
  assertFailure(await lifeboat([...words, '--json']), 2, 'NEEDS_YES');
  const ended = await lifeboat([...words, '--json', '--yes']);
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.deepEqual(ended.json(), {
    deleted: [{ id: 'd81044ee', path: path.join(place, 'a.tar') }],
    failed: [],
    remaining: 1,
  });
  assert.match(ended.stderr, /1 backup left/);
  assert.deepEqual(readdirSync(place), ['b.tar']);
  assertFailure(await lifeboat([...words, '--json', '--yes']), 10, 'BACKUP_NOT_FOUND');
});

test('a restore that finds no space says so before anything', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('mounting a small file system takes root');
  const { folder, lifeboat } = setUp(t);
  const small = path.join(folder, 'small');
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    return t.skip('no file system can be mounted here');
  }
  try {
    const ended = await lifeboat(['restore', plain, '--to', path.join(small, 'out'), '--json']);
    assert.equal(ended.exitCode, 14, ended.stdout);
    assert.deepEqual(readdirSync(small), []);
  } finally {
    execFileSync('umount', [small]);
  }
});

test('diff tells what changed since', async (t) => {
  const { config, lifeboat } = setUp(t);
  const ended = await lifeboat([
    'diff',
    plain,
    'homeassistant/configuration.yaml',
    '--json',
    '--installation',
    config,
  ]);
  assert.equal(ended.exitCode, 0, ended.stderr);
  const { differences } = ended.json<{ differences: { path: string; change: string }[] }>();
  assert.deepEqual(
    differences.map(({ path: at, change }) => [at, change]),
    [['homeassistant/configuration.yaml', 'changed']],
  );
  const text = await lifeboat(['diff', plain, 'homeassistant/configuration.yaml', '--installation', config]);
  assert.match(text.stdout, /^-recorder:$/m);
});

test('keys are told by name; only reveal and the kit give one out, to its owner alone', async (t) => {
  const { folder, home, lifeboat } = setUp(t);
  assert.equal((await lifeboat(['key', 'reveal', '--json'])).exitCode, 10);
  const added = await lifeboat(['key', 'add', '--label', 'old', '--json'], { input: `${secret}\n` });
  const listed = await lifeboat(['key', '--json']);
  for (const ended of [added, listed]) assert.ok(!`${ended.stdout}${ended.stderr}`.includes(secret));
  const [key] = listed.json<{ keys: { label: string; current: boolean }[] }>().keys;
  assert.deepEqual([key?.label, key?.current], ['old', true]);
  assert.deepEqual((await lifeboat(['key', 'reveal', '--json'])).json(), { label: 'old', key: secret });
  const kit = path.join(folder, 'kit.txt');
  assert.equal((await lifeboat(['key', 'kit', kit])).exitCode, 0);
  assert.ok(readFileSync(kit, 'utf8').includes(secret));
  for (const file of [kit, path.join(home, 'keys.json')]) assert.equal(statSync(file).mode & 0o077, 0, file);
  assertFailure(await lifeboat(['key', 'kit', kit, '--json']), 2, 'FILE_EXISTS');
  const checked = await lifeboat(['key', 'check', locked, '--json']);
  assert.equal(checked.json<{ opens: boolean }>().opens, true);
});

test('status tells protected or not by its exit code', async (t) => {
  const { config, lifeboat } = setUp(t);
  const status = (...words: string[]) => lifeboat(['status', '--json', '--installation', config, ...words]);
  const none = await status();
  assert.equal(none.exitCode, 1);
  const document = none.json<Record<string, unknown>>();
  assert.deepEqual(Object.keys(document), ['protected', 'reasons', 'last', 'next', 'locations', 'job']);
  assert.deepEqual([document.protected, document.last], [false, null]);
  assert.deepEqual(document.reasons, ['There is no backup yet.']);
});

test('without a terminal the bare command prints the status and how to go on', async (t) => {
  const { config, lifeboat } = setUp(t);
  const ended = await lifeboat(['--installation', config]);
  assert.equal(ended.exitCode, 1);
  assert.match(ended.stdout, /^NOT PROTECTED/);
  assert.match(ended.stderr, /--help/);
});

test('the demo becomes the installation, and everything works on it', async (t) => {
  const { home, lifeboat } = setUp(t);
  const ended = await lifeboat(['demo', '--json']);
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.equal((await lifeboat(['list', '--json'])).json<{ backups: [] }>().backups.length, 0);
  assert.equal(statSync(home).mode & 0o777, 0o700);
  assert.equal((await lifeboat(['demo', '--json'])).exitCode, 0, 'once more does no harm');
});

test('control characters of a stranger’s archive do not reach the terminal', async (t) => {
  const { place, lifeboat } = setUp(t);
  const bytes = readFileSync(plain);
  const at = bytes.indexOf('Plain full');
  bytes.write('P\\u001b[2J', at);
  writeFileSync(path.join(place, 'a.tar'), bytes);
  const { stdout } = await lifeboat(['list', '--location', place]);
  assert.ok(stdout.includes('P\\u001b[2J'));
  assert.ok(!stdout.includes('\u001b'));
});

test('copy brings a backup to another place, whole, and never over another file', async (t) => {
  const { folder, place, lifeboat } = setUp(t);
  const taken = path.join(place, 'plain-full.tar');
  writeFileSync(taken, 'something else');
  const ended = await lifeboat(['copy', plain, '--to', place, '--json']);
  assert.equal(ended.exitCode, 0, ended.stderr);
  const copied = path.join(place, 'plain-full_2.tar');
  assert.deepEqual(ended.events().at(-1), { type: 'result', id: 'd81044ee', location: place, path: copied });
  assert.deepEqual(readFileSync(copied), readFileSync(plain));
  assert.equal(readFileSync(taken, 'utf8'), 'something else');
  assert.deepEqual(readdirSync(place).sort(), ['plain-full.tar', 'plain-full_2.tar']);
  assertFailure(await lifeboat(['copy', copied, '--to', place, '--json']), 2, 'ALREADY_THERE');
  assertFailure(
    await lifeboat(['copy', plain, '--to', path.join(folder, 'nowhere'), '--json']),
    15,
    'LOCATION_UNREACHABLE',
  );
});

test('locations are added, tested, used and forgotten', async (t) => {
  const { folder, place, config, lifeboat } = setUp(t);
  const usb = { name: 'usb', kind: 'directory', path: place };
  assertFailure(
    await lifeboat(['locations', 'add', 'usb', path.join(folder, 'nowhere'), '--json']),
    15,
    'LOCATION_UNREACHABLE',
  );
  assert.deepEqual((await lifeboat(['locations', 'add', 'usb', place, '--json'])).json(), { location: usb });
  assertFailure(await lifeboat(['locations', 'add', 'usb', place, '--json']), 2, 'LOCATION_NAME');
  assert.equal((await lifeboat(['locations', 'test', '--json'])).exitCode, 0);
  assert.deepEqual(readdirSync(place), []);
  copyFileSync(plain, path.join(place, 'a.tar'));
  const { backups } = (await lifeboat(['list', '--json'])).json<{ backups: { locations: object[] }[] }>();
  assert.deepEqual(backups[0]?.locations, [{ name: 'usb', path: path.join(place, 'a.tar') }]);
  const { locations } = (await lifeboat(['locations', '--json', '--installation', config])).json<{
    locations: { free: number }[];
  }>();
  assert.ok((locations[0]?.free ?? 0) > 0);
  assert.deepEqual((await lifeboat(['locations', 'remove', 'usb', '--json'])).json(), { removed: usb });
  assertFailure(await lifeboat(['locations', 'remove', 'usb', '--json']), 10, 'LOCATION_UNKNOWN');
  assert.deepEqual(readdirSync(place), ['a.tar']);
});
