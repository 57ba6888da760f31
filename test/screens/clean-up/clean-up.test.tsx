/** The rules and their victims: as frames, and driven by keys on the settings of a demo. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import { openJobs } from '../../../core/jobs/jobs.ts';
import { usualPlan } from '../../../core/schedule/plans.ts';
import { FormPage } from '../../../screens/clean-up/form-page.tsx';
import type { CleanUpData } from '../../../screens/clean-up/load.ts';
import { plainCleanUp } from '../../../screens/clean-up/plain.ts';
import { openPlainTerminal } from '../../../screens/plain/terminal.ts';
import { registry } from '../../../screens/registry.ts';
import { scheduledDemo } from '../../support/schedule.ts';
import { type AppOptions, frameSizes, matchesFrame, renderApp, renderScreen } from '../../support/screen.tsx';

const now = new Date('2026-11-20T15:05:00Z');
const nightly = usualPlan('nightly', new Date('2026-01-01T12:00:00Z'));

function backup(age: number): CatalogEntry {
  const date = new Date(Date.parse('2026-11-20T02:00:00Z') - age * 86_400_000).toISOString();
  const isByHand = age === 4;
  return {
    id: `b${age}`,
    name: 'Every night',
    date,
    type: 'full',
    encrypted: true,
    size: 412e6,
    maker: 'lifeboat',
    homeassistantVersion: '2026.11.2',
    parts: [],
    plan: isByHand ? null : 'nightly',
    device: 'a',
    complete: true,
    whole: true,
    locations: [
      { name: 'usb', path: `/usb/${age}.tar` },
      ...(age < 6 ? [{ name: 'nas', path: `/nas/${age}.tar` }] : []),
    ],
  };
}

const data: CleanUpData = {
  plans: [nightly],
  facts: {
    backups: Array.from({ length: 14 }, (_, age) => backup(age)),
    plans: [nightly],
    deviceId: 'a',
    pinned: new Set(['b12']),
    now,
    zone: 'Europe/Berlin',
  },
  locations: [
    { name: 'usb', retention: null },
    { name: 'nas', retention: { ...nightly.keep, daily: 3, weekly: 0, monthly: 0, atLeast: 1 } },
  ],
  unread: [],
};

function renderRules(options: Partial<AppOptions> = {}, shown = data) {
  return renderScreen(<FormPage data={shown} first={nightly} onSaved={() => {}} />, options);
}

for (const [size, options] of frameSizes) {
  test(`The rules look as in the file clean-up.${size}`, async (t) => {
    const app = renderRules(options);
    t.after(app.unmount);
    await app.press('left', 'left');
    matchesFrame(app.frame(), `clean-up.${size}`);
  });

  test(`The reasons look as in the file clean-up-reasons.${size}`, async (t) => {
    const app = renderRules(options);
    t.after(app.unmount);
    await app.press('l');
    matchesFrame(app.frame(), `clean-up-reasons.${size}`);
  });
}

test('a number is changed by arrows and typed, and the victims follow at once', async (t) => {
  const app = renderRules({}, { ...data, locations: [{ name: 'usb', retention: null }] });
  t.after(app.unmount);
  await app.shows('5 of 14 backups would go');
  await app.press('enter', '\u0015');
  await app.type('30');
  await app.press('enter');
  await app.shows('all 14 backups stay');
  await app.press('down', 'down', 'down', 'down', 'down', 'down', 'left', 'left', 'left');
  await app.shows('never fewer than 1');
});

async function open(t: TestContext) {
  const demo = await scheduledDemo(t);
  for (const day of ['02', '03', '04', '05']) await demo.run(`2026-11-${day}T03:00:00Z`);
  const { world, home, installation } = demo;
  const app = renderApp({
    registry,
    start: { screen: 'clean-up', params: null },
    context: { world, home, installation },
  });
  t.after(app.unmount);
  await app.hides(' ...');
  return { ...demo, app };
}

test('rules are saved after their victims were shown, and nothing goes before the next run', async (t) => {
  const { app, settings, backups, run } = await open(t);
  await app.shows('all 4 backups stay at the next run, tomorrow 03:00');
  for (let press = 0; press < 5; press += 1) await app.press('left');
  await app.shows('2 of 4 backups would go');
  await app.press('escape');
  await app.shows('Save the changes?');
  await app.press('escape', 'tab', 'enter');
  await app.shows('Remove 2 backups at the next run?');
  await app.press('down', 'enter');
  await app.shows('Saved. Nothing is removed before the next run.');
  assert.equal(settings.get('plans')[0]?.keep.daily, 2);
  assert.equal((await backups()).length, 4);
  const [outcome] = await run('2026-11-06T03:00:00Z');
  // From each of the two places: what was shown as going, and no other.
  assert.equal(outcome?.result?.removed.length, 4);
  assert.equal((await backups()).length, 3);
});

test('a location that cannot be read now is named', async (t) => {
  const { world, home, installation, places, run } = await scheduledDemo(t);
  await run('2026-11-02T03:00:00Z');
  renameSync(places.nas, `${places.nas}.away`);
  const app = renderApp({
    registry,
    start: { screen: 'clean-up', params: null },
    context: { world, home, installation },
  });
  t.after(app.unmount);
  await app.shows('nas cannot be read now');
});

test('without a schedule it says so, and leads there', async (t) => {
  const { settings, world, home, installation } = await scheduledDemo(t);
  await settings.set('plans', []);
  const app = renderApp({
    registry,
    start: { screen: 'clean-up', params: null },
    context: { world, home, installation },
  });
  t.after(app.unmount);
  await app.shows('no backup is made by itself yet');
  await app.press('enter');
  await app.shows('This is a proposal');
});

test('in numbered menus: rules are typed, their victims told, and saved', async (t) => {
  const { world, home, installation, settings } = await scheduledDemo(t);
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end('1\ndaily=2,least=1\n1\nq\n');
  const terminal = openPlainTerminal({ input, output }, true);
  const jobs = openJobs({ world, home, installation: installation.config, program: [process.execPath] });
  await plainCleanUp(terminal, { world, home, installation, jobs, wishes: {} });
  terminal.close();
  output.end();
  const said = await readAll(output);
  assert.ok(said.includes('nightly keeps 7 days, 4 weeks, 6 months.'), said);
  assert.ok(said.includes('nightly keeps 2 days.'), said);
  assert.equal(settings.get('plans')[0]?.keep.daily, 2);
});
