import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { testFolder } from '../support/folder.ts';
import { runProgram } from '../support/program.ts';

/** Runs the program with this folder for caches; what is in Lifeboat's own afterwards. */
async function cacheAfterRun(caches: string, env: Record<string, string> = {}): Promise<string[]> {
  const { exitCode } = await runProgram(['--version'], {
    home: caches,
    env: { XDG_CACHE_HOME: caches, ...env },
  });
  assert.equal(exitCode, 0);
  const own = path.join(caches, 'lifeboat');
  return existsSync(own) ? readdirSync(own) : [];
}

test('what was compiled is kept for the next start, for this user alone', async (t) => {
  assert.equal((await cacheAfterRun(testFolder(t))).length, 1);
});

test('it is kept neither against the user’s wish nor where others may write', async (t) => {
  assert.deepEqual(await cacheAfterRun(testFolder(t), { NODE_DISABLE_COMPILE_CACHE: '1' }), []);
  const open = testFolder(t);
  mkdirSync(path.join(open, 'lifeboat'));
  chmodSync(path.join(open, 'lifeboat'), 0o777);
  assert.deepEqual(await cacheAfterRun(open), []);
});

test('without a place for it the program runs as well', async () => {
  assert.deepEqual(await cacheAfterRun('/dev/null'), []);
});
