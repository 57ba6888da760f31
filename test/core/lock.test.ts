import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { acquireLock } from '../../core/lock.ts';
import { nameOwnJob } from '../../core/lock-holder.ts';
import { installationWorkFolder, locationWorkFolder } from '../../core/work-folder.ts';
import { testFolder } from '../support/folder.ts';

const now = new Date('2026-11-20T15:05:00Z');

/** Runs code in a process of its own that has `lock(folder)` and `args`. */
function otherProcess(code: string, ...args: string[]): ChildProcess {
  const lock = new URL('../../core/lock.ts', import.meta.url).href;
  const folders = new URL('../../core/work-folder.ts', import.meta.url).href;
  const text = `
    import { acquireLock } from '${lock}';
    import { locationWorkFolder } from '${folders}';
    import fs from 'node:fs';
    const args = process.argv.slice(1);
    const lock = (folder) => acquireLock(locationWorkFolder(folder), 'restore', new Date(0));
    ${code}`;
  const options = [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module-typescript',
    '-e',
    text,
    ...args,
  ];
  return spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] });
}

test('a second job is told who works there, and nothing is left after the first', async (t) => {
  const folder = testFolder(t);
  const work = locationWorkFolder(folder);
  const lock = await acquireLock(work, 'backup', now);
  const refusal = {
    kind: 'busy',
    message: new RegExp(`backup, process ${process.pid} on .*2026-11-20T15:05`),
  };
  await assert.rejects(acquireLock(work, 'verify', now), refusal);
  lock.release();
  lock.release();
  assert.deepEqual(readdirSync(folder), []);
  (await acquireLock(work, 'verify', now)).release();
});

test('a place that has two names is not said to be taken by another job', async (t) => {
  const folder = testFolder(t);
  const link = path.join(testFolder(t), 'link');
  symlinkSync(folder, link);
  nameOwnJob({ id: '7', home: '/root/.config/lifeboat' });
  t.after(() => nameOwnJob(null));
  const lock = await acquireLock(locationWorkFolder(folder), 'backup', now);
  t.after(() => lock.release());
  const refusal = { kind: 'busy', code: 'SAME_PLACE', message: /link is the place of another location, too/ };
  await assert.rejects(acquireLock(locationWorkFolder(link), 'backup', now), refusal);
});

test('a lock goes with its process, however that ends', async (t) => {
  const folder = testFolder(t);
  const holder = otherProcess(
    'await lock(args[0]); console.log("held"); setInterval(() => {}, 1000);',
    folder,
  );
  assert.ok(holder.stdout);
  await once(holder.stdout, 'data');
  const work = locationWorkFolder(folder);
  await assert.rejects(acquireLock(work, 'backup', now), {
    kind: 'busy',
    message: new RegExp(`${holder.pid}`),
  });
  // Asking must not have loosened it: a closed descriptor drops the locks of its own process only.
  await assert.rejects(acquireLock(work, 'backup', now), { kind: 'busy' });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  (await acquireLock(work, 'backup', now)).release();
  assert.deepEqual(readdirSync(folder), []);
});

test('of processes that come and go only one at a time is inside', async (t) => {
  const folder = testFolder(t);
  const counter = path.join(testFolder(t), 'counter');
  writeFileSync(counter, '0');
  const code = `
    for (let done = 0; done < 100; ) {
      let held;
      try { held = await lock(args[0]); } catch (error) { if (error.kind !== 'busy') throw error; continue; }
      const count = Number(fs.readFileSync(args[1], 'utf8'));
      fs.writeFileSync(args[1], String(count + 1));
      held.release();
      done += 1;
    }`;
  const processes = [1, 2, 3].map(() => otherProcess(code, folder, counter));
  const exits = await Promise.all(processes.map((child) => once(child, 'exit')));
  assert.deepEqual(
    exits.map(([exit]) => exit),
    [0, 0, 0],
  );
  assert.equal(readFileSync(counter, 'utf8'), '300');
});

test('whoever only looks whether it is held keeps nobody out, and who holds it is still told', async (t) => {
  const folder = testFolder(t);
  const work = locationWorkFolder(folder);
  mkdirSync(work.folder);
  // In the middle of a look, until it is told to end.
  const looking = otherProcess(
    `const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(args[0] + '/lock');
    database.exec('CREATE TABLE t (n); BEGIN; SELECT n FROM t');
    console.log('looking');
    process.stdin.once('data', () => process.exit());`,
    work.folder,
  );
  assert.ok(looking.stdout);
  await once(looking.stdout, 'data');
  let isRefused = false;
  const taking = acquireLock(work, 'backup', now).catch((error) => {
    isRefused = true;
    throw error;
  });
  // So many turns that a refusal would have come.
  for (let turn = 0; turn < 100 && !isRefused; turn += 1) await nextTurn();
  looking.stdin?.write('enough');
  const lock = await taking;
  await assert.rejects(acquireLock(work, 'verify', now), { kind: 'busy', message: /: backup, process/ });
  lock.release();
  assert.deepEqual(readdirSync(folder), []);
});

test('work on a directory inside a configuration is done in its .cache, which Home Assistant leaves out', async (t) => {
  const config = testFolder(t);
  writeFileSync(path.join(config, '.HA_VERSION'), '2026.11.0');
  mkdirSync(path.join(config, 'backups'));
  const work = locationWorkFolder(path.join(config, 'backups'));
  assert.equal(work.folder, path.join(config, '.cache', 'lifeboat', 'backups'));
  const whole = await acquireLock(installationWorkFolder(config), 'restore', now);
  const backups = await acquireLock(work, 'backup', now);
  whole.release();
  assert.ok(existsSync(backups.folder), 'the other lock still needs its folder');
  backups.release();
  assert.deepEqual(readdirSync(config).sort(), ['.HA_VERSION', '.cache', 'backups']);
});

test('a .cache that Home Assistant made stays, one that the lock made goes', async (t) => {
  const config = testFolder(t);
  const work = installationWorkFolder(config);
  (await acquireLock(work, 'backup', now)).release();
  assert.deepEqual(readdirSync(config), []);
  mkdirSync(path.join(config, '.cache'));
  (await acquireLock(work, 'backup', now)).release();
  assert.deepEqual(readdirSync(config), ['.cache']);
});
