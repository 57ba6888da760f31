import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useReducer } from 'react';
import { type Check, type CheckId, checkIds } from '../../../core/prepare/types.ts';
import type { HomeModel } from '../../../screens/home/model.ts';
import { CheckList } from '../../../screens/prepare/check-list.tsx';
import { CheckPage } from '../../../screens/prepare/check-page.tsx';
import { type PrepareState, prepareReducer, sorted } from '../../../screens/prepare/model.ts';
import { stateOf } from '../../../screens/prepare/task.ts';
import type { Registry, Screen } from '../../../screens/shell/screen.ts';
import { type AppOptions, frameSizes, matchesFrame, renderApp } from '../../support/screen.tsx';

const GB = 1e9;

const found: Partial<Record<CheckId, Partial<Check>>> = {
  installation: { figure: '2026.11.2', message: 'Home Assistant 2026.11.2 in /srv/ha/config.' },
  'disk-free': { figure: 96 * GB, unit: 'bytes', message: '96 GB are free in usb.' },
  'disk-used': {
    figure: 58 * GB,
    unit: 'bytes',
    message: '58 GB of the disk of Home Assistant are used, 91 %; 5.6 GB are free.',
    state: 'advice',
    remedies: ['See below what is large.'],
  },
  'backup-estimate': {
    figure: 2.6 * GB,
    unit: 'bytes',
    message: 'The next backup will have about 2.6 GB and take about 9 min.',
  },
  biggest: {
    state: 'advice',
    figure: 3.1 * GB,
    unit: 'bytes',
    message: 'homeassistant/www/cameras/ has 3.1 GB, 54 % of all.',
    remedies: [
      "Leave it out where it need not be kept: lifeboat prepare exclude 'homeassistant/www/cameras'.",
    ],
    details: [
      {
        name: 'homeassistant/www/cameras/',
        figure: 3.1 * GB,
        unit: 'bytes',
        exclude: 'homeassistant/www/cameras',
      },
      { name: 'media/', figure: 1.2 * GB, unit: 'bytes', exclude: 'media' },
      {
        name: 'homeassistant/custom_components/a_very_long_name_of_an_integration/frontend/dist.js',
        figure: 14e6,
        unit: 'bytes',
        exclude: 'x',
      },
    ],
  },
  power: {
    state: 'problem',
    figure: 'low',
    message: 'The voltage is too low: that damages files and databases.',
    remedies: ['Use the official power supply.'],
  },
  'database-size': {
    figure: 412e6,
    unit: 'bytes',
    message: 'The database has 412 MB (392.91 MiB in Home Assistant’s system information).',
  },
  'keep-days': { figure: 10, unit: 'days' },
  'oldest-row': { figure: '2026-11-10T04:12:07.000Z', unit: 'time' },
  'storage-life': {
    state: 'unknown',
    figure: null,
    message: 'The storage of this device does not tell how worn it is.',
  },
};

const checks = checkIds.map(
  (id): Check => ({
    id,
    state: 'ok',
    figure: 0,
    unit: 'files',
    message: 'All is well.',
    remedies: [],
    details: [],
    ...found[id],
  }),
);

const start: PrepareState = {
  checks: sorted(checks),
  isDone: true,
  exclude: ['media'],
  view: { name: 'list' },
};

/** The screen without its eyes. */
function Made({ params }: { params: PrepareState }) {
  const [state, step] = useReducer(prepareReducer, params);
  const report = { state, step, zone: 'UTC', failure: null, again: () => {} };
  const { view } = state;
  const check = view.name === 'list' ? undefined : state.checks.find(({ id }) => id === view.id);
  return check ? <CheckPage check={check} report={report} /> : <CheckList report={report} />;
}

const registry: Registry = { prepare: { title: 'Prepare', View: Made } as Screen };

function renderPrepare(options: Partial<AppOptions> = {}, state: PrepareState = start) {
  return renderApp({ registry, start: { screen: 'prepare', params: state }, ...options });
}

for (const [size, options] of frameSizes) {
  test(`the checks look as in the file prepare.${size}`, (t) => {
    const app = renderPrepare(options);
    t.after(app.unmount);
    matchesFrame(app.frame(), `prepare.${size}`);
  });
  test(`one check looks as in the file prepare-check.${size}`, (t) => {
    const app = renderPrepare(options, { ...start, view: { name: 'check', id: 'biggest' } });
    t.after(app.unmount);
    matchesFrame(app.frame(), `prepare-check.${size}`);
  });
}

test('what needs the user stands first, what is not known last; a check that is found anew takes its place', () => {
  const order = sorted(checks).map(({ id }) => id);
  assert.deepEqual(order.slice(0, 3), ['power', 'disk-used', 'biggest']);
  assert.equal(order.at(-1), 'storage-life');
  const mended = prepareReducer(start, {
    do: 'found',
    check: { ...checks[0], id: 'power', state: 'ok' } as Check,
  });
  assert.equal(mended.checks.length, checkIds.length);
  assert.equal(mended.checks[0]?.id, 'disk-used');
});

test('the question before something is left out names it, and Enter alone leaves all as it is', async (t) => {
  const app = renderPrepare({}, { ...start, view: { name: 'check', id: 'biggest' } });
  t.after(app.unmount);
  await app.press('enter');
  await app.shows('Leave out homeassistant/www/cameras');
  matchesFrame(app.frame(), 'prepare-leave-out.80x24');
  await app.press('enter');
  await app.hides('Every backup from now on');
  await app.press('down');
  assert.match(app.selected(), /left out$/);
});

test('a path is shown whole where there is room for it', (t) => {
  const place = '/mnt/backups-of-the-house/homeassistant';
  const details = [{ name: 'nas', figure: place, unit: null }];
  const locations: Check = {
    id: 'locations',
    state: 'ok',
    figure: 1,
    unit: null,
    message: 'It is.',
    remedies: [],
    details,
  };
  const app = renderPrepare({}, { ...start, checks: [locations], view: { name: 'check', id: 'locations' } });
  t.after(app.unmount);
  assert.match(app.frame(), new RegExp(`${place}  nas`));
});

test('while it looks, what was found is there, and how far it is', (t) => {
  const app = renderPrepare({}, { ...start, checks: start.checks.slice(0, 5), isDone: false });
  t.after(app.unmount);
  assert.match(app.frame(), /5 of \d+ looked at \.\.\./);
});

test('Home tells from what it knows whether something needs to be prepared', () => {
  const place = {
    name: 'usb',
    path: '/mnt/usb',
    isReachable: true,
    total: 64 * GB,
    free: 40 * GB,
    isOutside: true,
  };
  const model = {
    disk: { total: 64 * GB, free: 41 * GB },
    database: 0.2 * GB,
    status: { locations: [place] },
  } as unknown as HomeModel;
  assert.deepEqual(stateOf(model), { text: 'what can be seen at once is fine' });
  assert.deepEqual(stateOf({ ...model, database: 3 * GB }), {
    text: '3 of 4 fine, one advice',
    needs: 'attention',
  });
  const lost = { ...place, isReachable: false, free: null };
  const needs = stateOf({ ...model, status: { locations: [place, lost] } } as unknown as HomeModel);
  assert.deepEqual(needs, { text: '3 of 4 fine, one problem', needs: 'danger' });
});
