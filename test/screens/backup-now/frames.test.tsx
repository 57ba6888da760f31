import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useReducer } from 'react';
import type { ContentNode, Contents } from '../../../core/backup/contents.ts';
import { formReducer, type Place, proposedForm } from '../../../screens/backup-now/form.ts';
import { FormPage } from '../../../screens/backup-now/form-page.tsx';
import type { Device } from '../../../screens/backup-now/load.ts';
import { endedJob, madeInstallation, madeJobs, madeResult } from '../../support/made-job.ts';
import { type AppOptions, frameSizes, matchesFrame, renderScreen } from '../../support/screen.tsx';

function node(path: string, size: number, children: ContentNode[] | null = null): ContentNode {
  const files = children ? children.length : 1;
  return { path, name: path.split('/').at(-1) ?? '', isFolder: children !== null, children, size, files };
}

const contents: Contents = {
  root: node('', 512e6, [
    node('homeassistant', 440e6, [
      node('homeassistant/home-assistant_v2.db', 214e6),
      node('homeassistant/www', 200e6, [
        node('homeassistant/www/floor-plan-of-the-whole-house-with-all-lights.svg', 200e6),
      ]),
      node('homeassistant/configuration.yaml', 4e3),
    ]),
    node('share', 72e6, []),
    node('ssl', 11e3, []),
  ]),
  database: 'homeassistant/home-assistant_v2.db',
  leftOut: [],
};

function place(parts: Partial<Place>): Place {
  const usual = { name: '', path: '', isReachable: true, isAway: false, free: 96e9, maxFileSize: null };
  return { ...usual, isSetUp: true, encrypt: null, ...parts };
}

const device: Device = {
  locations: [],
  places: [
    place({ name: 'usb', path: '/mnt/usb' }),
    place({ name: 'nas', path: '//nas/backups', isReachable: false, free: null }),
    place({ name: 'safe', path: 'usb:SAFE', isReachable: false, isAway: true, free: null }),
  ],
  current: { label: 'Lifeboat key' },
  otherKeys: [{ id: 'old', label: 'Added key', secret: 'x' }],
  exclude: ['*.mp4'],
  jobs: [endedJob({ result: madeResult() })],
  backups: [],
};

function Shown({ given, found }: { given: Device; found: Contents }) {
  const [form, step] = useReducer(formReducer, proposedForm(madeInstallation, given.exclude));
  return <FormPage installation={madeInstallation} device={given} contents={found} form={form} step={step} />;
}

function renderForm(options: Partial<AppOptions> = {}, given = device, found = contents) {
  const context = { installation: madeInstallation, jobs: madeJobs(endedJob({})) };
  return renderScreen(<Shown given={given} found={found} />, { context, ...options });
}

for (const [size, options] of frameSizes) {
  test(`the form looks as in the file backup-now.${size}`, (t) => {
    const app = renderForm(options);
    t.after(app.unmount);
    matchesFrame(app.frame(), `backup-now.${size}`);
  });
}

test('an opened part shows its content with boxes, and looks as in the file', async (t) => {
  const app = renderForm();
  t.after(app.unmount);
  await app.press('home', 'enter', 'down', 'space');
  await app.shows('[ ] history database');
  matchesFrame(app.frame(), 'backup-now-open.80x24');
});

test('with Start selected Enter is one key away, and every row can be reached', async (t) => {
  const app = renderForm({ columns: 40, rows: 12 });
  t.after(app.unmount);
  assert.equal(app.selected(), '> Start the backup');
  const seen = new Set<string>();
  for (let row = 0; row < 13; row += 1) {
    seen.add(app.selected());
    await app.press('up');
  }
  // Three parts, a pattern, the row for another, three locations, name, key, check, start.
  assert.equal(seen.size, 12);
});

test('a location that keeps its backups in clear says so in its row', async (t) => {
  const places = device.places.map((place) => ({ ...place, encrypt: false }));
  const app = renderForm({}, { ...device, places });
  t.after(app.unmount);
  await app.shows('[x] usb  (not encrypted here)');
});

test('a location that always encrypts says so where nothing else is encrypted', async (t) => {
  const places = device.places.map((place) => ({ ...place, encrypt: true }));
  const app = renderForm({}, { ...device, places });
  t.after(app.unmount);
  await app.hides('(encrypted here)');
  await app.press('up', 'up', 'enter', 'down', 'down', 'enter');
  await app.shows('[x] usb  (encrypted here)');
});

test('too little space and what cannot be read are told before the start', async (t) => {
  const [usb, nas] = device.places;
  assert.ok(usb && nas);
  const full = { ...device, places: [{ ...usb, free: 100e6, maxFileSize: 200e6 }, nas] };
  const leftOut = [
    {
      path: 'homeassistant/.storage/auth',
      why: 'unreadable' as const,
      reason: 'It cannot be read (EACCES).',
    },
    { path: 'share/cameras', why: 'mount' as const, reason: 'Another file system is mounted here (nfs4).' },
  ];
  const app = renderForm({}, full, { ...contents, leftOut });
  t.after(app.unmount);
  await app.shows('Too little space in usb: 100 MB free, about 412 MB needed.');
  await app.shows('usb takes no file of 4 GiB or more (FAT32): about 412 MB needed.');
  await app.shows('1 file cannot be read by this user and would be missing.');
  await app.shows('sudo lifeboat');
  await app.shows('share/cameras');
  matchesFrame(app.frame(), 'backup-now-warnings.80x24');
});

test('without a location or a part it cannot be started, and b says why', async (t) => {
  const app = renderForm();
  t.after(app.unmount);
  await app.press('a', 'b');
  await app.shows('start: not now, no part is ticked.');
  await app.press('a', 'up', 'up', 'up', 'up', 'up', 'up', 'space');
  await app.shows('[ ] usb');
  await app.hides('the backup goes to the others');
  await app.press('b');
  await app.shows('start: not now, no location is ticked.');
});

test('a pattern is typed, checked and taken away again', async (t) => {
  const app = renderForm();
  t.after(app.unmount);
  await app.press('home', 'down', 'down', 'down', 'down', 'enter');
  await app.type('[z-a]');
  await app.press('enter');
  await app.shows('is not a pattern');
  for (let letter = 0; letter < 5; letter += 1) await app.press('backspace');
  await app.type('share/*.iso');
  await app.press('enter');
  await app.shows('share/*.iso');
  await app.press('d');
  await app.hides('share/*.iso');
  await app.shows('*.mp4');
});

test('the name is typed in its row; Esc leaves it as it was', async (t) => {
  const app = renderForm();
  t.after(app.unmount);
  await app.press('up', 'up', 'up', 'enter');
  await app.type(', before the update');
  await app.press('escape');
  await app.hides('before the update');
  await app.press('enter');
  await app.type(', before the update');
  await app.press('enter');
  await app.shows('Lifeboat backup 2026.11.2, before the update');
});

test('another key or none is chosen in a question that tells what it means', async (t) => {
  const app = renderForm();
  t.after(app.unmount);
  await app.press('up', 'up', 'enter');
  await app.shows('can be opened only with its key');
  await app.press('down', 'enter');
  await app.shows('with the key "Added key"');
  await app.press('enter', 'down', 'down', 'enter');
  await app.shows('Not encrypted: whoever gets the file');
});

test('what keeps it from being started is told with a way back, whatever it is', async (t) => {
  const app = renderForm();
  t.after(app.unmount);
  // The installation of this test is nowhere on this disk.
  await app.press('b');
  await app.shows('ENOENT');
  await app.shows('Go back');
  await app.press('enter');
  await app.shows('Start the backup');
});
