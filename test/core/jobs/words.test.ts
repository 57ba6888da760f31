import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobDocument } from '../../../core/jobs/document.ts';
import { notableOf } from '../../../core/jobs/notable.ts';
import { progressOf } from '../../../core/jobs/progress.ts';
import type { Job, JobState, JobWork } from '../../../core/jobs/types.ts';
import { endedWords, lostWords, runningWords } from '../../../core/jobs/words.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 3, 0, seconds)).toISOString();

function job(parts: Partial<Job> & { id?: string; kind?: JobWork['kind'] } = {}): Job {
  const { id = '1', kind = 'undo', ...rest } = parts;
  const work = { kind } as JobWork;
  return {
    record: { format: 1, id, created: at(0), installation: null, work },
    state: 'running',
    stages: [],
    progress: null,
    notes: [],
    end: null,
    updated: at(0),
    ...rest,
  };
}

test('what is left follows from the whole stage, its parts and the database in between included', () => {
  const writing = job({
    kind: 'backup',
    stages: [
      { at: at(0), type: 'stage', stage: 'writing', part: 'homeassistant' },
      { at: at(10), type: 'stage', stage: 'database' },
      { at: at(20), type: 'stage', stage: 'writing', part: 'share' },
    ],
    progress: { at: at(30), type: 'progress', bytes: 25, total: 100 },
  });
  assert.deepEqual(progressOf(writing), { fraction: 0.25, secondsLeft: 90 });
  assert.equal(runningWords(writing), 'Backing up, 25 %, 2 min left');
  const reading: Job = {
    ...writing,
    stages: [...writing.stages, { at: at(40), type: 'stage', stage: 'reading-back' }],
    progress: { at: at(50), type: 'progress', bytes: 50, total: 100 },
  };
  assert.equal(runningWords(reading), 'Backing up: reading back, 50 %, 10 s left');
  assert.equal(jobDocument(reading).secondsLeft, 10);
  const [stage] = reading.stages.slice(-1) as [Job['stages'][number]];
  const second = { ...stage, location: 'usb', turn: { number: 2, of: 3 } };
  assert.equal(
    runningWords({ ...reading, stages: [...reading.stages, second] }),
    'Backing up: reading back from usb (2 of 3), 50 %, 10 s left',
  );
});

test('nothing is foretold from nothing, from the first moments, or from a clock that was set back', () => {
  const stages: Job['stages'] = [{ at: at(10), type: 'stage', stage: 'verifying' }];
  const seen = (seconds: number, bytes: number, total: number | null = 100) =>
    progressOf(job({ stages, progress: { at: at(seconds), type: 'progress', bytes, total } }));
  assert.deepEqual(progressOf(job({ stages })), { fraction: null, secondsLeft: null });
  assert.deepEqual(seen(20, 50, null), { fraction: null, secondsLeft: null });
  assert.deepEqual(seen(20, 0), { fraction: 0, secondsLeft: null });
  assert.deepEqual(seen(11, 50), { fraction: 0.5, secondsLeft: null });
  assert.deepEqual(seen(5, 50), { fraction: 0.5, secondsLeft: null });
  assert.deepEqual(seen(20, 200), { fraction: 1, secondsLeft: 0 });
  assert.equal(runningWords(job({ kind: 'verify', stages })), 'Verifying');
  assert.equal(endedWords(job({ kind: 'copy', state: 'incomplete' })), 'A copy is done, but incomplete');
});

test('a lost job is told until the same was done since; a lost check is not', () => {
  const told = (...states: [JobWork['kind'], JobState][]) =>
    notableOf(states.map(([kind, state], index) => job({ id: String(9 - index), kind, state }))).lost.map(
      ({ record }) => record.id,
    );
  assert.deepEqual(told(['backup', 'lost']), ['9']);
  assert.deepEqual(told(['backup', 'done'], ['backup', 'lost']), []);
  assert.deepEqual(told(['backup', 'failed'], ['copy', 'done'], ['backup', 'lost']), ['7']);
  assert.deepEqual(told(['restore', 'lost'], ['restore', 'lost'], ['verify', 'lost']), ['9']);
});

test('what a lost job has left is told by what it was to do', () => {
  const to = '/mnt/out';
  const restore = (kind: 'in-place' | 'to-directory') => ({
    ...job(),
    record: { ...job().record, work: { kind: 'restore', plan: { kind, to } } as JobWork },
  });
  assert.match(
    lostWords(restore('in-place')),
    /^A restore \(job 1\) ended without a word.* as it was before\.$/,
  );
  assert.match(lostWords(restore('to-directory')), /cleared away by the next restore into \/mnt\/out\.$/);
  for (const kind of ['backup', 'copy', 'verify', 'undo'] as const)
    assert.match(
      lostWords(job({ kind })),
      /^An? \w+ \(job 1\) ended without a word, as after a power cut\. \w/,
    );
});
