/** The commands of the schedule, as scripts and timers call them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { acquireLock } from '../../core/lock.ts';
import { runFolder } from '../../core/schedule/records.ts';
import { assertFailure, setUp } from '../support/command.ts';
import { holdUp } from '../support/journal.ts';
import { ended, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

function scheduled(t: TestContext) {
  const { home, config, folder, lifeboat, place } = setUp(t);
  const here = (...words: string[]) => lifeboat([...words, '--installation', config, '--json']);
  return { home, config, folder, place, here, lifeboat };
}

/** A time of day that does not come while a test runs. */
const notNow = () => new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16);

interface Run {
  type: string;
  runs: {
    plan: string;
    state: string;
    backup: { id: string } | null;
    verified: boolean;
    removed: unknown[];
  }[];
}

test('a plan is added, shown with its dates, changed, turned off and removed', async (t) => {
  const { here } = scheduled(t);
  const before = Date.now();
  assert.equal(
    (await here('schedule', 'add', '--at', '03:00,15:30', '--days', 'mon,fri', '--keep', 'daily=7')).exitCode,
    0,
  );
  const shown = (await here('schedule')).json<{
    zone: string;
    plans: { name: string; times: string[]; days: string[]; next: string[]; keep: { daily: number } }[];
    next: string;
  }>();
  const [plan] = shown.plans;
  assert.deepEqual(
    [plan?.name, plan?.times, plan?.days, plan?.keep.daily],
    ['nightly', ['03:00', '15:30'], ['mon', 'fri'], 7],
  );
  assert.equal(plan?.next.length, 3);
  assert.equal(shown.next, plan?.next[0]);
  assert.ok(Date.parse(shown.next) > before);

  await here('schedule', 'set', 'nightly', '--at', '04:00', '--days', 'daily');
  await here('schedule', 'off');
  const changed = (await here('schedule')).json<{
    plans: { times: string[]; isOn: boolean; next: string[] }[];
    next: null;
  }>();
  assert.deepEqual(
    [changed.plans[0]?.times, changed.plans[0]?.isOn, changed.plans[0]?.next, changed.next],
    [['04:00'], false, [], null],
  );
  assert.equal((await here('schedule', 'remove', 'nightly')).exitCode, 0);
  assert.deepEqual((await here('schedule')).json<{ plans: unknown[] }>().plans, []);
});

test('what makes no sense is refused, and nothing is changed', async (t) => {
  const { here } = scheduled(t);
  for (const [code, exitCode, ...words] of [
    ['BAD_PLAN', 2, 'add', '--at', '25:00'],
    ['BAD_PLAN', 2, 'add', 'manual'],
    ['BAD_PLAN', 2, 'add', '--window', '1441'],
    ['BAD_RETENTION', 2, 'add', '--keep', 'hourly=3'],
    ['USAGE', 2, 'add', '--days', 'someday'],
    ['NO_SUCH_PART', 10, 'add', '--parts', 'kitchen'],
    ['LOCATION_UNKNOWN', 10, 'add', '--location', 'nowhere'],
    // It may be used once by hand, but nobody would look after what a plan leaves there.
    ['LOCATION_UNKNOWN', 10, 'add', '--location', '/tmp'],
    ['PLAN_UNKNOWN', 10, 'set', 'nothing'],
    ['PLAN_UNKNOWN', 10, 'remove', 'nothing'],
    ['NO_PLAN_ON', 2, 'install'],
  ] as const)
    assertFailure(await here('schedule', ...words), exitCode, code);
  assert.deepEqual((await here('schedule')).json<{ plans: unknown[] }>().plans, []);
});

test('run makes the backup of a plan, checks it and says so; then nothing is due', async (t) => {
  const { here } = scheduled(t);
  await here('schedule', 'add', '--at', notNow(), '--keep', 'last=1');
  const ids = [];
  for (let night = 0; night < 2; night += 1) {
    const made = await here('run', 'nightly');
    assert.equal(made.exitCode, 0, made.stderr);
    const result = made.events<Run>().at(-1);
    assert.equal(result?.type, 'result');
    const [run] = result?.runs ?? [];
    assert.deepEqual(
      [run?.plan, run?.state, run?.verified, run?.removed.length],
      ['nightly', 'done', true, night],
    );
    ids.push(run?.backup?.id);
  }
  const { backups } = (await here('list')).json<{ backups: { id: string; plan: string }[] }>();
  assert.deepEqual(
    backups.map(({ id, plan }) => [id, plan]),
    [[ids[1], 'nightly']],
  );
  const idle = await here('run', '--due');
  assert.deepEqual([idle.exitCode, idle.events<Run>().at(-1)?.runs], [0, []]);
  const now = await here('run');
  assert.deepEqual(
    now
      .events<Run>()
      .at(-1)
      ?.runs.map(({ plan, state }) => [plan, state]),
    [['nightly', 'done']],
  );
  const { jobs } = (await here('jobs')).json<{ jobs: unknown[] }>();
  assert.equal(jobs.length, 3);
});

test('a location keeps by a rule of its own', async (t) => {
  const { here, place } = scheduled(t);
  await here('locations', 'add', 'usb', place);
  await here('schedule', 'add');
  assertFailure(await here('schedule', 'keep', 'attic', 'last=1'), 10, 'LOCATION_UNKNOWN');
  assertFailure(await here('schedule', 'keep', 'usb', 'least'), 2, 'BAD_RETENTION');
  assert.equal((await here('schedule', 'keep', 'usb', 'last=1')).exitCode, 0);
  for (let night = 0; night < 2; night += 1) await here('run', 'nightly');
  assert.equal((await here('list')).json<{ backups: unknown[] }>().backups.length, 1);
  await here('schedule', 'keep', 'usb', 'none');
  const told = (await here('schedule', 'preview')).json<{
    locations: { name: string; backups: { stays: boolean }[] }[];
  }>();
  assert.deepEqual(
    told.locations.map(({ name, backups }) => [name, backups.map(({ stays }) => stays)]),
    [['usb', [true]]],
  );
});

test('--dry-run tells what would be made and removed, and does neither', async (t) => {
  const { here } = scheduled(t);
  await here('schedule', 'add', '--keep', 'last=1');
  await here('run', 'nightly');
  const told = (await here('run', 'nightly', '--dry-run')).json<{
    due: { plan: string; removals: unknown[] }[];
  }>();
  assert.deepEqual(
    told.due.map(({ plan, removals }) => [plan, removals.length]),
    [['nightly', 1]],
  );
  assert.equal((await here('list')).json<{ backups: unknown[] }>().backups.length, 1);
});

test('--dry-run promises nothing that the run would refuse: a plan of tomorrow tells that the clock is wrong', async (t) => {
  const { here, home, lifeboat, config } = scheduled(t);
  await here('schedule', 'add');
  const file = path.join(home, 'settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  settings.plans[0].since = new Date(Date.now() + 86_400_000).toISOString();
  writeFileSync(file, JSON.stringify(settings));
  const words = ['run', 'nightly', '--installation', config, '--json'];
  assertFailure(await lifeboat([...words, '--dry-run']), 1, 'CLOCK_NOT_SET');
  assertFailureIsLast(await lifeboat(words), 1, 'CLOCK_NOT_SET');
});

test('the second of two runs ends with 11', async (t) => {
  const { here, home } = scheduled(t);
  await here('schedule', 'add');
  const lock = await acquireLock(runFolder(home), 'run of the schedule', new Date());
  t.after(() => lock.release());
  assertFailureIsLast(await here('run', 'nightly'), 11, 'BUSY');
});

/** Of a job with events the failure is the last of them. */
function assertFailureIsLast(run: Awaited<ReturnType<typeof ended>>, exitCode: number, code: string): void {
  assert.equal(run.exitCode, exitCode, run.stderr);
  assert.equal(run.events<{ error?: { code: string } }>().at(-1)?.error?.code, code);
}

test('a run that was killed is made up by the next one, and one that was missed is made once', async (t) => {
  const { here, home, config } = scheduled(t);
  const { letGo } = holdUp(t, config);
  await here('schedule', 'add', '--at', notNow());
  const file = path.join(home, 'settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  settings.plans[0].since = new Date(Date.now() - 3 * 86_400_000).toISOString();
  writeFileSync(file, JSON.stringify(settings));

  const child = startProgram(['run', '--due', '--installation', config], { home });
  t.after(() => child.kill('SIGKILL'));
  const end = ended(child);
  const records = path.join(home, 'runs.json');
  await until('the run to begin', 180, async () => existsSync(records));
  child.kill('SIGKILL');
  await end;
  letGo();
  assert.deepEqual((await here('list')).json<{ backups: unknown[] }>().backups, []);
  const state = () => JSON.parse(readFileSync(records, 'utf8')).plans.nightly;
  assert.deepEqual([state().state, state().ended], ['running', null]);

  const again = (await here('run', '--due')).events<Run>().at(-1);
  assert.deepEqual(
    again?.runs.map(({ plan, state }) => [plan, state]),
    [['nightly', 'done']],
  );
  assert.equal(state().attempts, 2);
  assert.deepEqual((await here('run', '--due')).events<Run>().at(-1)?.runs, []);
  assert.equal((await here('list')).json<{ backups: unknown[] }>().backups.length, 1);
});

test('--loop stays, is seen as the timer, and ends calmly on SIGTERM', async (t) => {
  const { here, home, config } = scheduled(t);
  await here('schedule', 'add');
  const child = startProgram(['run', '--loop', '--installation', config], { home });
  const end = ended(child);
  t.after(() => child.kill('SIGKILL'));
  await until('the loop to hold its lock', 180, async () => {
    const { timer } = (await here('schedule')).json<{ timer: { kind: string; state: string } }>();
    return timer.kind === 'loop' && timer.state === 'installed';
  });
  child.kill('SIGTERM');
  assert.equal((await end).exitCode, 0);
  assert.equal((await here('schedule')).json<{ timer: { state: string } }>().timer.state, 'absent');
});

test('status tells the next run, and warns where nothing runs the schedule', async (t) => {
  const { here } = scheduled(t);
  await here('schedule', 'add', '--at', notNow());
  const before = Date.now();
  await here('run', 'nightly');
  const status = await here('status');
  const {
    next,
    reasons,
    protected: isProtected,
  } = status.json<{ next: string; reasons: string[]; protected: boolean }>();
  assert.ok(Date.parse(next) > before);
  assert.deepEqual([isProtected, status.exitCode], [true, 3]);
  assert.ok(
    reasons.some((reason) => reason.includes('Nothing carries the schedule out')),
    reasons.join(),
  );
});

test('an address comes from a file, and no output shows what may be secret in it', async (t) => {
  const { here, folder, home } = scheduled(t);
  const file = path.join(folder, 'url');
  writeFileSync(file, 'https://ntfy.example/secret-topic\n');
  const set = await here('schedule', 'notify', 'ntfy', '--url-file', file);
  assert.deepEqual(set.json<{ notify: unknown[] }>().notify, [
    { kind: 'ntfy', address: 'https://ntfy.example/...', when: 'trouble' },
  ]);
  const shown = await here('schedule');
  assert.doesNotMatch(set.stdout + set.stderr + shown.stdout, /secret-topic/);
  assert.equal(statSync(path.join(home, 'notify.json')).mode & 0o777, 0o600);
  assert.match(readFileSync(path.join(home, 'notify.json'), 'utf8'), /secret-topic/);
  assertFailure(await here('schedule', 'notify', 'ntfy'), 2, 'NO_ADDRESS');
  assertFailure(await here('schedule', 'notify', 'ntfy', '--url-file', '/nowhere'), 2, 'NO_ADDRESS');
  assertFailure(await here('schedule', 'notify', 'pigeon'), 2, 'USAGE');
});

test('a rehearsal reads all of the latest backup and says how long it took', async (t) => {
  const { here } = scheduled(t);
  await here('backup');
  const rehearsed = await here('rehearse');
  assert.equal(rehearsed.exitCode, 0, rehearsed.stderr);
  const result = rehearsed.events<Record<string, unknown>>().at(-1);
  assert.deepEqual([result?.type, result?.state, result?.database], ['result', 'whole', 'absent']);
  assert.ok(Number(result?.files) > 0 && Number(result?.bytes) > 0 && Number(result?.seconds) > 0);
  assert.ok(result?.restore !== null);
  assertFailure(await here('rehearse', 'nothing'), 10, 'BACKUP_NOT_FOUND');
  const damaged = path.resolve('test/fixtures/homeassistant/supervisor/killed-plain-first-160k.tar');
  assert.equal((await here('rehearse', damaged)).exitCode, 13);
});
