/** Driven by keys, on a demo installation with real settings and a real timer in a folder. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { openJobs } from '../../../core/jobs/jobs.ts';
import type { SchedulePlan } from '../../../core/schedule/types.ts';
import { openPlainTerminal } from '../../../screens/plain/terminal.ts';
import { registry } from '../../../screens/registry.ts';
import { plainSchedule } from '../../../screens/schedule/plain.ts';
import { scheduledDemo } from '../../support/schedule.ts';
import { renderApp } from '../../support/screen.tsx';

async function open(t: TestContext, plans?: Partial<SchedulePlan>[]) {
  const demo = await scheduledDemo(t);
  const { settings, home, world, installation } = demo;
  if (plans) {
    const [first] = settings.get('plans');
    await settings.set(
      'plans',
      plans.map((plan) => ({ ...(first as SchedulePlan), ...plan })),
    );
  }
  const app = renderApp({
    registry,
    start: { screen: 'schedule', params: null },
    context: { world, home, installation },
  });
  t.after(app.unmount);
  await app.hides(' ...');
  return { ...demo, app };
}

/** With systemd, as far as files tell. */
async function withSystemd(t: TestContext) {
  const demo = await scheduledDemo(t);
  mkdirSync(path.join(demo.world.root, 'run/systemd/system'), { recursive: true });
  const run = async () => ({ exitCode: 0, stdout: '', stderr: '' });
  return { ...demo, world: { ...demo.world, run } };
}

test('the proposal is saved as it is, and a first backup is told of', async (t) => {
  const { app, settings } = await open(t, []);
  await app.shows('This is a proposal');
  await app.press('end');
  assert.match(app.selected(), /Start this schedule/);
  await app.press('enter');
  await app.shows('Saved.');
  await app.shows('nightly, on');
  const [plan] = settings.get('plans');
  assert.deepEqual([plan?.name, plan?.times, plan?.isOn, plan?.parts], ['nightly', ['03:00'], true, null]);
});

test('days are ticked one by one, and the dates follow before anything is saved', async (t) => {
  const { app, settings } = await open(t);
  await app.shows('Runs every day 03:00. Next: tomorrow 03:00');
  // The 1st of November 2026 is a Sunday: without Monday the next is Tuesday.
  await app.press('down', 'space');
  await app.shows('Runs Tue to Sun 03:00. Next: Tue 3 Nov 03:00');
  await app.press('right', 'right', 'space', 'a');
  await app.shows('Runs every day 03:00');
  await app.press('a');
  await app.shows('No day is ticked');
  assert.equal(settings.get('plans')[0]?.days.length, 7, 'not saved yet');
});

test('a time is typed; what is none is told, and nothing is lost', async (t) => {
  const { app, settings } = await open(t);
  await app.press('down', 'down', 'enter', '\u0015');
  await app.type('25:00');
  await app.press('enter');
  await app.shows('"25:00" is no time of day.');
  await app.press('backspace', 'backspace', 'backspace', 'backspace', 'backspace');
  await app.type('15:30, 3.15');
  await app.press('enter');
  await app.shows('03:15 and 15:30');
  await app.press('tab', 'enter');
  await app.shows('Saved.');
  assert.deepEqual(settings.get('plans')[0]?.times, ['03:15', '15:30']);
});

test('parts and locations are ticked; the last of them stays ticked', async (t) => {
  const { app, settings } = await open(t);
  await app.press('down', 'down', 'down', 'down', 'down');
  assert.match(app.selected(), /history database/);
  await app.press('space');
  for (let at = 0; at < 6; at += 1) await app.press('down');
  assert.match(app.selected(), /usb/);
  await app.press('space', 'down', 'space');
  await app.shows('one has to stay ticked');
  await app.press('tab', 'enter');
  await app.shows('Saved.');
  const [plan] = settings.get('plans');
  assert.deepEqual(plan?.parts, ['homeassistant', 'share', 'ssl', 'media', 'addons/local']);
  assert.deepEqual(plan?.locations, ['nas']);
});

test('leaving with changes asks first', async (t) => {
  const { app, settings } = await open(t);
  await app.press('space', 'escape');
  await app.shows('Save the changes?');
  await app.press('enter');
  await app.shows('but it is off');
  await app.press('escape', 'down', 'enter');
  await app.shows('Saved.');
  assert.equal(settings.get('plans')[0]?.isOn, false);
});

test('a second plan is made, named, listed, and forgotten', async (t) => {
  const { app, settings } = await open(t);
  await app.press('n');
  await app.shows('plan-2, not saved yet');
  await app.press('enter', '\u0015');
  await app.type('weekly');
  await app.press('enter', 'tab', 'enter');
  await app.shows('weekly, on');
  await app.press('escape');
  await app.shows('Times are those of Europe/Berlin');
  await app.press('down', 'enter');
  await app.shows('weekly, on');
  await app.press('d');
  await app.shows('Forget the plan weekly?');
  await app.press('down', 'enter');
  await app.shows('The plan weekly is forgotten.');
  assert.deepEqual(
    settings.get('plans').map(({ name }) => name),
    ['nightly'],
  );
});

test('the timer is installed and removed on its row', async (t) => {
  const { world, home, installation } = await withSystemd(t);
  const isRoot = process.getuid?.() === 0;
  const folder = isRoot
    ? path.join(world.root, 'etc/systemd/system')
    : path.join(world.home, '.config/systemd/user');
  const app = renderApp({
    registry,
    start: { screen: 'schedule', params: null },
    context: { world, home, installation },
  });
  t.after(app.unmount);
  await app.hides(' ...');
  // Whoever saves a plan that nothing runs is asked at once.
  await app.press('space', 'space', 'down', 'space', 'tab', 'enter');
  await app.shows('Install the timer?');
  await app.press('escape');
  await app.shows('Nothing carries the schedule out yet');
  await app.press('end', 'up');
  assert.match(app.selected(), /not installed: have systemd start it/);
  await app.press('enter');
  await app.shows('Install the timer?');
  await app.press('enter');
  await app.shows('The timer is installed.');
  assert.ok(existsSync(path.join(folder, 'lifeboat.timer')));
});

test('in numbered menus: the plan is told, turned off, and given another time', async (t) => {
  const { world, home, installation, settings } = await scheduledDemo(t);
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end('1\n2\n04:15\nq\n');
  const terminal = openPlainTerminal({ input, output }, true);
  const jobs = openJobs({ world, home, installation: installation.config, program: [process.execPath] });
  await plainSchedule(terminal, { world, home, installation, jobs, wishes: {} });
  terminal.close();
  output.end();
  const said = await readAll(output);
  for (const sentence of [
    'Runs every day 03:00. Next: tomorrow 03:00',
    '1  Turn it off',
    'Would run every day 03:00',
  ])
    assert.ok(said.includes(sentence), `${sentence}\n${said}`);
  const [plan] = settings.get('plans');
  assert.deepEqual([plan?.isOn, plan?.times], [false, ['04:15']]);
});
