import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { existsSync, openSync, readdirSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { testFolder } from '../support/folder.ts';
import { ended, startProgram } from '../support/program.ts';
import { metadataFile, tarHeader } from '../support/raw-archive.ts';

const gibibyte = 2 ** 30;

/** An archive that takes a while to read and no disk to keep: its one file is a hole of this size. */
function archiveWithHole(t: TestContext, hole: number): string {
  const file = path.join(testFolder(t), 'long.tar');
  const inner = tarHeader({ path: 'data/www/film.mkv', size: hole });
  const outer = tarHeader({ path: 'homeassistant.tar', size: inner.length + hole + 1024 });
  const start = Buffer.concat([metadataFile({ folders: [] }), outer, inner]);
  writeSync(openSync(file, 'wx'), start);
  truncateSync(file, start.length + hole + 2048);
  return file;
}

/** Resolves when the output has this in it: the job is in the middle of its work then. */
function says(child: ChildProcess, words: string): Promise<void> {
  let text = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (piece: string) => {
      text += piece;
      if (text.includes(words)) resolve();
    });
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} cancels a job: exit code 130, and nothing is left`, async (t) => {
    const home = testFolder(t);
    const to = path.join(home, 'out');
    const child = startProgram(['restore', archiveWithHole(t, 7 * gibibyte), '--to', to, '--json'], { home });
    const end = ended(child);
    await says(child, '"progress"');
    child.kill(signal);
    const { exitCode, events } = await end;
    assert.equal(exitCode, 130);
    assert.equal(events<{ error?: { code: string } }>().at(-1)?.error?.code, 'CANCELLED');
    assert.ok(!existsSync(to));
    assert.deepEqual(readdirSync(home), ['jobs'], 'nothing is left but the journal');
  });
}

test('a hang-up leaves a job running, and a vanished terminal does not end it', async (t) => {
  const home = testFolder(t);
  const to = path.join(home, 'out');
  const child = startProgram(['restore', archiveWithHole(t, gibibyte / 2), '--to', to, '--json'], { home });
  const end = ended(child);
  await says(child, '"staging"');
  child.stderr?.destroy();
  child.stdout?.destroy();
  child.kill('SIGHUP');
  assert.equal((await end).exitCode, 0);
  assert.deepEqual(readdirSync(path.join(to, 'homeassistant', 'www')), ['film.mkv']);
});

test('whoever reads only the beginning of a file gets it without an error', async (t) => {
  const home = testFolder(t);
  const words = ['show', archiveWithHole(t, 7 * gibibyte), '--cat', 'homeassistant/www/film.mkv'];
  const child = startProgram(words, { home });
  const end = ended(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  child.stdout?.destroy();
  const { exitCode, stderr } = await end;
  assert.deepEqual([exitCode, stderr], [0, '']);
});
