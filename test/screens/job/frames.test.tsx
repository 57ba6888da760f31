import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../core/jobs/types.ts';
import { widthOf } from '../../../screens/draw/text.ts';
import { job as jobScreen } from '../../../screens/job/index.tsx';
import type { Registry, Screen } from '../../../screens/shell/screen.ts';
import { endedJob, madeJob, madeJobs, madePlan, madeResult, secondsLater } from '../../support/made-job.ts';
import { type AppOptions, frameSizes, matchesFrame, renderApp } from '../../support/screen.tsx';
import { testWorld } from '../../support/world.ts';

const registry: Registry = { home: { title: 'Lifeboat', View: () => null }, job: jobScreen as Screen };

const world = testWorld({ monotonic: () => 1000 });

/** The page of this job, opened from Home. */
function renderJob(job: Job, options: Partial<AppOptions> = {}) {
  const jobs = madeJobs(job);
  const start = { screen: 'job', params: { id: job.record.id } };
  const app = renderApp({ registry, start, context: { world, jobs }, ...options });
  return { ...app, jobs };
}

const running = madeJob({
  stages: [
    { type: 'stage', stage: 'writing', part: 'homeassistant', at: secondsLater(1) },
    { type: 'stage', stage: 'database', at: secondsLater(2) },
    { type: 'stage', stage: 'writing', part: 'share', at: secondsLater(31) },
  ],
  progress: {
    type: 'progress',
    bytes: 225e6,
    total: 512e6,
    path: 'share/cameras/2026-11-20/front-door.mp4',
    at: secondsLater(34),
  },
  notes: [{ type: 'note', code: 'CHANGED', message: 'It changed while it was read.', path: 'share/x' }],
  updated: secondsLater(34.2),
});

const readingBack = madeJob({
  stages: [
    { type: 'stage', stage: 'writing', part: 'homeassistant', at: secondsLater(1) },
    {
      type: 'stage',
      stage: 'reading-back',
      part: 'homeassistant',
      location: 'usb',
      turn: { number: 1, of: 2 },
      at: secondsLater(60),
    },
    {
      type: 'stage',
      stage: 'reading-back',
      part: 'homeassistant',
      location: 'nas',
      turn: { number: 2, of: 2 },
      at: secondsLater(80),
    },
  ],
  progress: { type: 'progress', bytes: 768e6, total: 1024e6, at: secondsLater(90) },
  notes: [
    {
      type: 'note',
      code: 'NO_SPACE',
      message: 'NOT in stick: There is not enough space in /mnt/stick. The others go on.',
      location: 'stick',
    },
  ],
  updated: secondsLater(90.2),
});

const whole = endedJob({ result: madeResult() });

const incomplete = endedJob({
  state: 'incomplete',
  exitCode: 3,
  result: madeResult({
    complete: false,
    left_out: [
      { path: 'homeassistant/.storage/auth', reason: 'It cannot be read (EACCES).' },
      { path: 'homeassistant/.storage/onboarding', reason: 'It cannot be read (EACCES).' },
      { path: 'share/broken.bin', reason: 'It cannot be read (EIO).' },
      { path: 'share/other.bin', reason: 'It cannot be read (EIO).' },
      { path: 'share/third.bin', reason: 'It cannot be read (EIO).' },
    ],
    failed: [
      {
        name: 'nas',
        path: '/mnt/nas',
        code: 'LOCATION_UNREACHABLE',
        message: '/mnt/nas cannot be used: its server does not answer.',
        remedies: ['Check the drive or its connection, then try again.'],
      },
    ],
  }),
});

const failed = endedJob({
  state: 'failed',
  exitCode: 14,
  error: {
    kind: 'no-space',
    code: 'NO_SPACE',
    message: 'There is not enough space in /mnt/usb.',
    safe: 'Nothing that looks like a backup was left; earlier backups are untouched.',
    remedies: ['Delete old backups there: lifeboat list, lifeboat delete BACKUP.'],
  },
});

const cancelled = endedJob({
  state: 'cancelled',
  exitCode: 130,
  error: {
    kind: 'cancelled',
    code: 'CANCELLED',
    message: 'Cancelled.',
    safe: 'Nothing that looks like a backup was left; earlier backups are untouched.',
    remedies: [],
  },
});
const lost = madeJob({ state: 'lost', updated: secondsLater(50) });

const shown: [name: string, job: Job, text: string, all: boolean][] = [
  ['job-running', running, 'You may close this window', true],
  ['job-reading-back', readingBack, 'NOT in stick', true],
  ['job-done', whole, 'Backed up', true],
  ['job-incomplete', incomplete, 'Incomplete', false],
  ['job-failed', failed, 'There is not enough space', false],
  ['job-cancelled', cancelled, 'The backup was stopped', false],
  ['job-lost', lost, 'ended without a word', false],
];

for (const [name, job, text, isAtAllSizes] of shown) {
  for (const [size, options] of isAtAllSizes ? frameSizes : frameSizes.slice(0, 1)) {
    test(`the page of a job looks as in the file ${name}.${size}`, async (t) => {
      const app = renderJob(job, options);
      t.after(app.unmount);
      await app.shows(text.slice(0, 20));
      matchesFrame(app.frame(), `${name}.${size}`);
    });
  }
}

test('every ending names what to do next, and Enter leads Home', async (t) => {
  for (const [, job, text] of shown.slice(2)) {
    const app = renderJob(job);
    t.after(app.unmount);
    await app.shows(text);
    assert.equal(app.selected(), '> Home');
  }
});

test('l shows what was told, each left-out file by its name, and takes it away again', async (t) => {
  const app = renderJob(incomplete);
  t.after(app.unmount);
  await app.shows('Incomplete');
  await app.press('l', 'end');
  await app.shows('share/third.bin');
  await app.shows('2:10 Reading back, checking: Home Assistant');
  await app.press('l');
  await app.hides('2:10');
});

test('one Ctrl+C stops nothing, a second one asks the job to stop', async (t) => {
  const { jobs, ...app } = renderJob(running);
  t.after(app.unmount);
  await app.shows('You may close');
  await app.press('ctrl-c');
  await app.shows('Ctrl+C once more stops the backup');
  assert.deepEqual(jobs.cancelled, []);
  await app.press('ctrl-c');
  await app.shows('Stopping ...');
  assert.deepEqual(jobs.cancelled, ['7']);
  jobs.tell(cancelled);
  await app.shows('The backup was stopped');
  assert.deepEqual(app.left, []);
});

test('two times Ctrl+C that lie far apart stop nothing', async (t) => {
  let now = 0;
  const slow = testWorld({ monotonic: () => now });
  const jobs = madeJobs(running);
  const app = renderJob(running, { context: { world: slow, jobs } });
  t.after(app.unmount);
  await app.shows('You may close');
  await app.press('ctrl-c');
  now = 6000;
  await app.press('ctrl-c');
  await app.shows('Ctrl+C once more');
  assert.deepEqual(jobs.cancelled, []);
});

test('q leaves the job running', async (t) => {
  const { jobs, ...app } = renderJob(running);
  t.after(app.unmount);
  await app.shows('You may close');
  await app.press('q');
  assert.equal(await app.leaves(), 0);
  assert.deepEqual(jobs.cancelled, []);
});

test('the result comes by itself when the job ends', async (t) => {
  const { jobs, ...app } = renderJob(running);
  t.after(app.unmount);
  await app.shows('You may close');
  jobs.tell(whole);
  await app.shows('[ok] Backed up: 412 MB in 2 locations, read back and found whole.');
});

test('a backup that was not read back is not called whole', async (t) => {
  const plan = madePlan({ verify: false });
  const app = renderJob(
    endedJob({ result: madeResult({ verified: false }) }, { work: { kind: 'backup', plan } }),
  );
  t.after(app.unmount);
  await app.shows('It was not read back.');
  assert.ok(!app.frame().includes('whole'));
});

test('a job that is not there is told as an error, with a way Home', async (t) => {
  const jobs = {
    ...madeJobs(running),
    follow: () =>
      madeJobs(running)
        .read('8')
        .then(() => undefined),
  };
  const app = renderJob(running, { context: { world, jobs } });
  t.after(app.unmount);
  await app.shows('NO_SUCH_JOB');
});

test('no row is wider than the window and no way on is cut off, at any size, for every state', async (t) => {
  for (const [, job, text] of shown) {
    const app = renderJob(job);
    t.after(app.unmount);
    await app.shows(text);
    for (const columns of [40, 53, 61, 80, 99, 100, 160]) {
      for (const rows of [12, 17, 24]) {
        await app.resize({ columns, rows });
        const drawn = app.frame().split('\n');
        assert.equal(drawn.length, rows);
        for (const row of drawn) assert.ok(widthOf(row) < columns, `at ${columns} x ${rows}: ${row}`);
        assert.match(drawn.at(-1) ?? '', /\? keys/);
        if (job.state !== 'running') assert.ok(app.frame().includes('> Home'), `at ${columns} x ${rows}`);
        if (job === failed || job === lost) assert.ok(app.frame().includes('Back up again'));
      }
    }
  }
});
