import { test } from 'node:test';
import type { PlaceStatus } from '../../../core/locations/places.ts';
import { LocationsView } from '../../../screens/locations/locations-view.tsx';
import type { LocationRow } from '../../../screens/locations/model.ts';
import { registry } from '../../../screens/registry.ts';
import { testFolder } from '../../support/folder.ts';
import { type AppOptions, frameSizes, matchesFrame, renderApp, renderScreen } from '../../support/screen.tsx';
import { enterShare } from '../../support/share-form.ts';

const now = new Date('2026-11-20T15:05:00Z');

function place(parts: Partial<PlaceStatus>): PlaceStatus {
  const free = { total: null, free: null, isOutside: false };
  return { name: '', path: '', isReachable: false, ...free, ...parts };
}

const rows: LocationRow[] = [
  {
    name: 'usb',
    address: 'usb:BACKUP/home',
    kind: 'usb',
    settings: { name: 'usb', kind: 'usb', uuid: '6B55-3ED7', label: 'BACKUP', folder: 'home' },
    place: place({ isReachable: true, total: 128e9, free: 96e9, isOutside: true }),
    backups: { count: 11, size: 4.2e9, newest: '2026-11-20T03:00:00Z' },
  },
  {
    name: 'nas',
    address: '//nas.local/backups/home-assistant',
    kind: 'smb',
    settings: {
      name: 'nas',
      kind: 'smb',
      host: 'nas.local',
      port: null,
      share: 'backups',
      folder: 'home-assistant',
      user: 'anna',
      encrypt: true,
    },
    place: place({ message: 'nas.local does not answer.' }),
    backups: null,
  },
  {
    name: 'safe',
    address: 'usb:SAFE',
    kind: 'usb',
    settings: { name: 'safe', kind: 'usb', uuid: 'x', label: 'SAFE', folder: '', encrypt: false },
    place: place({ isAway: true, message: 'The drive of "safe" (SAFE) is not plugged in.' }),
    backups: null,
  },
  {
    name: 'server',
    address: 'server:/export/backups',
    kind: 'nfs',
    settings: {
      name: 'server',
      kind: 'nfs',
      host: 'server',
      port: null,
      export: '/export/backups',
      folder: '',
    },
    place: null,
    backups: null,
  },
];

const view = <LocationsView model={{ rows }} now={now} reload={() => {}} />;

const frames: [string, AppOptions | object, string[]][] = [
  ['locations.80x24', {}, []],
  ['locations.80x24.ascii', { ascii: true }, []],
  ['locations.120x40', { columns: 120, rows: 40 }, ['down']],
  ['locations.40x12', { columns: 40, rows: 12 }, []],
  ['locations-forget.80x24', {}, ['d']],
  ['locations-new.80x24', {}, ['n']],
  ['locations-new.40x12', { columns: 40, rows: 12 }, ['n']],
];

for (const [name, options, keys] of frames) {
  test(`the locations are drawn as in ${name}`, async (t) => {
    const app = renderScreen(view, options);
    t.after(app.unmount);
    await app.press(...keys);
    matchesFrame(app.frame(), name);
  });
}

for (const [size, options] of frameSizes) {
  test(`a network share is entered, and fails at its first stage, as drawn at ${size}`, async (t) => {
    const app = renderApp({
      ...options,
      registry,
      start: { screen: 'location', params: { kind: 'smb', name: null } },
      context: { home: testFolder(t) },
    });
    t.after(app.unmount);
    await app.shows('Server');
    await enterShare(app, 'secret');
    matchesFrame(app.frame(), `location.${size}`);
    await app.press('tab', 'tab', 'tab', 'tab', 'enter');
    await app.shows('Save it all the same');
    matchesFrame(app.frame(), `location-failed.${size}`);
  });
}
