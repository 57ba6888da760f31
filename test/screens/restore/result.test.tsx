/** What came of a restore and of an undo, as the page of the job tells it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobResults, JobWork } from '../../../core/jobs/types.ts';
import { job as jobScreen } from '../../../screens/job/index.tsx';
import type { Registry, Screen } from '../../../screens/shell/screen.ts';
import { endedJob, madeJobs, secondsLater } from '../../support/made-job.ts';
import { madeRestorePlan } from '../../support/made-restore.ts';
import { matchesFrame, renderApp } from '../../support/screen.tsx';
import { testWorld } from '../../support/world.ts';

const registry: Registry = { home: { title: 'Lifeboat', View: () => null }, job: jobScreen as Screen };

function renderJob(job: Job, size: { columns?: number; rows?: number; ascii?: boolean } = {}) {
  const start = { screen: 'job', params: { id: job.record.id } };
  return renderApp({ registry, start, context: { world: testWorld(), jobs: madeJobs(job) }, ...size });
}

const work: JobWork = {
  kind: 'restore',
  plan: madeRestorePlan,
  from: { name: 'usb', path: '/mnt/usb/every-day.tar' },
};

const restored: JobResults['restore'] = {
  restored: ['homeassistant', 'ssl', 'database'],
  failed: [],
  to: '/config',
  entries: 2917,
  bytes: 410e6,
  kept: '/config/.cache/lifeboat/before-2026-11-20T16-00-00Z-a3f2',
};

const stages: Job['stages'] = [
  { type: 'stage', stage: 'staging', part: 'homeassistant', at: secondsLater(1) },
  { type: 'stage', stage: 'stopping', at: secondsLater(90) },
  { type: 'stage', stage: 'swapping', at: secondsLater(100) },
  { type: 'stage', stage: 'starting', at: secondsLater(101) },
];

const whole = endedJob({ result: restored }, { work, stages });
const inPart = endedJob(
  {
    state: 'incomplete',
    exitCode: 3,
    result: {
      ...restored,
      failed: [
        { path: 'homeassistant/www/camera', reason: 'what is there is a mount that stays' },
        { path: 'homeassistant/odd', reason: 'it is a device, FIFO or socket' },
      ],
    },
  },
  {
    work,
    stages,
    notes: [
      {
        type: 'note',
        code: 'NOT_STARTED',
        message: 'Home Assistant did not start again: docker is not there.',
      },
    ],
  },
);
const undone = endedJob(
  {
    result: {
      undone: ['homeassistant', 'ssl', 'database'],
      backup: madeRestorePlan.backup,
      kept: '/config/.cache/lifeboat/before-2026-11-20T16-10-00Z-77aa',
    },
  },
  { work: { kind: 'undo' }, stages: stages.slice(1) },
);

const shown: [name: string, job: Job, text: string][] = [
  ['restore-done', whole, 'Restored: '],
  ['restore-in-part', inPart, 'not all of it'],
  ['restore-undone', undone, 'Taken back'],
];

for (const [name, job, text] of shown)
  for (const size of [
    { columns: 80, rows: 24 },
    { columns: 40, rows: 12 },
    { columns: 80, rows: 24, ascii: true },
  ]) {
    const frame = `${name}.${size.columns}x${size.rows}${size.ascii ? '.ascii' : ''}`;
    test(`it looks as in the file ${frame}`, async (t) => {
      const app = renderJob(job, size);
      t.after(app.unmount);
      await app.shows(text);
      matchesFrame(app.frame(), frame);
    });
  }

test('a restore that failed leads back to its choice', async (t) => {
  const error = {
    kind: 'damaged',
    code: 'MEMBER_CORRUPT',
    message: 'It is damaged.',
    safe: '',
    remedies: [],
  } as const;
  const app = renderJob(
    endedJob({ state: 'failed', exitCode: 13, error: { ...error, remedies: [] } }, { work, stages: [] }),
  );
  t.after(app.unmount);
  await app.shows('It is damaged.');
  assert.equal(app.selected(), '> Home');
  await app.shows('Choose again what to restore');
});
