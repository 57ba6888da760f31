import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { readMounts } from '../../core/device/mounts.ts';
import { assertFailure, plain, setUp } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { mountHere, smallDisk } from '../support/mounts.ts';
import { ended, program, startProgram } from '../support/program.ts';
import { startTerminal } from '../support/terminal.ts';
import { until } from '../support/until.ts';

interface Tested {
  ok: boolean;
  stages: { id: string; state: string; message: string; code: string | null; remedies: string[] }[];
}

const nas = ['locations', 'add', 'nas', '//nas.invalid/backups/ha', '--user', 'HOME\\anna', '--untested'];

test('a test tells its stages, and leaves nothing behind', async (t) => {
  const { place, lifeboat } = setUp(t);
  await lifeboat(['locations', 'add', 'disk', place]);
  const { ok, stages } = (await lifeboat(['locations', 'test', 'disk', '--json'])).json<Tested>();
  assert.equal(ok, true);
  assert.deepEqual(
    stages.map(({ id, state }) => `${id} ${state}`),
    ['folder passed', 'write passed', 'read passed', 'delete passed', 'space passed'],
  );
  assert.deepEqual(readdirSync(place), []);
});

test('a directory whose drive is not mounted takes no backup, which would go to another drive', async (t) => {
  const point = smallDisk(t, 'size=4m');
  if (point === null) return;
  const { config, place, lifeboat } = setUp(t);
  const there = ['--installation', config];
  await lifeboat(['locations', 'add', 'disk', point]);
  await lifeboat(['locations', 'add', 'place', place]);
  execFileSync('umount', [point]);
  const { ok, stages } = (await lifeboat(['locations', 'test', 'disk', '--json'])).json<Tested>();
  assert.deepEqual([ok, stages.map(({ code }) => code)], [false, ['NOT_MOUNTED']]);
  const backup = await lifeboat(['backup', '--no-encryption', ...there]);
  assert.equal(backup.exitCode, 3, backup.stderr);
  assert.match(backup.stdout, /NOT in disk: .* nothing is mounted at /);
  assert.deepEqual(readdirSync(point), []);

  // What is changed besides keeps it so; who names the directory anew means the directory.
  assertFailure(
    await lifeboat(['locations', 'edit', 'disk', '--keep', 'last=3', '--json']),
    15,
    'NOT_MOUNTED',
  );
  await lifeboat(['locations', 'edit', 'disk', '--keep', 'last=3', '--untested']);
  const { problems } = (await lifeboat(['list', '--location', 'disk', '--json'])).json<{
    problems: { code: string }[];
  }>();
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['NOT_MOUNTED'],
  );
  assert.equal((await lifeboat(['locations', 'edit', 'disk', '--where', point])).exitCode, 0);
  assert.equal((await lifeboat(['backup', '--no-encryption', ...there])).exitCode, 0);
  rmSync(point, { recursive: true });
  mkdirSync(point);
});

test('where none is set up, Home Assistant’s own directory is tested like any other', async (t) => {
  const { config, lifeboat } = setUp(t);
  rmdirSync(path.join(config, 'backups'));
  for (const words of [[], ['backups']]) {
    const tested = await lifeboat(['locations', 'test', ...words, '--installation', config, '--json']);
    const { ok, stages } = tested.json<Tested>();
    assert.equal(ok, true);
    assert.deepEqual(
      stages.slice(0, 2).map(({ id, state }) => `${id} ${state}`),
      ['folder passed', 'write passed'],
    );
    assert.deepEqual(readdirSync(path.join(config, 'backups')), []);
  }
  const other = await lifeboat(['locations', 'test', 'nas', '--installation', config, '--json']);
  assert.equal(other.exitCode, 10);
});

test('the test says that a place is lost together with Home Assistant, or carried along by its backups', async (t) => {
  const { place, config, lifeboat } = setUp(t);
  const known = ['--installation', config];
  const told = await lifeboat(['locations', 'add', 'disk', place, ...known]);
  // A temporary folder may be memory, and then that is said.
  assert.match(told.stderr, /\[!\] {2}It is (on the same drive as Home Assistant|not on a drive)/);
  mkdirSync(path.join(config, 'www'));
  const inside = await lifeboat(['locations', 'add', 'www', path.join(config, 'www'), ...known]);
  assert.match(inside.stderr, /It is inside .*config: what Home Assistant itself backs up carries it along/);
  const own = await lifeboat(['locations', 'add', 'own', path.join(config, 'backups'), ...known]);
  assert.doesNotMatch(own.stderr, /carries it along/);
  const list = await lifeboat(['locations', ...known]);
  assert.match(list.stdout, /disk .*the same drive/);
});

test('what a location keeps is said when it is added or changed, and stays through other changes', async (t) => {
  const { place, lifeboat } = setUp(t);
  const kept = async () =>
    (await lifeboat(['locations', '--json'])).json<{ locations: { keep: object | null }[] }>().locations[0]
      ?.keep;
  const rule = { last: 3, days: 0, daily: 0, weekly: 2, monthly: 0, yearly: 0, atLeast: 1 };
  await lifeboat(['locations', 'add', 'disk', place, '--keep', 'last=3,weekly=2']);
  assert.deepEqual(await kept(), rule);
  assert.match((await lifeboat(['locations'])).stdout, /the newest 3, 2 weeks/);
  await lifeboat(['locations', 'edit', 'disk', '--encrypt', 'always']);
  assert.deepEqual(await kept(), rule);
  assertFailure(
    await lifeboat(['locations', 'edit', 'disk', '--keep', 'daily=x', '--json']),
    2,
    'BAD_RETENTION',
  );
  await lifeboat(['locations', 'edit', 'disk', '--keep', 'none']);
  assert.equal(await kept(), null);
});

test('a location that always encrypts does so where nothing else is encrypted', async (t) => {
  const { folder, place, config, keyFile, lifeboat } = setUp(t);
  const safe = path.join(folder, 'safe');
  mkdirSync(safe);
  await lifeboat(['locations', 'add', 'disk', place, '--encrypt', 'always']);
  await lifeboat(['locations', 'add', 'safe', safe]);
  const words = ['backup', '--no-encryption', '--installation', config, '--key-file', keyFile];
  assert.equal((await lifeboat(words)).exitCode, 0);
  const isOpen = async (location: string) => {
    const { backups } = (await lifeboat(['list', '--location', location, '--json'])).json<{
      backups: { encrypted: boolean }[];
    }>();
    return backups.map(({ encrypted }) => !encrypted);
  };
  assert.deepEqual(await isOpen('disk'), [false]);
  assert.deepEqual(await isOpen('safe'), [true]);
  const copied = await lifeboat(['copy', plain, '--to', 'disk']);
  assert.match(
    copied.stderr,
    /disk keeps its backups encrypted; what Lifeboat did not make is copied as it is/,
  );
});

test('a place that fails its test is not saved; the stage is named on the way', async (t) => {
  const { home, lifeboat } = setUp(t);
  const address = `//127.0.0.1:${await freePort()}/backups`;
  const ended = await lifeboat(['locations', 'add', 'nas', address, '--json']);
  assertFailure(ended, 15, 'PORT_CLOSED');
  assert.match(ended.stderr, /\[ok\] 127\.0\.0\.1 answers\./);
  assert.equal(existsSync(path.join(home, 'settings.json')), false);
  const ended2 = await lifeboat(['locations', 'add', 'nas', address, '--untested', '--json']);
  assert.equal(ended2.exitCode, 0);
  const tested = await lifeboat(['locations', 'test', 'nas', '--json']);
  assert.equal(tested.exitCode, 15);
  const last = tested.json<Tested>().stages.at(-1);
  assert.deepEqual([last?.id, last?.state, last?.code], ['port', 'failed', 'PORT_CLOSED']);
});

test('a password comes from a file or standard input, and is kept apart for its owner alone', async (t) => {
  const { folder, home, lifeboat } = setUp(t);
  const added = await lifeboat([...nas, '--password-file', '-', '--json'], { input: 'sesame, open\nx\n' });
  assert.equal(added.exitCode, 0, added.stderr);
  const file = path.join(home, 'passwords', 'nas.smb');
  assert.equal(readFileSync(file, 'utf8'), 'username=anna\npassword=sesame, open\ndomain=HOME\n');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const told = added.stdout + added.stderr + readFileSync(path.join(home, 'settings.json'), 'utf8');
  assert.doesNotMatch(told, /sesame/);

  writeFileSync(path.join(folder, 'new'), 'other\n');
  const words = ['--name', 'server', '--password-file', path.join(folder, 'new'), '--untested'];
  const edited = await lifeboat(['locations', 'edit', 'nas', ...words, '--encrypt', 'never', '--json']);
  assert.deepEqual(edited.json(), {
    location: {
      kind: 'smb',
      host: 'nas.invalid',
      port: null,
      share: 'backups',
      folder: 'ha',
      user: 'HOME\\anna',
      encrypt: false,
      name: 'server',
    },
  });
  assert.deepEqual(readdirSync(path.join(home, 'passwords')), ['server.smb']);
  assert.match(readFileSync(path.join(home, 'passwords', 'server.smb'), 'utf8'), /^password=other$/m);
  await lifeboat(['locations', 'forget', 'server']);
  assert.deepEqual(readdirSync(path.join(home, 'passwords')), []);
});

test('a password that was only tried stays nowhere, however the test ends', async (t) => {
  const { folder, home } = setUp(t);
  const tools = path.join(folder, 'tools');
  mkdirSync(tools);
  writeFileSync(path.join(folder, 'password'), 'sesame\n');
  // A server that never answers the login.
  const client = '#!/bin/sh\n[ "$1" = --version ] || exec sleep 60\n';
  writeFileSync(path.join(tools, 'smbclient'), client, { mode: 0o755 });
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const words = [
    'locations',
    'add',
    'nas',
    `//127.0.0.1:${port}/backups`,
    '--user',
    'anna',
    '--password-file',
  ];
  const kept = () =>
    existsSync(path.join(home, 'passwords')) ? readdirSync(path.join(home, 'passwords')) : [];
  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
    const env = { PATH: `${tools}:${process.env.PATH}` };
    const trying = startProgram([...words, path.join(folder, 'password')], { home, env });
    const end = ended(trying);
    await until('it has logged in', 180, async () => kept().some((name) => name.includes(`-${trying.pid}-`)));
    trying.kill(signal);
    await end;
    assert.equal(kept().length, signal === 'SIGKILL' ? 1 : 0, signal);
  }
});

test('without a terminal and without a password nothing is asked and nothing saved', async (t) => {
  const { home, lifeboat } = setUp(t);
  assertFailure(await lifeboat([...nas, '--json']), 2, 'PASSWORD_NEEDED');
  assert.equal(existsSync(path.join(home, 'settings.json')), false);
  assertFailure(await lifeboat([...nas, '--password-file', '/nowhere', '--json']), 2, 'PASSWORD_FILE');
});

test('on a terminal the password is asked for, and not shown while it is typed', async (t) => {
  const { home } = setUp(t);
  const command = [process.execPath, program, ...nas, '--home', home];
  const terminal = await startTerminal({ command, columns: 120 });
  t.after(() => terminal.close());
  await terminal.shows('Password of HOME\\anna at nas.invalid:');
  terminal.type('sesame\r');
  assert.equal(await terminal.ends(), 0);
  await terminal.shows('Backups are kept in //nas.invalid/backups/ha');
  assert.match(readFileSync(path.join(home, 'passwords', 'nas.smb'), 'utf8'), /^password=sesame$/m);
  assert.doesNotMatch(terminal.output(), /sesame/);
});

test('a drive that is not plugged in, and what is no place at all, are refused in words', async (t) => {
  const { lifeboat } = setUp(t);
  assertFailure(await lifeboat(['locations', 'add', 'usb', 'usb:NOWHERE', '--json']), 10, 'DRIVE_UNKNOWN');
  assertFailure(await lifeboat(['locations', 'add', 'a/b', '/tmp', '--json']), 2, 'LOCATION_NAME');
  const bad = ['locations', 'add', 'nas', '//nas/backups/../x', '--json'];
  assertFailure(await lifeboat(bad), 2, 'LOCATION_INVALID');
  const { drives } = (await lifeboat(['locations', 'drives', '--json'])).json<{ drives: object[] }>();
  assert.ok(Array.isArray(drives));
});

test('Ctrl+C on what looks into a drive takes its mount away again', async (t) => {
  const { folder, home, lifeboat } = setUp(t);
  if (process.getuid?.() !== 0 || mountHere(t, '-t', 'tmpfs', 'tmpfs') === null)
    return t.skip('mounting takes root, on a machine that lets it');
  // A drive that is plugged in, and a mount that is there while `mount` itself takes its time.
  const programs = path.join(folder, 'programs');
  const drive = {
    path: '/dev/stick',
    'maj:min': '0:0',
    fstype: 'ext4',
    label: 'STICK',
    uuid: 'u-1',
    size: 1,
  };
  const drives = JSON.stringify({ blockdevices: [{ ...drive, rm: true, hotplug: true, model: null }] });
  const mount = `for point; do :; done\n/bin/mount -t tmpfs tmpfs "$point"\nexec sleep 60`;
  mkdirSync(programs);
  for (const [name, text] of [
    ['lsblk', `echo '${drives}'`],
    ['mount', mount],
  ] as const)
    writeFileSync(path.join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const env = { PATH: `${programs}:${process.env.PATH}` };
  await lifeboat(['locations', 'add', 'stick', 'usb:STICK', '--untested'], { env });

  for (const words of [['locations'], ['locations', 'test'], ['list']]) {
    const looking = startProgram(words, { home, env });
    const own = path.join('/run/lifeboat', String(looking.pid));
    const isMounted = () => readMounts({ root: '/' }).some(({ point }) => path.dirname(point) === own);
    await until('the drive is mounted', 180, async () => isMounted());
    const end = ended(looking);
    looking.kill('SIGINT');
    assert.equal((await end).exitCode, 130, words.join(' '));
    assert.equal(isMounted(), false, words.join(' '));
    assert.equal(existsSync(own), false);
  }
});
