import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { assertFailure, core, killed, locked, plain, setUp } from '../support/command.ts';

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
    plan: null,
    device: null,
    complete: true,
    whole: true,
    pinned: false,
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

test('a restore in place needs a yes, does what it says with one, and can be taken back', async (t) => {
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

  const undo = ['undo', '--installation', config, '--json'];
  assertFailure(await lifeboat(undo), 2, 'NEEDS_YES');
  const undone = await lifeboat([...undo, '--yes']);
  assert.deepEqual(undone.events<{ undone?: string[] }>().at(-1)?.undone, ['homeassistant']);
  assert.equal(readFileSync(path.join(config, 'configuration.yaml'), 'utf8'), 'default_config:\n');
  assertFailure(await lifeboat([...undo, '--yes']), 10, 'NOTHING_TO_UNDO');
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

test('dates are told in the time zone of Home Assistant, not in that of the device', async (t) => {
  const { place, config, lifeboat } = setUp(t);
  copyFileSync(plain, path.join(place, 'a.tar'));
  const data = { time_zone: 'Asia/Kolkata' };
  writeFileSync(
    path.join(config, '.storage/core.config'),
    JSON.stringify({ version: 1, minor_version: 1, key: 'core.config', data }),
  );
  const there = ['--installation', config];
  const told = async (...words: string[]) => (await lifeboat([...words, ...there])).stdout;
  assert.match(await told('list', '--location', place), / 2026-11-21 08:02 /);
  assert.match(await told('show', plain), /, 2026-11-21 08:02, /);
  assert.match((await lifeboat(['list', '--location', place])).stdout, / 2026-11-21 02:32 /);
  assert.match(
    await told('show', plain, '--files', 'share'),
    /^2026-11-\d\d \d\d:\d\d .* share\/notes\.txt$/m,
  );
  const utc = (await lifeboat(['show', plain, '--files', 'share/notes.txt'])).stdout;
  const kolkata = await told('show', plain, '--files', 'share/notes.txt');
  const minutes = (line: string) => Date.parse(`${line.slice(0, 10)}T${line.slice(11, 16)}Z`) / 60_000;
  assert.equal(minutes(kolkata) - minutes(utc), 330);
  // Home Assistant takes what stands in its configuration.yaml before what was chosen on its screens.
  writeFileSync(path.join(config, 'configuration.yaml'), 'homeassistant:\n  time_zone: Asia/Tokyo\n');
  assert.match(await told('show', plain), /, 2026-11-21 11:32, /);
  assert.match(await told('list', '--location', place), / 2026-11-21 11:32 /);
});
