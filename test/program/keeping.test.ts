import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { assertFailure, core, locked, plain, secret, setUp } from '../support/command.ts';

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

test('what is deleted for ever is not kept for ever any more, and that nothing is left is said', async (t) => {
  const { place, config, lifeboat } = setUp(t);
  await lifeboat(['locations', 'add', 'disk', place, '--installation', config, '--json']);
  copyFileSync(plain, path.join(place, 'a.tar'));
  const here = (...words: string[]) => lifeboat([...words, '--installation', config, '--json', '--yes']);
  await here('pin', 'd81044ee');
  assertFailure(await here('delete', 'd81044ee'), 2, 'PINNED');
  const ended = await here('delete', 'd81044ee', '--pinned');
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.match(ended.stderr, /NO backup is left afterwards/);
  assert.deepEqual((await here('settings', 'get', 'pinned')).json<{ value: string[] }>().value, []);
});

test('where a location cannot be seen, delete does not say that nothing is left', async (t) => {
  const { folder, place, config, lifeboat } = setUp(t);
  const here = (...words: string[]) => lifeboat([...words, '--installation', config, '--json', '--yes']);
  await here('locations', 'add', 'disk', place);
  await here('locations', 'add', 'attic', path.join(folder, 'attic'), '--untested');
  copyFileSync(plain, path.join(place, 'a.tar'));
  const ended = await here('delete', 'd81044ee');
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.match(ended.stderr, /What is in attic cannot be seen now, and stays too\./);
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

test('a copy follows the rule of its location; what somebody else made does not, and that is said', async (t) => {
  const { place, config, lifeboat } = setUp(t);
  const here = (...words: string[]) => lifeboat([...words, '--installation', config, '--json']);
  await here('locations', 'add', 'clear', place, '--encrypt', 'never');
  const own = path.join(config, 'backups');
  assert.equal((await here('backup', '--location', own)).exitCode, 0);
  const [made = ''] = readdirSync(own);
  const rule = /clear keeps its backups in clear; what Lifeboat did not make is copied as it is/;
  const [ours, theirs] = [
    await here('copy', path.join(own, made), '--to', 'clear'),
    await here('copy', locked, '--to', 'clear'),
  ];
  assert.deepEqual([ours.exitCode, theirs.exitCode], [0, 0], ours.stderr + theirs.stderr);
  assert.doesNotMatch(ours.stderr, rule);
  assert.match(theirs.stderr, rule);
  const { backups } = (await here('list')).json<{ backups: { maker: string; encrypted: boolean }[] }>();
  assert.deepEqual(
    backups.map(({ maker, encrypted }) => [maker, encrypted]),
    [
      ['lifeboat', false],
      ['supervisor', true],
    ],
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
