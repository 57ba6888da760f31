import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openFile, readWhole } from '../../../../core/archive/write/read-file.ts';
import { testFolder } from '../../../support/folder.ts';
import { asNobody } from '../../../support/nobody.ts';

/** Reads a file while `meddle` is called after each opening, before the bytes are read. */
function readWhile(
  file: string,
  meddle: (attempt: number) => void,
): { result: unknown; text: string; attempts: number } {
  const buffer = Buffer.alloc(1000);
  let attempts = 0;
  const result = readWhole('in/the/tar', file, (stat) => {
    attempts += 1;
    meddle(attempts);
    return buffer.subarray(0, stat.size);
  });
  const length = typeof result === 'object' && 'length' in result ? result.length : 0;
  return { result, text: buffer.toString('utf8', 0, length), attempts };
}

test('a file replaced by rename while it is read is read again', (t) => {
  const file = path.join(testFolder(t), 'f');
  fs.writeFileSync(file, 'old');
  const { text, attempts, result } = readWhile(file, (attempt) => {
    if (attempt > 1) return;
    fs.writeFileSync(`${file}.new`, 'newer');
    fs.renameSync(`${file}.new`, file);
  });
  assert.deepEqual({ text, attempts }, { text: 'newer', attempts: 2 });
  assert.equal((result as { issue: unknown }).issue, null);
});

test('a file rewritten while it is read is read again', (t) => {
  const file = path.join(testFolder(t), 'f');
  fs.writeFileSync(file, 'old');
  const { text, attempts } = readWhile(file, (attempt) => {
    if (attempt === 1) fs.writeFileSync(file, 'longer than before');
  });
  assert.deepEqual({ text, attempts }, { text: 'longer than before', attempts: 2 });
});

test('a file that never rests is taken after three attempts, and said to have changed', (t) => {
  const file = path.join(testFolder(t), 'f');
  fs.writeFileSync(file, '');
  const { result, text, attempts } = readWhile(file, () => fs.appendFileSync(file, 'x'));
  assert.deepEqual({ text, attempts }, { text: 'xx', attempts: 3 });
  assert.equal((result as { issue: { kind: string } }).issue.kind, 'changed');
});

test('a file cut off while it is read comes with the length that it has', (t) => {
  const file = path.join(testFolder(t), 'f');
  fs.writeFileSync(file, 'y'.repeat(10));
  const { result, text } = readWhile(file, (attempt) => fs.truncateSync(file, 8 - attempt * 2));
  assert.equal(text, 'yy');
  assert.equal((result as { issue: { kind: string } }).issue.kind, 'changed');
});

test('a file deleted after it was opened is whole', (t) => {
  const file = path.join(testFolder(t), 'f');
  fs.writeFileSync(file, 'the last of it');
  const { result, text, attempts } = readWhile(file, () => fs.unlinkSync(file));
  assert.deepEqual({ text, attempts }, { text: 'the last of it', attempts: 1 });
  assert.equal((result as { issue: unknown }).issue, null);
});

test('a file that is gone is deleted, one that others may not read is unreadable', async (t) => {
  const folder = testFolder(t);
  fs.chmodSync(folder, 0o755);
  const closed = path.join(folder, 'closed');
  fs.writeFileSync(closed, 'secret', { mode: 0o600 });
  assert.equal((readWhile(path.join(folder, 'gone'), () => {}).result as { kind: string }).kind, 'deleted');
  const issue = await asNobody(() => readWhile(closed, () => {}).result as { kind: string; reason: string });
  assert.deepEqual([issue.kind, issue.reason], ['unreadable', 'It cannot be read (EACCES).']);
});

test('what took the place of a file is neither followed nor waited for', (t) => {
  const folder = testFolder(t);
  fs.writeFileSync(path.join(folder, 'outside'), 'not asked for');
  fs.symlinkSync('outside', path.join(folder, 'link'));
  execFileSync('mkfifo', [path.join(folder, 'fifo')]);
  fs.mkdirSync(path.join(folder, 'folder'));
  for (const name of ['link', 'fifo', 'folder']) {
    const opened = openFile(name, path.join(folder, name));
    assert.equal('issue' in opened && opened.issue.kind, 'unreadable', name);
  }
});

test('no attempt leaves a descriptor open', (t) => {
  const file = path.join(testFolder(t), 'f');
  fs.writeFileSync(file, '');
  const before = fs.readdirSync('/proc/self/fd').length;
  readWhile(file, () => fs.appendFileSync(file, 'x'));
  readWhole('f', file, () => null);
  readWhile(path.dirname(file), () => {});
  assert.equal(fs.readdirSync('/proc/self/fd').length, before);
});
