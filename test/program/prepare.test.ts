import assert from 'node:assert/strict';
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { recorderSchema } from '../../core/device/demo/schema.ts';
import type { Check } from '../../core/prepare/types.ts';
import { assertFailure, setUp } from '../support/command.ts';

const promised = [
  'disk-free',
  'disk-used',
  'database-size',
  'database-free',
  'database-wal',
  'database-integrity',
  'keep-days',
  'oldest-row',
  'parts-size',
];

test('prepare prints one document with the checks that are promised, and leaves by what they found', async (t) => {
  const { config, lifeboat } = setUp(t);
  const file = path.join(config, 'home-assistant_v2.db');
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = wal; ${recorderSchema}`);
  const look = async () => {
    const ended = await lifeboat(['prepare', '--json', '--installation', config]);
    const { checks, ...rest } = ended.json<{ checks: Check[] }>();
    assert.deepEqual(rest, {});
    return { ...ended, checks, found: Object.fromEntries(checks.map((check) => [check.id, check])) };
  };
  const free = () => {
    const { bavail, bsize } = statfsSync(config);
    return bavail * bsize;
  };
  const before = free();
  const { checks, found, exitCode } = await look();
  for (const id of promised) assert.ok(found[id], `${id} is missing`);
  for (const { id, state, figure, unit, message, remedies } of checks) {
    assert.match(state, /^(ok|advice|problem|unknown)$/, id);
    assert.ok(['number', 'string'].includes(typeof figure) || figure === null, id);
    assert.ok(typeof unit === 'string' || unit === null, id);
    assert.ok(message !== '' && Array.isArray(remedies), id);
  }
  const states = new Set(checks.map(({ state }) => state));
  assert.equal(exitCode, states.has('problem') ? 1 : states.has('advice') ? 3 : 0);
  // Others use the disk, too.
  const seen = [before, free()].map((bytes) => Math.abs(Number(found['disk-free']?.figure) - bytes));
  assert.ok(Math.min(...seen) < 1e9);
  const size = database
    .prepare('SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size')
    .get();
  assert.equal(found['database-size']?.figure, size?.n);
  database.close();
  writeFileSync(path.join(config, '.HA_RESTORE'), '{}');
  const order = await look();
  assert.equal(order.exitCode, 1);
  assert.equal(order.found['forgotten-restore']?.state, 'problem');
});

test('people are told the worst first, each with what can be done', async (t) => {
  const { config, lifeboat } = setUp(t);
  writeFileSync(path.join(config, '.HA_RESTORE'), '{}');
  const { stdout } = await lifeboat(['prepare', '--installation', config, '--details']);
  const [first = '', second = ''] = stdout.split('\n');
  assert.match(first, /^\[x\] {2}Forgotten restore: .*\.HA_RESTORE orders/);
  assert.match(second, /^ {5}- If that is not wanted, delete it/);
});

test('a pattern is left out by default from then on, until it is taken back', async (t) => {
  const { lifeboat } = setUp(t);
  const on = await lifeboat(['prepare', 'exclude', 'www/*.mp4', '--json']);
  assert.deepEqual(on.json<{ exclude: string[] }>().exclude, ['www/*.mp4']);
  const off = await lifeboat(['prepare', 'exclude', '--off', 'www/*.mp4', '--json']);
  assert.deepEqual(off.json<{ exclude: string[] }>().exclude, []);
  const never = await lifeboat(['prepare', 'exclude', '--off', 'www/*.mp3']);
  assert.match(never.stderr, /^www\/\*\.mp3 was not left out\.$/m);
  assertFailure(await lifeboat(['prepare', 'exclude', '[z-a]', '--json']), 2, 'BAD_GLOB');
});

test('what a pattern or a part leaves out can be seen without leaving it out', async (t) => {
  const { config, lifeboat } = setUp(t);
  mkdirSync(path.join(config, 'www/clips'), { recursive: true });
  for (const name of ['a.mp4', 'clips/b.mp4', 'c.txt'])
    writeFileSync(path.join(config, 'www', name), 'x'.repeat(50));
  const words = [
    'prepare',
    'exclude',
    'www/**/*.mp4',
    'homeassistant/www/clips',
    'nothing',
    '--dry-run',
    '--json',
  ];
  const { stdout } = await lifeboat([...words, '--installation', config]);
  assert.deepEqual(JSON.parse(stdout), {
    exclude: [],
    hits: [
      { entry: 'www/**/*.mp4', bytes: 100, files: 2 },
      { entry: 'homeassistant/www/clips', bytes: 50, files: 1 },
      { entry: 'nothing', bytes: 0, files: 0 },
    ],
  });
});

test('a purge wants a yes and a token; neither is guessed', async (t) => {
  const { config, lifeboat } = setUp(t);
  const words = ['prepare', 'purge', '--installation', config, '--json'];
  assertFailure(await lifeboat(words), 2, 'NEEDS_YES');
  assertFailure(await lifeboat([...words, '--yes']), 1, 'NO_TOKEN');
  assertFailure(await lifeboat(['prepare', 'token', '/nowhere', '--json']), 2, 'NO_TOKEN');
});

test('a time limit that is no number is wrong usage', async (t) => {
  const { config, lifeboat } = setUp(t);
  const words = ['prepare', '--time-limit', 'soon', '--installation', config, '--json'];
  assertFailure(await lifeboat(words), 2, 'USAGE');
});

test('the lines for configuration.yaml are printed to be pasted', async (t) => {
  const { config, lifeboat } = setUp(t);
  const { stdout, exitCode } = await lifeboat(['prepare', 'lines', '--installation', config]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^recorder:\n {2}purge_keep_days: 10\n/);
});
