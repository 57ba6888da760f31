import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { testFolder } from '../support/folder.ts';

test('the process ends with its code, and is heard to end, though a call never comes back', (t) => {
  const fifo = path.join(testFolder(t), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const script = `
    import { readFile } from 'node:fs/promises';
    import { leave } from '${path.resolve('source/leave.ts')}';
    process.on('exit', (code) => console.log('ends with', code));
    readFile('${fifo}');
    setImmediate(() => leave(15));
  `;
  const words = ['--input-type=module', '--eval', script];
  const { status, stdout, signal } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    // Only met where it hangs.
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  assert.deepEqual({ status, signal, stdout }, { status: 15, signal: null, stdout: 'ends with 15\n' });
});
