import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { program } from '../support/program.ts';

/** A Node that is too old for Lifeboat, if this machine has one. */
function oldNode(): string | null {
  for (const candidate of [process.env.LIFEBOAT_TEST_OLD_NODE, '/usr/local/bin/node', '/usr/bin/node']) {
    if (!candidate) continue;
    const { stdout, error } = spawnSync(candidate, ['--version'], { encoding: 'utf8' });
    if (!error && Number.parseInt(stdout.slice(1), 10) < 24) return candidate;
  }
  return null;
}

test('an old Node is told what is needed, in one clear sentence', (t) => {
  const node = oldNode();
  if (node === null) return t.skip('there is no Node older than 24 here');
  const { status, stdout, stderr } = spawnSync(node, [program, 'status'], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^Lifeboat needs Node\.js 24 or newer; this is v\d+/);
  assert.ok(!stderr.includes('    at '), 'no stack');
});
