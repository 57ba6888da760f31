import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openFileSource } from '../../../core/archive/source.ts';
import { testFolder } from '../../support/folder.ts';
import { makeSocket } from '../../support/socket.ts';

test('a directory, a FIFO that nobody writes to, a socket and a device are refused at once, each by its name', async (t) => {
  const folder = testFolder(t);
  const place = (name: string) => path.join(folder, name);
  mkdirSync(place('directory.tar'));
  assert.equal(spawnSync('mkfifo', [place('fifo.tar')]).status, 0);
  await makeSocket(t, folder, 'socket.tar');
  const cases: [string, RegExp][] = [
    [place('directory.tar'), /directory\.tar is a directory/],
    [place('fifo.tar'), /fifo\.tar is a FIFO/],
    [place('socket.tar'), /socket\.tar is a socket/],
    ['/dev/zero', /\/dev\/zero is a device/],
  ];
  for (const [file, message] of cases)
    await assert.rejects(openFileSource(file), { code: 'NOT_A_FILE', exitCode: 10, message });
});

test('what does not exist, also below a file, is not found', async (t) => {
  const file = path.join(testFolder(t), 'a.tar');
  writeFileSync(file, 'x');
  for (const missing of [`${file}x`, path.join(file, 'b.tar')])
    await assert.rejects(openFileSource(missing), { code: 'NO_SUCH_ARCHIVE', exitCode: 10 });
});

test('reads give what is there, and less at the end', async (t) => {
  const file = path.join(testFolder(t), 'a.tar');
  writeFileSync(file, '0123456789');
  const source = await openFileSource(file);
  t.after(() => source.close());
  assert.equal(source.size, 10);
  assert.equal((await source.read(8, 100)).toString(), '89');
  assert.equal((await source.read(20, 5)).length, 0);
});
