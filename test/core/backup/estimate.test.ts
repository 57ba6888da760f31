import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateBackup, expectBackup } from '../../../core/backup/estimate.ts';
import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import type { Job } from '../../../core/jobs/types.ts';
import { endedJob, madeJob, madePlan, madeResult } from '../../support/made-job.ts';

const parts = [
  { id: 'homeassistant', bytes: 300e6 },
  { id: 'database', bytes: 200e6 },
  { id: 'share', bytes: 12e6 },
  { id: 'ssl', bytes: 0 },
];

const { backup } = madeResult();

/** A job that read so much: it began after one second and worked for 239. */
function done(bytes: number, size: number, verify = true): Job {
  return endedJob(
    { result: madeResult({ backup: { ...backup, size } }) },
    { work: { kind: 'backup', plan: madePlan({ bytes, verify }) } },
  );
}

function entry(size: number, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return { ...backup, size, whole: true, ...more };
}

const question = { bytes: 512e6, verify: true, parts };

test('without any history the files are the most it can be, and nobody knows the time', () => {
  const estimate = estimateBackup(question, { jobs: [], backups: [] });
  assert.deepEqual(estimate, { size: 512e6, from: 'files', milliseconds: null });
});

test('an earlier backup of parts that are there tells how well they pack', () => {
  const backups = [entry(1e9, { parts: ['homeassistant', 'media'] }), entry(256e6)];
  assert.deepEqual(estimateBackup({ ...question, bytes: 100e6 }, { jobs: [], backups }), {
    size: 50e6,
    from: 'backups',
    milliseconds: null,
  });
});

test('an incomplete backup tells nothing, nor does one that is far too small for what is there now', () => {
  for (const backups of [[entry(256e6, { whole: false })], [entry(2e6)]])
    assert.equal(estimateBackup(question, { jobs: [], backups }).from, 'files');
});

test('an earlier job tells size and time, and counts before what the catalog says', () => {
  const history = { jobs: [done(512e6, 256e6)], backups: [entry(500e6)] };
  assert.deepEqual(estimateBackup({ ...question, bytes: 256e6 }, history), {
    size: 128e6,
    from: 'jobs',
    milliseconds: 1000 + 239_000 / 2,
  });
});

test('what came since the last job is counted in full', () => {
  const { size } = estimateBackup({ ...question, bytes: 600e6 }, { jobs: [done(500e6, 250e6)], backups: [] });
  assert.equal(size, 350e6);
});

test('a small backup in between hides neither the size nor the time of the large one', () => {
  const history = { jobs: [done(1e6, 1e6), done(512e6, 256e6)], backups: [] };
  const { size, milliseconds } = estimateBackup(question, history);
  assert.deepEqual([size, milliseconds], [256e6, 240_000]);
});

test('a small backup alone tells no time for a large one', () => {
  const { milliseconds } = estimateBackup(question, { jobs: [done(1e6, 1e6)], backups: [] });
  assert.equal(milliseconds, null);
});

test('jobs that were read back as this one are preferred for the time', () => {
  const quick = done(1024e6, 512e6, false);
  const { milliseconds } = estimateBackup(question, { jobs: [quick, done(512e6, 256e6)], backups: [] });
  assert.equal(milliseconds, 240_000);
});

test('jobs that failed, that run, that did something else or whose clock was set tell nothing', () => {
  const late = '2026-11-21T09:00:00.000Z';
  const setForward: Job = {
    ...done(512e6, 1),
    stages: [{ type: 'stage', stage: 'writing', at: late }],
    updated: '2026-11-21T09:04:00.000Z',
  };
  const jobs = [
    madeJob(),
    endedJob({ state: 'failed' }),
    endedJob({ result: madeResult() }, { work: { kind: 'undo' } }),
    { ...done(512e6, 1), updated: '2020-01-01T00:00:00.000Z' },
    setForward,
  ];
  assert.equal(estimateBackup(question, { jobs, backups: [] }).from, 'files');
});

test('Home expects what the last backup of everything was, not one of a part', () => {
  const partly = endedJob(
    { result: madeResult({ backup: { ...backup, size: 1000 } }) },
    { work: { kind: 'backup', plan: madePlan({ database: false }) } },
  );
  const jobs = [partly, done(512e6, 256e6)];
  assert.deepEqual(expectBackup({ jobs, backups: [] }), { size: 256e6, milliseconds: 240_000 });
  assert.deepEqual(expectBackup({ jobs: [partly], backups: [entry(77)] }), { size: 77, milliseconds: null });
  assert.equal(expectBackup({ jobs: [], backups: [] }), null);
});
