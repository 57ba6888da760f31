import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { JournalReader, JournalWriter } from '../../../core/jobs/journal.ts';
import type { JobRecord } from '../../../core/jobs/types.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

const record: JobRecord = {
  format: 1,
  id: '1',
  created: '2026-11-20T15:05:00.000Z',
  installation: null,
  work: { kind: 'undo' },
};
const end = { state: 'done', result: { files: 1 }, error: null, exitCode: 0 } as const;

test('a journal tells the job as it went, and is for its owner alone', (t) => {
  const file = path.join(testFolder(t), 'events.jsonl');
  const journal = new JournalWriter(testWorld(), file);
  journal.report({ type: 'stage', stage: 'writing', part: 'share' });
  journal.report({ type: 'progress', bytes: 5, total: 10, path: 'share/a.txt' });
  journal.report({ type: 'note', code: 'SHRUNK', message: 'It became shorter.', path: 'share/a.txt' });
  const reader = new JournalReader(file, record);
  const running = reader.read();
  assert.equal(running.state, 'running');
  assert.deepEqual(
    running.stages.map(({ stage, part }) => [stage, part]),
    [['writing', 'share']],
  );
  assert.equal(running.progress?.bytes, 5);
  assert.deepEqual(running.notes, [
    { type: 'note', code: 'SHRUNK', message: 'It became shorter.', path: 'share/a.txt' },
  ]);
  assert.equal(reader.read(), running, 'the same object while nothing is new');
  journal.report({ type: 'stage', stage: 'reading-back' });
  journal.end(end);
  journal.close();
  const ended = reader.read();
  assert.equal(running.stages.length, 1, 'what was handed out before does not change');
  assert.deepEqual([ended.state, ended.end, ended.progress], ['done', end, null]);
  assert.deepEqual(new JournalReader(file, record).read(), ended);
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('a clock that is set while a job runs moves no stamp', (t) => {
  const file = path.join(testFolder(t), 'events.jsonl');
  let wall = new Date('1970-01-01T00:00:05Z');
  let monotonic = 100;
  const journal = new JournalWriter(testWorld({ now: () => wall, monotonic: () => monotonic }), file);
  journal.report({ type: 'stage', stage: 'writing' });
  wall = new Date('2026-11-20T15:05:00Z');
  monotonic += 60_000;
  journal.end(end);
  journal.close();
  const { stages, updated } = new JournalReader(file, record).read();
  assert.equal(Date.parse(updated) - Date.parse(stages[0]?.at ?? ''), 60_000);
});

test('progress is written some times a second, and the last of a stage always', (t) => {
  const file = path.join(testFolder(t), 'events.jsonl');
  let now = 0;
  const journal = new JournalWriter(testWorld({ monotonic: () => now }), file);
  journal.report({ type: 'stage', stage: 'writing' });
  for (let bytes = 1; bytes <= 1000; bytes += 1) {
    now += 1;
    journal.report({ type: 'progress', bytes, total: 1000 });
  }
  journal.report({ type: 'stage', stage: 'reading-back' });
  journal.close();
  const written = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.includes('"progress"') ? [JSON.parse(line).bytes] : []));
  assert.deepEqual(written, [1, 251, 501, 751, 1000]);

  const long = path.join(testFolder(t), 'events.jsonl');
  const later = new JournalWriter(testWorld({ monotonic: () => now }), long);
  for (let second = 0; second < 600; second += 0.1) {
    now += 100;
    later.report({ type: 'progress', bytes: second, total: 600 });
  }
  later.close();
  const lines = readFileSync(long, 'utf8').split('\n').length;
  assert.ok(lines > 600 && lines < 800, `after the first minute once a second: ${lines} lines`);
});

test('a torn last line, a damaged one and one of a newer version hide nothing else', (t) => {
  const file = path.join(testFolder(t), 'events.jsonl');
  const reader = new JournalReader(file, record);
  assert.equal(reader.read().stages.length, 0, 'there is no journal yet');
  const stage = JSON.stringify({ at: record.created, type: 'stage', stage: 'writing', part: 'käse' });
  const bytes = Buffer.from(`${stage}\n`);
  const cut = bytes.indexOf(0xa4);
  appendFileSync(file, `{"at":"2026","type":"weather","sun":true}\n\0\0\0{"\n`);
  // Cut in the middle of a letter of two bytes.
  appendFileSync(file, bytes.subarray(0, cut));
  assert.equal(reader.read().stages.length, 0);
  appendFileSync(file, bytes.subarray(cut));
  appendFileSync(file, '{"at":"2026-11-20T15:0');
  assert.deepEqual(
    reader.read().stages.map(({ part }) => part),
    ['käse'],
  );
  assert.deepEqual(
    new JournalReader(file, record).read().stages.map(({ part }) => part),
    ['käse'],
  );
});
