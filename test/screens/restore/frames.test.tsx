/** How each step of a restore looks; the files of test/frames are read by a reviewer. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import type { Installation } from '../../../core/device/types.ts';
import type { FileChange } from '../../../core/restore/types.ts';
import { registry } from '../../../screens/registry.ts';
import type { Review } from '../../../screens/restore/load.ts';
import { ReviewPage } from '../../../screens/restore/review-page.tsx';
import { madeMember, madeRestorePlan } from '../../support/made-restore.ts';
import { type App, frameSizes, matchesFrame, renderApp, renderScreen } from '../../support/screen.tsx';
import { testWorld } from '../../support/world.ts';

process.env.TZ = 'UTC';

const world = testWorld();
const folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-restore-'));
let installation: Installation;

before(async () => {
  await makeDemo(world, path.join(folder, 'demo'));
  const found = await findInstallation(world, { config: path.join(folder, 'demo') });
  for (const name of [
    'core/core-2026.11.0-plain',
    'supervisor/v3-full',
    'supervisor/killed-plain-first-160k',
  ])
    copyFileSync(
      `test/fixtures/homeassistant/${name}.tar`,
      path.join(found.backups, path.basename(`${name}.tar`)),
    );
  installation = found;
});
after(() => rmSync(folder, { recursive: true }));

/** `backup`: a file beside the others; '' starts with the choice. */
function looks(name: string, backup: string, reach: (app: App) => Promise<void>): void {
  for (const [size, options] of frameSizes) {
    const frame = `restore-${name}.${size}`;
    test(`Restore looks as in the file ${frame}`, async (t) => {
      const file = path.join(installation.backups, backup);
      const app = renderApp({
        ...options,
        registry,
        start: { screen: 'restore', params: backup === '' ? null : { backup: file } },
        context: {
          world,
          home: path.join(folder, 'home'),
          // A place that is the same on every machine; it is only told.
          installation: name === 'parts' ? { ...installation, config: '/config' } : installation,
        },
      });
      t.after(app.unmount);
      await reach(app);
      matchesFrame(app.frame(), frame);
    });
  }
}

looks('backup', '', (app) => app.shows('Another file'));
looks('key', 'v3-full.tar', (app) => app.shows('Key:'));
looks('parts', 'core-2026.11.0-plain.tar', (app) => app.shows('What shall come back?'));
looks('pick', 'core-2026.11.0-plain.tar', async (app) => {
  await app.shows('What shall come back?');
  await app.press('enter');
  await app.shows('[ ]');
  await app.hides(' ...');
  await app.press('down', 'down', 'space', 'down', 'space');
});

const files: FileChange[] = [
  { path: 'homeassistant/automations.yaml', change: 'replaced', here: 18_200, backup: 17_900 },
  { path: 'homeassistant/scenes.yaml', change: 'added', here: null, backup: 2100 },
];

const single: Review = {
  host: 'homepi',
  plan: {
    ...madeRestorePlan,
    parts: [],
    paths: files.map((file) => file.path),
    members: [{ ...madeMember, changes: { replaced: 1, added: 1, removed: 0, same: 0 } }],
    space: [{ path: '/config', free: 41e9, need: 20_000 }],
    leftOut: [],
    kept: [],
    notes: [],
  },
  changes: files,
  interruption: { state: 'restarts' },
};

const whole: Review = {
  host: 'homepi',
  plan: madeRestorePlan,
  changes: files,
  interruption: { state: 'restarts' },
};

const out: Review = {
  ...whole,
  plan: {
    ...madeRestorePlan,
    kind: 'to-directory',
    to: '/mnt/usb/out',
    members: [{ ...madeMember, target: '/mnt/usb/out/homeassistant' }],
    kept: [],
    notes: [],
    leftOut: [],
  },
  changes: [],
  interruption: { state: 'none' },
};

const blocked: Review = { ...single, interruption: { state: 'blocked', reason: 'It was started by hand.' } };

for (const [name, review, keys] of [
  ['review-files', single, []],
  ['review-whole', whole, []],
  ['review-out', out, []],
  ['review-blocked', blocked, []],
  ['review-list', single, ['l']],
  ['review-confirm', whole, ['down', 'enter']],
] as const)
  for (const [size, options] of frameSizes) {
    const frame = `restore-${name}.${size}`;
    test(`Restore looks as in the file ${frame}`, async (t) => {
      const app = renderScreen(
        <ReviewPage
          review={review}
          entry={{} as never}
          opened={{} as never}
          origin={{ short: 'today 03:00, 412 MB', long: 'today 03:00, "Every day", 412 MB' }}
          step={() => {}}
          reload={() => {}}
        />,
        options,
      );
      t.after(app.unmount);
      await app.press(...keys);
      matchesFrame(app.frame(), frame);
    });
  }
