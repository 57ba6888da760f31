import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { usualPlan } from '../../../core/schedule/plans.ts';
import {
  installTimer,
  lookAtTimer,
  removeTimer,
  timerWish,
  type WishFacts,
} from '../../../core/schedule/timers/device.ts';
import type { TimerWish } from '../../../core/schedule/timers/types.ts';
import type { SchedulePlan } from '../../../core/schedule/types.ts';
import type { World } from '../../../core/world.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

const now = new Date('2026-11-20T15:05:00Z');
const program = ['/usr/bin/node', '/opt/life boat/100%/$x/lifeboat.js'];

function wishOf(home: string, more: Partial<SchedulePlan> = {}, facts: Partial<WishFacts> = {}): TimerWish {
  const plan = { ...usualPlan('nightly', now), ...more };
  const wish = timerWish(
    { plans: [plan], home, config: '/config', zone: 'Europe/Berlin', deviceId: 'a', now, ...facts },
    program,
  );
  assert.ok(wish);
  return wish;
}

/** A device in a folder. What is run is noted; `systemctl enable` does what it does in truth. */
function device(t: TestContext, has: { systemd?: true; cron?: true; table?: true; stopped?: true }) {
  const root = testFolder(t);
  const calls: string[] = [];
  let table: string | null = null;
  for (const folder of [
    ...(has.systemd ? ['run/systemd/system', 'etc/systemd/system'] : []),
    ...(has.cron ? ['etc/cron.d'] : []),
    ...(has.cron || has.table ? ['usr/sbin', 'proc/1', 'proc/27'] : []),
    'home',
  ])
    mkdirSync(path.join(root, folder), { recursive: true });
  if (has.cron || has.table) {
    writeFileSync(path.join(root, 'usr/sbin/cron'), '');
    writeFileSync(path.join(root, 'proc/1/comm'), 'tini\n');
    // The other one has ended at this moment.
    if (!has.stopped) writeFileSync(path.join(root, 'proc/27/comm'), 'cron\n');
  }
  const done = { exitCode: 0, stdout: '', stderr: '' };
  const run: World['run'] = async (file, args, options = {}) => {
    calls.push([file, ...args].join(' '));
    if (file === 'systemctl' && args.includes('enable')) {
      const folder =
        args[0] === '--user'
          ? path.join(root, 'home/.config/systemd/user')
          : path.join(root, 'etc/systemd/system');
      const wants = path.join(folder, 'timers.target.wants');
      mkdirSync(wants, { recursive: true });
      if (!existsSync(path.join(wants, 'lifeboat.timer')))
        symlinkSync('../lifeboat.timer', path.join(wants, 'lifeboat.timer'));
    }
    if (file === 'crontab' && args[0] === '-') table = options.input ?? '';
    // As execa gives it: without the last line end.
    if (file === 'crontab' && args[0] === '-l')
      return table === null
        ? { ...done, exitCode: 1, stderr: 'no crontab' }
        : { ...done, stdout: table.replace(/\n$/, '') };
    return done;
  };
  const world = testWorld({ root, home: path.join(root, 'home'), run });
  const file = (name: string) => readFileSync(path.join(root, name), 'utf8');
  return {
    root,
    calls,
    file,
    home: path.join(root, 'home/lifeboat'),
    table: () => table,
    setTable: (text: string) => {
      table = text;
    },
    asRoot: { world, isRoot: true },
    asUser: { world, isRoot: false },
  };
}

test('systemd: installed, seen, drifted, mended, removed', async (t) => {
  const { asRoot, home, file, calls, root } = device(t, { systemd: true, cron: true });
  const wish = wishOf(home);
  const state = async (wished: TimerWish | null = wish) => {
    const { kind, state, isRight } = await lookAtTimer(asRoot, home, wished);
    return [kind, state, isRight];
  };
  assert.deepEqual(await state(), ['systemd', 'absent', false]);
  assert.deepEqual(await installTimer(asRoot, wish), []);
  assert.deepEqual(calls.splice(0), [
    'systemctl daemon-reload',
    'systemctl enable lifeboat.timer',
    'systemctl restart lifeboat.timer',
  ]);
  assert.deepEqual(await state(), ['systemd', 'installed', true]);
  const timer = file('etc/systemd/system/lifeboat.timer');
  assert.match(timer, /^OnCalendar=\*-\*-\* 03:00:00 Europe\/Berlin$/m);
  assert.match(timer, /^Persistent=true$/m);

  const later = wishOf(home, { times: ['04:00'], days: ['sat', 'sun'] });
  assert.deepEqual(await state(later), ['systemd', 'differs', false]);
  await installTimer(asRoot, later);
  assert.deepEqual(await state(later), ['systemd', 'installed', true]);
  assert.match(
    file('etc/systemd/system/lifeboat.timer'),
    /^OnCalendar=Sat,Sun \*-\*-\* 04:00:00 Europe\/Berlin$/m,
  );

  assert.deepEqual(await state(null), ['systemd', 'differs', false], 'left over where no plan is on');
  await removeTimer(asRoot, home);
  assert.deepEqual(await state(null), ['systemd', 'absent', true]);
  assert.equal(existsSync(path.join(root, 'etc/systemd/system/lifeboat.service')), false);
  assert.ok(calls.includes('systemctl clean --what=state lifeboat.timer'), 'nor does systemd remember it');
});

test('systemd: a unit that was edited or deleted by hand is drift, and put right; what else a user sets stays', async (t) => {
  const { asRoot, home, root } = device(t, { systemd: true });
  const wish = wishOf(home);
  const units = path.join(root, 'etc/systemd/system');
  const state = async () => (await lookAtTimer(asRoot, home, wish)).state;
  const edit = (unit: string, text: string) => {
    mkdirSync(path.join(units, `${unit}.d`), { recursive: true });
    const file = path.join(units, `${unit}.d`, 'override.conf');
    writeFileSync(file, text);
    return file;
  };
  await installTimer(asRoot, wish);
  edit('lifeboat.service', '[Unit]\nOnFailure=mail.service\n[Service]\nNice=19\n');
  assert.equal(await state(), 'installed');
  for (const [unit, text] of [
    ['lifeboat.timer', '[Timer]\nOnCalendar=\nOnCalendar=yearly\n'],
    ['lifeboat.service', '[Service]\nExecStart=\nExecStart=/bin/true\n'],
  ] as const) {
    const file = edit(unit, text);
    assert.equal(await state(), 'differs', unit);
    assert.deepEqual(await installTimer(asRoot, wish), [
      `${file} changed what is started, or when. It was put aside: ${file}.off`,
    ]);
    assert.equal(await state(), 'installed');
    assert.equal(readFileSync(`${file}.off`, 'utf8'), text);
  }
  for (const unit of ['lifeboat.timer', 'lifeboat.service']) {
    rmSync(path.join(units, unit));
    assert.equal(await state(), 'differs', unit);
    await installTimer(asRoot, wish);
    assert.equal(await state(), 'installed');
  }
  rmSync(path.join(units, 'lifeboat.timer'));
  await removeTimer(asRoot, home);
  assert.equal(existsSync(path.join(units, 'lifeboat.service')), false);
});

test('systemd starts it as often as its times say: no limit for starts', async (t) => {
  const { asRoot, home, file } = device(t, { systemd: true });
  await installTimer(asRoot, wishOf(home));
  assert.match(file('etc/systemd/system/lifeboat.service'), /^StartLimitIntervalSec=0$/m);
});

test('a timer that is there but not enabled is no installed one', async (t) => {
  const { asRoot, home, root } = device(t, { systemd: true });
  const wish = wishOf(home);
  await installTimer(asRoot, wish);
  execFileSync('rm', ['-r', path.join(root, 'etc/systemd/system/timers.target.wants')]);
  assert.equal((await lookAtTimer(asRoot, home, wish)).state, 'differs');
});

test('systemd of a user: in their own folder, and they are told of lingering', async (t) => {
  const { asUser, home, root, calls } = device(t, { systemd: true });
  const wish = wishOf(home);
  assert.deepEqual(await installTimer(asUser, wish), []);
  assert.ok(existsSync(path.join(root, 'home/.config/systemd/user/lifeboat.timer')));
  assert.ok(calls.includes('systemctl --user daemon-reload') && calls.includes('loginctl enable-linger'));
  assert.deepEqual((await lookAtTimer(asUser, home, wish)).kind, 'systemd-user');
  const refused = {
    ...asUser.world,
    run: async () => ({ exitCode: 1, stdout: '', stderr: 'Access denied' }),
  };
  await assert.rejects(installTimer({ world: refused, isRoot: false }, wish), { code: 'SYSTEMCTL_FAILED' });
});

test('a user sees the timer that root installed for the same home', async (t) => {
  const { asRoot, asUser, home } = device(t, { systemd: true });
  const wish = wishOf(home);
  await installTimer(asRoot, wish);
  const { kind, isRight } = await lookAtTimer(asUser, home, wish);
  assert.deepEqual([kind, isRight], ['systemd', true]);
});

test('the timer of another home, or of somebody else, is left alone', async (t) => {
  const { asRoot, home, file, root } = device(t, { systemd: true });
  await installTimer(asRoot, wishOf('/other/home'));
  await assert.rejects(installTimer(asRoot, wishOf(home)), { code: 'TIMER_IN_THE_WAY' });
  assert.equal((await lookAtTimer(asRoot, home, wishOf(home))).state, 'absent');
  await removeTimer(asRoot, home);
  assert.match(file('etc/systemd/system/lifeboat.timer'), /^# Home: \/other\/home$/m);
  writeFileSync(path.join(root, 'etc/systemd/system/lifeboat.timer'), '[Timer]\n');
  await assert.rejects(installTimer(asRoot, wishOf(home)), { code: 'TIMER_IN_THE_WAY' });
});

test('a timer that was stopped by hand is no installed one; one that nobody can ask about is', async (t) => {
  const { asRoot, home } = device(t, { systemd: true });
  const wish = wishOf(home);
  await installTimer(asRoot, wish);
  const answering = (exitCode: number) => {
    const run: World['run'] = async (_file, args) => {
      return { exitCode: args.includes('is-active') ? exitCode : 0, stdout: '', stderr: '' };
    };
    return { world: { ...asRoot.world, run }, isRoot: true };
  };
  assert.equal((await lookAtTimer(answering(3), home, wish)).state, 'differs');
  assert.equal((await lookAtTimer(answering(1), home, wish)).state, 'installed');
});

const analyze = '/usr/bin/systemd-analyze';
test('systemd finds nothing wrong with what is written, for root and for a user', {
  skip: existsSync(analyze) ? false : 'needs systemd-analyze',
}, async (t) => {
  // Every sign in the paths that systemd would expand.
  const folder = path.join(testFolder(t), '100% $HOME');
  mkdirSync(folder);
  const node = path.join(folder, 'node');
  writeFileSync(node, '#!/bin/sh\n', { mode: 0o755 });
  const command = [node, `/opt/100% $HOME "x" \\n it's/lifeboat.js`, 'run'];
  const { asRoot, asUser, home, root } = device(t, { systemd: true });
  const wish = {
    ...wishOf(home, { times: ['02:30', '14:00'], days: ['mon', 'fri'] }),
    command,
  };
  await installTimer(asRoot, wish);
  await installTimer(asUser, wish);
  for (const at of ['etc/systemd/system', 'home/.config/systemd/user']) {
    const units = ['lifeboat.timer', 'lifeboat.service'].map((name) => path.join(root, at, name));
    const said = execFileSync(analyze, ['verify', '--man=no', ...units], { encoding: 'utf8', stdio: 'pipe' });
    assert.equal(said, '');
  }
});

test('cron: wakes hourly at the minutes that may be due, on the clock of the device', async (t) => {
  const { asRoot, home, file } = device(t, { cron: true });
  const wish = {
    ...wishOf(home, { times: ['03:10', '15:40'] }),
    command: ['/usr/bin/node', "/opt/it's here/x.js", 'run'],
  };
  await installTimer(asRoot, wish);
  assert.deepEqual((await lookAtTimer(asRoot, home, wish)).kind, 'cron');
  const lines = file('etc/cron.d/lifeboat')
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  assert.deepEqual(lines, [
    `10,40 * * * * root /usr/bin/node '/opt/it'\\''s here/x.js' run >/dev/null 2>&1`,
    '',
  ]);
  assert.equal((await lookAtTimer(asRoot, home, wishOf(home))).state, 'differs');
  await removeTimer(asRoot, home);
  assert.equal((await lookAtTimer(asRoot, home, wish)).state, 'absent');
});

test('a path that cron would break is refused', async (t) => {
  const { asRoot, home } = device(t, { cron: true });
  await assert.rejects(installTimer(asRoot, wishOf(home)), { code: 'PATH_WITH_PERCENT' });
});

test('the table of a user: our lines among theirs, put in, mended and taken out', async (t) => {
  const { asUser, home, table, setTable } = device(t, { table: true });
  const theirs = '# mine\n5 4 * * * backup-photos\n';
  setTable(theirs);
  const wish = { ...wishOf(home), command: ['/usr/bin/node', '/opt/x.js', 'run'] };
  assert.equal((await lookAtTimer(asUser, home, wish)).state, 'absent');
  await installTimer(asUser, wish);
  assert.equal((await lookAtTimer(asUser, home, wish)).state, 'installed');
  assert.ok(table()?.startsWith(theirs));
  assert.match(table() ?? '', /^0 \* \* \* \* \/usr\/bin\/node \/opt\/x.js run >/m);
  const later = { ...wish, deviceWakes: [{ time: '03:20', days: [] }] };
  assert.equal((await lookAtTimer(asUser, home, later)).state, 'differs');
  await installTimer(asUser, later);
  assert.match(table() ?? '', /^20 \* /m);
  assert.doesNotMatch(table() ?? '', /^0 \* /m);
  await removeTimer(asUser, home);
  assert.equal(table(), theirs);
});

test('a device with neither is told of the loop', async (t) => {
  const { asRoot, home } = device(t, {});
  const wish = wishOf(home);
  assert.deepEqual((await lookAtTimer(asRoot, home, wish)).kind, 'loop');
  await assert.rejects(installTimer(asRoot, wish), { code: 'NO_TIMER' });
});

test('a cron that does not run is none, as in a container', async (t) => {
  const { asRoot, home } = device(t, { cron: true, stopped: true });
  assert.equal((await lookAtTimer(asRoot, home, wishOf(home))).kind, 'loop');
  await assert.rejects(installTimer(asRoot, wishOf(home)), { code: 'NO_TIMER' });
});

test('no plan that is on wishes no timer', () => {
  const facts = { home: '/h', config: '/c', zone: 'UTC', deviceId: 'a', now };
  assert.equal(timerWish({ plans: [], ...facts }, program), null);
  assert.equal(timerWish({ plans: [{ ...usualPlan('x', now), isOn: false }], ...facts }, program), null);
});
