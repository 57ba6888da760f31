import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { testFolder } from '../support/folder.ts';
import { runProgram } from '../support/program.ts';
import { type MadeEntry, makeBackup, makeTar } from '../support/tar-builder-restore.ts';

function setUp(t: TestContext) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  mkdirSync(home);
  const lifeboat = (words: string[], env: Record<string, string> = {}) => runProgram(words, { home, env });
  const backup = (members: Record<string, MadeEntry[] | Buffer>) =>
    makeBackup(path.join(folder, 'backup.tar'), { members });
  return { folder, lifeboat, backup };
}

test('200,000 entries are listed and verified in a heap that does not hold them', async (t) => {
  const { lifeboat, backup } = setUp(t);
  const count = 200_000;
  const many = function* (): Generator<MadeEntry> {
    for (let at = 0; at < count; at += 1) yield { name: `d${at % 100}/a file with a longer name ${at}.yaml` };
  };
  const file = backup({ share: gzipSync(makeTar(many()), { level: 1 }) });
  const small = { NODE_OPTIONS: '--max-old-space-size=32' };
  const text = await lifeboat(['show', file, '--files'], small);
  assert.equal(text.exitCode, 0);
  assert.equal(text.stdout.split('\n').length, count + 1);
  const json = await lifeboat(['show', file, '--files', '--json'], small);
  assert.equal(json.json<{ files: unknown[] }>().files.length, count);
  const verified = await lifeboat(['verify', file, '--json'], small);
  assert.equal(
    verified.json<{ results: { parts: { files: number }[] }[] }>().results[0]?.parts[0]?.files,
    count,
  );
});

test('a restore of a hostile archive writes below its target only, names what it refused, and ends incomplete', async (t) => {
  const { folder, lifeboat, backup } = setUp(t);
  const outside = path.join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(path.join(outside, 'secret'), 'secret');
  const file = backup({
    share: [
      { name: `${outside}/absolute`, content: 'evil' },
      { name: '../outside/dots', content: 'evil' },
      { name: 'door', type: '2', link: outside },
      { name: 'door/through', content: 'evil' },
      { name: 'stolen', type: '1', link: `${outside}/secret` },
      { name: 'null', type: '3' },
      { name: 'pipe', type: '6' },
      { name: 'good', content: 'good' },
    ],
  });
  const to = path.join(folder, 'to');
  const ended = await lifeboat(['restore', file, '--to', to, '--json']);
  assert.equal(ended.exitCode, 3);
  const result = ended.events<{ type: string; failed: { path: string }[] }>().at(-1);
  assert.equal(result?.type, 'result');
  assert.deepEqual(
    result?.failed.map(({ path: name }) => name.replace(outside, 'OUTSIDE')),
    ['OUTSIDE/absolute', '../outside/dots', 'door/through', 'stolen', 'null', 'pipe'].map(
      (name) => `share/${name}`,
    ),
  );
  assert.deepEqual(readdirSync(outside), ['secret']);
  assert.deepEqual(readdirSync(path.join(to, 'share')).sort(), ['door', 'good']);
});

test('a file that is a thousand times its archive is restored as the hole that it is', async (t) => {
  const { folder, lifeboat, backup } = setUp(t);
  const size = 512 * 1024 * 1024;
  const file = backup({
    share: gzipSync(makeTar([{ name: 'zeros', content: Buffer.alloc(size) }]), { level: 1 }),
  });
  const to = path.join(folder, 'to');
  const ended = await lifeboat(['restore', file, '--to', to], { NODE_OPTIONS: '--max-old-space-size=32' });
  assert.equal(ended.exitCode, 0);
  const { stdout } = spawnSync('du', ['-s', path.join(to, 'share')], { encoding: 'utf8' });
  assert.ok(Number.parseInt(stdout, 10) < 1024, stdout);
});

test('what is no archive is told at once: FIFOs, directories, devices, other files', async (t) => {
  const { folder, lifeboat } = setUp(t);
  const place = (name: string) => path.join(folder, name);
  assert.equal(spawnSync('mkfifo', [place('fifo.tar')]).status, 0);
  writeFileSync(place('text.tar'), 'no tar\n'.repeat(500));
  writeFileSync(place('empty.tar'), '');
  const cases: [string, number][] = [
    [place('fifo.tar'), 10],
    [folder, 10],
    ['/dev/zero', 10],
    [place('text.tar'), 13],
    [place('empty.tar'), 13],
  ];
  for (const [file, exitCode] of cases)
    for (const words of [['show'], ['verify'], ['restore', '--to', place('to')]]) {
      const ended = await lifeboat([...words, file]);
      assert.equal(ended.exitCode, exitCode, `${words[0]} ${file}: ${ended.stderr}`);
      assert.ok(!existsSync(place('to')));
    }
});

test('of a torn archive every command tells what is left, and the whole parts can be had', async (t) => {
  const { folder, lifeboat } = setUp(t);
  const whole = readFileSync('test/fixtures/homeassistant/supervisor/plain-full.tar');
  const file = path.join(folder, 'torn.tar');
  writeFileSync(file, whole.subarray(0, whole.indexOf('share.tar.gz') + 700));
  const shown = await lifeboat(['show', file]);
  assert.match(shown.stdout, /homeassistant .*not encrypted\n/);
  assert.match(shown.stdout, /share .*NOT WHOLE/);
  const verified = await lifeboat(['verify', file]);
  assert.equal(verified.exitCode, 13);
  assert.match(verified.stdout, /can be restored: homeassistant, database, core_mosquitto/);
  const to = path.join(folder, 'to');
  const restored = await lifeboat(['restore', file, '--to', to]);
  assert.equal(restored.exitCode, 3);
  assert.match(restored.stdout, /Not restored: share/);
  assert.ok(existsSync(path.join(to, 'homeassistant/configuration.yaml')));
  const one = await lifeboat(['restore', file, '--parts', 'core_mosquitto', '--to', `${to}2`]);
  assert.equal(one.exitCode, 0);
});
