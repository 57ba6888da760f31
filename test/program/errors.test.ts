import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { acquireLock } from '../../core/lock.ts';
import { installationWorkFolder, locationWorkFolder } from '../../core/work-folder.ts';
import { assertFailure, type ErrorDocument, locked, plain, secret, setUp } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';
import { smallDisk } from '../support/mounts.ts';

const now = new Date('2026-11-20T15:05:00Z');

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

test('an empty word is never taken for the directory at hand', async (t) => {
  const { lifeboat } = setUp(t);
  const cwd = testFolder(t);
  for (const [words, name] of [
    [['restore', plain, '--to', '', '--yes'], '--to'],
    [['copy', plain, '--to', ''], '--to'],
    [['delete', 'latest', '--location', '', '--yes'], '--location'],
    [['backup', '--location', ''], '--location'],
    [['locations', 'add', 'disk', '', '--untested'], '<where>'],
    [['settings', 'set', 'exclude', 'media', ''], '<value>'],
    [['status', '--installation', ''], '--installation'],
  ] as const) {
    const { message } = assertFailure(await lifeboat([...words, '--json'], { cwd }), 2, 'USAGE');
    assert.equal(message, `${name} is empty.`);
  }
  assert.deepEqual(readdirSync(cwd), []);
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

test('a restore that finds no space says so before anything', async (t) => {
  const { lifeboat } = setUp(t);
  const small = smallDisk(t, 'size=4k');
  if (small === null) return;
  const ended = await lifeboat(['restore', plain, '--to', path.join(small, 'out'), '--json']);
  assert.equal(ended.exitCode, 14, ended.stdout);
  assert.deepEqual(readdirSync(small), []);
});

test('control characters of a stranger’s archive do not reach the terminal', async (t) => {
  const { place, lifeboat } = setUp(t);
  const bytes = readFileSync(plain);
  const at = bytes.indexOf('Plain full');
  bytes.write('P\\u001b[2J', at);
  writeFileSync(path.join(place, 'a.tar'), bytes);
  const { stdout } = await lifeboat(['list', '--location', place]);
  assert.ok(stdout.includes('P\\x1b[2J'));
  assert.ok(!stdout.includes('\u001b'));
});
