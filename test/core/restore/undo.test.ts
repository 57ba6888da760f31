import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { listKept, recoverRestores, undoRestore } from '../../../core/restore/undo.ts';
import { type Files, testInstallation } from '../../support/installation.ts';
import { restore } from '../../support/restore.ts';
import { makeBackup } from '../../support/tar-builder-restore.ts';
import { differences, readTree } from '../../support/tree.ts';
import { testWorld } from '../../support/world.ts';

const present: Files = {
  'configuration.yaml': 'present',
  'only-here.yaml': 'present',
  'home-assistant_v2.db': 'present database',
  'home-assistant_v2.db-wal': 'present log',
  'www/own.txt': 'present',
  'backups/nightly.tar': 'an archive',
  'zigbee.db': 'present zigbee',
  'zigbee.db-wal': 'present zigbee log',
};

function prepare(t: TestContext) {
  const made = testInstallation(t, present, { 'mine.txt': 'present' });
  const file = makeBackup(path.join(made.device, 'backup.tar'), {
    members: {
      homeassistant: [
        { name: 'data/configuration.yaml', content: 'restored' },
        { name: 'data/new.yaml', content: 'restored' },
        { name: 'data/home-assistant_v2.db', content: 'restored database' },
        { name: 'data/home-assistant_v2.db-wal', content: '' },
        { name: 'data/www/floor/plan.svg', content: 'restored' },
        { name: 'data/backups/other.txt', content: 'restored' },
        { name: 'data/zigbee.db', content: 'restored zigbee' },
        { name: 'data/zigbee.db-wal', content: 'restored zigbee log' },
      ],
      share: [{ name: 's.txt', content: 'restored' }],
    },
  });
  const ignore = (name: string) => name === '.cache' || name.startsWith('.lifeboat');
  /** All that the user has: the configuration and the share. */
  const state = () => [readTree(made.config, { ignore }), readTree(made.share, { ignore })] as const;
  const compare = (before: ReturnType<typeof state>) => {
    const now = state();
    return [...differences(before[0], now[0]), ...differences(before[1], now[1])];
  };
  return { ...made, file, state, compare, workplace: path.join(made.config, '.cache/lifeboat') };
}

const world = testWorld({ now: () => new Date() });
const run = { report: () => {} };

for (const [what, asked] of [
  ['everything', {}],
  ['the configuration without database', { parts: ['homeassistant'] }],
  ['the database', { parts: ['database'] }],
  [
    'single files',
    { paths: ['homeassistant/www', 'homeassistant/zigbee.db', 'homeassistant/new.yaml', 'share/s.txt'] },
  ],
] as const) {
  test(`undo of ${what} brings exactly the old state back, whatever Home Assistant wrote since`, async (t) => {
    const { config, file, installation, state, compare } = prepare(t);
    const before = state();
    await restore(t, file, {
      installation,
      ...asked,
      ...('parts' in asked ? { parts: [...asked.parts] } : {}),
    });
    assert.notDeepEqual(compare(before), []);
    const isWhole = !('paths' in asked) && what !== 'the database';
    if (isWhole) writeFileSync(path.join(config, 'written-since.yaml'), 'new');
    if (what !== 'the configuration without database')
      writeFileSync(
        path.join(config, `${'paths' in asked ? 'zigbee' : 'home-assistant_v2'}.db-shm`),
        'of the restored one',
      );
    writeFileSync(path.join(config, 'backups/made-since.tar'), 'an archive');
    await undoRestore(world, installation, run);
    assert.ok(existsSync(path.join(config, 'backups/made-since.tar')));
    rmSync(path.join(config, 'backups/made-since.tar'));
    assert.deepEqual(compare(before), []);
  });
}

test('an undo is done once and keeps what it took away', async (t) => {
  const { file, installation } = prepare(t);
  await restore(t, file, { installation }, {}, world);
  assert.deepEqual(
    listKept(world, installation).map(({ kind }) => kind),
    ['restore'],
  );
  const undone = await undoRestore(world, installation, run);
  assert.deepEqual(
    listKept(world, installation).map(({ kind, kept }) => [kind, kept]),
    [['undo', undone.kept]],
  );
  await assert.rejects(undoRestore(world, installation, run), { kind: 'not-found', code: 'NOTHING_TO_UNDO' });
});

test('several restores are undone one by one, the last first', async (t) => {
  const { file, installation, state, compare } = prepare(t);
  let second = 0;
  const ticking = testWorld({ now: () => new Date(Date.UTC(2026, 10, 20, 12, 0, second++)) });
  const before = state();
  await restore(t, file, { installation, paths: ['share/s.txt'] }, {}, ticking);
  const between = state();
  await restore(t, file, { installation, parts: ['homeassistant'] }, {}, ticking);
  await undoRestore(ticking, installation, run);
  assert.deepEqual(compare(between), []);
  await undoRestore(ticking, installation, run);
  assert.deepEqual(compare(before), []);
});

test('a fault at any rename of an undo leaves the restored state', async (t) => {
  const { file, installation, state, compare } = prepare(t);
  await restore(t, file, { installation });
  const restored = state();
  let isDone = false;
  for (let at = 1; !isDone && at < 100; at += 1) {
    let renames = 0;
    const beforeRename = () => {
      renames += 1;
      if (renames === at) throw new Error(`fault ${at}`);
    };
    isDone = await undoRestore(world, installation, { ...run, beforeRename }).then(
      () => true,
      (error: Error) => {
        assert.equal(error.message, `fault ${at}`);
        return false;
      },
    );
    if (!isDone) assert.deepEqual(compare(restored), [], `at ${at}`);
    else assert.ok(at > 5);
  }
});

function killedAt(installation: unknown, file: string, at: number, what = 'restore'): boolean {
  const program = path.resolve('test/support/killed-restore.ts');
  const { signal, status, stderr } = spawnSync(process.execPath, [
    program,
    JSON.stringify(installation),
    file,
    String(at),
    what,
  ]);
  assert.ok(signal === 'SIGKILL' || status === 0, String(stderr));
  return signal === 'SIGKILL';
}

test('a restore that was killed at any rename is taken back at the next start', async (t) => {
  const { config, file, installation, state, compare, workplace } = prepare(t);
  const before = state();
  let at = 1;
  for (; at < 60 && killedAt(installation, file, at); at += 4) {
    if (at === 5) writeFileSync(path.join(config, 'stray'), 'somebody wrote here meanwhile');
    const recovered = await recoverRestores(world, installation, run);
    assert.equal(recovered.length, 1);
    rmSync(path.join(config, 'stray'), { force: true });
    assert.deepEqual(compare(before), [], `killed at ${at}`);
    assert.deepEqual(readdirSync(workplace), [], `killed at ${at}`);
  }
  assert.ok(at > 7, 'it was killed in the middle');
  assert.deepEqual(await recoverRestores(world, installation, run), []);
  assert.equal(listKept(world, installation).length, 1);
});

test('an undo that was killed is taken back at the next start, and can be done again', async (t) => {
  const { file, installation, state, compare } = prepare(t);
  const before = state();
  await restore(t, file, { installation });
  const restored = state();
  for (const at of [1, 2, 5, 9]) {
    assert.ok(killedAt(installation, file, at, 'undo'));
    await recoverRestores(world, installation, run);
    assert.deepEqual(compare(restored), [], `killed at ${at}`);
  }
  await undoRestore(world, installation, run);
  assert.deepEqual(compare(before), []);
});

test('what Home Assistant made in place of a thing that was aside gives way, and is not lost', async (t) => {
  const { config, file, installation, state, compare, workplace } = prepare(t);
  const before = state();
  for (let at = 2; at < 30 && killedAt(installation, file, at); at += 1) {
    const isAside = !existsSync(path.join(config, 'configuration.yaml'));
    if (!isAside) {
      await recoverRestores(world, installation, run);
      continue;
    }
    writeFileSync(path.join(config, 'configuration.yaml'), 'made meanwhile');
    await recoverRestores(world, installation, run);
    assert.deepEqual(compare(before), []);
    const [kept = ''] = readdirSync(workplace);
    assert.deepEqual(readdirSync(path.join(workplace, kept, 'homeassistant')), ['configuration.yaml.stray']);
    return;
  }
  assert.fail('it was never killed while the file was aside');
});

test('folders of a restore that was killed while it staged are removed at the next start', async (t) => {
  const { installation, workplace, share } = prepare(t);
  mkdirSync(path.join(workplace, 'staging-2026/homeassistant'), { recursive: true });
  const besides = path.join(path.dirname(share), '.lifeboat');
  mkdirSync(path.join(besides, 'staging-2026/share'), { recursive: true });
  await recoverRestores(world, installation, run);
  assert.deepEqual([...readdirSync(workplace), ...readdirSync(besides)], []);
});

test('where a rename cannot even be taken back, nothing is cleaned up and the next start finishes it', async (t) => {
  const { config, file, installation, state, compare, workplace } = prepare(t);
  const before = state();
  const live = path.join(config, 'configuration.yaml');
  let obstacle = '';
  const beforeRename = (from: string, to: string) => {
    if (obstacle !== '') throw new Error('fault');
    if (to !== live) return;
    // The way back is taken twice: by a new file, and by another in the place where that would go aside.
    const [kept = ''] = readdirSync(workplace).filter((name) => name.startsWith('before-'));
    obstacle = path.join(workplace, kept, 'homeassistant/configuration.yaml.stray');
    writeFileSync(obstacle, 'in the way');
    writeFileSync(live, 'in the way');
    throw new Error(`fault at ${from}`);
  };
  await assert.rejects(restore(t, file, { installation }, { beforeRename }), { code: 'TAKE_BACK_FAILED' });
  assert.equal(readdirSync(workplace).length, 2, 'what was staged and what was there before are still there');
  await assert.rejects(recoverRestores(world, installation, run), { code: 'TAKE_BACK_FAILED' });
  rmSync(obstacle);
  rmSync(live);
  await recoverRestores(world, installation, run);
  assert.deepEqual(compare(before), []);
  assert.deepEqual(readdirSync(workplace), []);
});

test('the states before the last three restores are kept; older ones are let go, and what came free is said', async (t) => {
  const { config, file, installation, workplace } = prepare(t);
  const told: string[] = [];
  for (const text of ['first', 'second', 'third', 'fourth']) {
    writeFileSync(path.join(config, 'only-here.yaml'), text.repeat(5000));
    const { events } = await restore(t, file, { installation, parts: ['homeassistant', 'share'] });
    for (const event of events)
      if (event.type === 'note' && event.code === 'OLD_STATE_LET_GO') told.push(`${text}: ${event.message}`);
  }
  assert.match(told.join(), /^fourth: What was there before 1 old restore was let go: \d+ kB came free/);
  assert.equal(listKept(world, installation).length, 3);
  assert.equal(readdirSync(workplace).length, 3);
  // They can be undone one after the other.
  for (const text of ['fourth', 'third', 'second']) {
    await undoRestore(world, installation, run);
    assert.equal(readFileSync(path.join(config, 'only-here.yaml'), 'utf8'), text.repeat(5000));
  }
  await assert.rejects(undoRestore(world, installation, run), { code: 'NOTHING_TO_UNDO' });
});
