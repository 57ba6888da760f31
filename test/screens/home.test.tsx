import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { LifeboatError } from '../../core/errors.ts';
import type { Status } from '../../core/status/status.ts';
import { daysShown, lastDays, loadHome } from '../../screens/home/load.ts';
import type { HomeModel } from '../../screens/home/model.ts';
import { HomeView } from '../../screens/home/view.tsx';
import { Page } from '../../screens/shell/page.tsx';
import type { Registry, Screen, Task, TaskState } from '../../screens/shell/screen.ts';
import { testFolder } from '../support/folder.ts';
import { testInstallation } from '../support/installation.ts';
import { type AppOptions, frameSizes, matchesFrame, renderApp } from '../support/screen.tsx';
import { testWorld } from '../support/world.ts';

const now = new Date('2026-11-20T16:05:00Z');
const GB = 1e9;

const last: CatalogEntry = {
  id: 'a3f2',
  name: 'Every day',
  date: '2026-11-20T03:00:00Z',
  type: 'full',
  encrypted: true,
  size: 412e6,
  maker: 'lifeboat',
  homeassistantVersion: '2026.11.2',
  parts: ['homeassistant'],
  plan: null,
  device: null,
  complete: true,
  whole: true,
  locations: [
    { name: 'usb', path: '/mnt/usb/a.tar' },
    { name: 'nas', path: '/mnt/nas/a.tar' },
  ],
};

const place = { isReachable: true, total: 128 * GB, free: 96 * GB, isOutside: true };

const status: Status = {
  protected: true,
  hasWarnings: true,
  reasons: [
    'The encryption key exists only on this device: save the emergency kit (lifeboat key kit FILE).',
    'The location nas cannot be reached.',
  ],
  last,
  next: '2026-11-21T03:00:00Z',
  locations: [
    { ...place, name: 'usb', path: '/mnt/usb' },
    { ...place, name: 'nas', path: '/mnt/nas', isReachable: false, total: null, free: null },
  ],
  job: null,
};

const schedule: HomeModel['schedule'] = {
  zone: 'UTC',
  isZoneOfDevice: false,
  plans: [],
  next: null,
  timer: { kind: 'systemd', where: '', state: 'absent', isWished: false, isRight: true },
  wish: null,
  staleBefore: null,
  faults: [],
  warnings: [],
};

const model: HomeModel = {
  host: 'homepi',
  timeZone: 'UTC',
  status,
  schedule,
  backups: { count: 14, size: 5.8 * GB, newest: last.date },
  readAt: now,
  expected: { size: 410e6, milliseconds: 240e3 },
  days: Array.from({ length: daysShown }, (_, day) => (day < 5 ? 'none' : day === 17 ? 'incomplete' : 'ok')),
  disk: { free: 41 * GB, total: 64 * GB },
  database: 2.1 * GB,
  isKeySaved: false,
};

const states: [label: string, state: string, needs?: TaskState['needs']][] = [
  ['Back up now', 'about 4 minutes, 410 MB'],
  ['Backups', '14, newest 13 hours old'],
  ['Restore', 'a whole backup, one part, or a single file'],
  ['Schedule', 'every day 03:00, next in 10 h 55 min'],
  ['Locations', '2 of 2 reachable, 96 GB free'],
  ['Emergency kit', 'not saved yet', 'attention'],
  ['Clean up', 'keeps 7 days, 4 weeks, 6 months'],
  ['Prepare this device', '5 of 6 fine, one advice'],
  ['Settings', ''],
];

const tasks = states.map(([label, words, needs]): [string, Registry[string]] => {
  const task: Task = {
    label,
    hint: `What ${label} does.`,
    state: () => ({ text: words, ...(needs && { needs }) }),
  };
  return [label, { title: label, View: Empty, task }];
});

function Empty() {
  return <Page bindings={[]}>{null}</Page>;
}

function MadeHome({ params }: { params: HomeModel | LifeboatError | null }) {
  if (params instanceof LifeboatError) return <HomeView model={null} failure={params} now={now} />;
  return <HomeView model={params} now={now} />;
}

const registry: Registry = {
  home: { title: 'Lifeboat', View: MadeHome } as Screen,
  ...Object.fromEntries(tasks),
};

function renderHome(options: Partial<AppOptions> = {}, shown: HomeModel | LifeboatError | null = model) {
  return renderApp({ registry, start: { screen: 'home', params: shown }, ...options });
}

for (const [size, options] of frameSizes) {
  test(`Home looks as in the file home.${size}`, (t) => {
    const app = renderHome(options);
    t.after(app.unmount);
    matchesFrame(app.frame(), `home.${size}`);
  });
}

test('without any backup the first sentence says so', async (t) => {
  const app = renderHome(
    {},
    {
      ...model,
      status: { ...status, protected: false, last: null, reasons: ['There is no backup yet.'] },
    },
  );
  t.after(app.unmount);
  await app.shows('[x]  Not protected.');
  await app.shows('There is no backup yet.');
});

test('what keeps the backups from being read is told, and the tasks are there', async (t) => {
  const failure = new LifeboatError('failed', 'SETTINGS_UNREADABLE', 'The settings cannot be read.', {
    remedies: ['Mend the file.'],
  });
  const app = renderHome({}, failure);
  t.after(app.unmount);
  await app.shows('[x]  The settings cannot be read. Mend the file.');
  await app.press('2');
  await app.shows('Lifeboat › Backups');
});

test('the tasks are there before anything is read', async (t) => {
  const app = renderHome({}, null);
  t.after(app.unmount);
  await app.shows('Looking at the backups');
  await app.press('2');
  await app.shows('Lifeboat › Backups');
});

test('digits and Enter open a task, and its hint stands below', async (t) => {
  const app = renderHome();
  t.after(app.unmount);
  await app.press('down', 'down');
  await app.shows('What Restore does.');
  await app.press('enter');
  await app.shows('Lifeboat › Restore');
  await app.press('escape', '6');
  await app.shows('Lifeboat › Emergency kit');
});

test('every task can be reached in the lowest window', async (t) => {
  const app = renderHome({ columns: 40, rows: 12 });
  t.after(app.unmount);
  for (const [label] of states) {
    assert.match(app.selected(), new RegExp(label));
    await app.press('down');
  }
});

test('a history that cannot be looked at, as below what is no folder, hides nothing else', async (t) => {
  const { installation } = testInstallation(t, { 'configuration.yaml': '' }, {});
  const inConfig = 'configuration.yaml/x.db';
  const file = path.join(installation.config, inConfig);
  const recorder = { engine: 'sqlite', file, inConfig, configured: true } as const;
  const context = { world: testWorld(), home: testFolder(t), jobs: { list: async () => [] } as never };
  const model = await loadHome(context, { ...installation, recorder });
  assert.equal(model.database, null);
  assert.deepEqual(model.status.reasons, ['There is no backup yet.']);
});

test('a day counts as ok where one whole backup is among its backups', () => {
  const days = lastDays(
    [
      { date: '2026-11-20T03:00:00Z', whole: false },
      { date: '2026-11-20T02:00:00Z', whole: true },
      { date: '2026-11-18T02:00:00Z', whole: false },
      { date: '2026-09-01T02:00:00Z', whole: true },
      { date: 'no date', whole: true },
    ],
    now,
  );
  assert.equal(days.length, daysShown);
  assert.deepEqual(days.slice(-4), ['none', 'incomplete', 'none', 'ok']);
  assert.equal(days.filter((day) => day !== 'none').length, 2);
});
