import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { workerDefine } from '../../../../scripts/worker.ts';

const program = `
  import { createArchiveWriter } from './core/archive/write/writer.ts';
  let size = 0;
  const target = { write: (bytes) => { size += bytes.length; }, patch() {} };
  const options = { workers: 1, randomBytes: (n) => Buffer.alloc(n), now: () => new Date(0) };
  const writer = createArchiveWriter([{ target, encryption: null }], options);
  const content = Buffer.from('carried');
  const member = await writer.addMember('x.tar.gz', [{ kind: 'content', path: 'a', content, mode: 0o600, mtime: 1 }]);
  await writer.finish();
  await writer.close();
  console.log(JSON.stringify({ ...member, total: size }));
`;

test('a bundle of one file carries the code of its worker threads', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const outfile = path.join(folder, 'program.mjs');
  await build({
    stdin: { contents: program, resolveDir: '.', loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    define: await workerDefine(),
    logLevel: 'silent',
  });
  const output = execFileSync(process.execPath, [outfile], { cwd: folder, encoding: 'utf8' });
  const { entries, bytes, total } = JSON.parse(output);
  assert.deepEqual({ entries, bytes, total }, { entries: 1, bytes: 7, total: 10_240 });
});
