import { test } from 'node:test';
import type { PlanState, Schedule } from '../../../core/schedule/overview.ts';
import { usualPlan } from '../../../core/schedule/plans.ts';
import type { SchedulePlan } from '../../../core/schedule/types.ts';
import { FormPage } from '../../../screens/schedule/form-page.tsx';
import type { ScheduleData } from '../../../screens/schedule/load.ts';
import { PlanList } from '../../../screens/schedule/plan-list.tsx';
import { madeInstallation } from '../../support/made-job.ts';
import { type AppOptions, frameSizes, matchesFrame, renderScreen } from '../../support/screen.tsx';

const nightly: SchedulePlan = {
  ...usualPlan('nightly', new Date('2026-11-01T12:00:00Z')),
  exclude: ['*.mp4'],
};
const weekly: SchedulePlan = {
  ...nightly,
  name: 'weekly',
  days: ['sat', 'sun'],
  times: ['04:30', '21:00'],
  locations: ['nas'],
};

function stateOf(plan: SchedulePlan, more: Partial<PlanState> = {}): PlanState {
  return {
    plan,
    next: [new Date('2026-11-21T02:00:00Z')],
    record: {
      due: '2026-11-20T02:00:00Z',
      before: [],
      attempts: 1,
      started: '2026-11-20T02:00:03Z',
      ended: '2026-11-20T02:04:00Z',
      state: 'done',
      message: '',
      backup: 'a3f2b1c0',
      owed: [],
      isOnlyOwing: false,
    },
    due: null,
    isRunning: false,
    isMissed: false,
    strangers: [],
    ...more,
  };
}

const schedule: Schedule = {
  zone: 'Europe/Berlin',
  isZoneOfDevice: false,
  plans: [stateOf(nightly)],
  next: new Date('2026-11-21T02:00:00Z'),
  timer: {
    kind: 'systemd',
    where: '/etc/systemd/system/lifeboat.timer',
    state: 'installed',
    isWished: true,
    isRight: true,
  },
  wish: null,
  staleBefore: null,
  faults: [],
  warnings: [],
};

const data: ScheduleData = {
  schedule,
  parts: ['homeassistant', 'database', 'share', 'ssl', 'media'],
  locations: ['usb', 'nas'],
  hasOwnRules: false,
  deviceId: 'a',
};

const failed: ScheduleData = {
  ...data,
  schedule: {
    ...schedule,
    plans: [
      stateOf(nightly, {
        record: {
          due: '2026-11-20T02:00:00Z',
          before: [],
          attempts: 3,
          started: '2026-11-20T03:02:00Z',
          ended: '2026-11-20T03:02:09Z',
          state: 'failed',
          message: '/mnt/usb cannot be used: its drive is gone.',
          backup: null,
          owed: [],
          isOnlyOwing: false,
        },
      }),
    ],
    timer: { ...schedule.timer, state: 'differs', isRight: false },
    faults: ['The timer does not fit the schedule any more. This mends it: lifeboat schedule install'],
  },
};

const several: ScheduleData = {
  ...data,
  schedule: {
    ...schedule,
    plans: [stateOf(nightly), stateOf({ ...weekly, isOn: false }, { next: [], record: null })],
  },
};

function renderForm(shown: ScheduleData, options: Partial<AppOptions>, isNew = false) {
  const page = (
    <FormPage
      installation={madeInstallation}
      data={shown}
      plan={nightly}
      isNew={isNew}
      onBack={() => {}}
      onNew={() => {}}
      firstQuestion={null}
      onChanged={() => {}}
    />
  );
  return renderScreen(page, { context: { installation: madeInstallation }, ...options });
}

for (const [size, options] of frameSizes) {
  test(`The schedule looks as in the file schedule.${size}`, async (t) => {
    const app = renderForm(data, options);
    t.after(app.unmount);
    await app.press('down');
    matchesFrame(app.frame(), `schedule.${size}`);
  });

  test(`Several plans look as in the file schedule-plans.${size}`, async (t) => {
    const list = <PlanList data={several} onOpen={() => {}} onNew={() => {}} />;
    const app = renderScreen(list, { context: { installation: madeInstallation }, ...options });
    t.after(app.unmount);
    await app.shows('nightly');
    matchesFrame(app.frame(), `schedule-plans.${size}`);
  });
}

test('A run that failed and a timer that differs look as in the file schedule-failed.80x24', async (t) => {
  const app = renderForm(failed, {});
  t.after(app.unmount);
  await app.press('end', 'up', 'enter');
  await app.shows('Mend the timer?');
  matchesFrame(app.frame(), 'schedule-failed.80x24');
});

test('The proposal looks as in the file schedule-new.80x24', async (t) => {
  const empty = {
    ...data,
    deviceId: '',
    schedule: {
      ...schedule,
      plans: [],
      next: null,
      timer: { ...schedule.timer, state: 'absent', isWished: false } as const,
    },
  };
  const app = renderForm(empty, {}, true);
  t.after(app.unmount);
  await app.press('end');
  matchesFrame(app.frame(), 'schedule-new.80x24');
});
