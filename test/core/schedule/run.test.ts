import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openArchive } from '../../../core/archive/open.ts';
import { openFileSource } from '../../../core/archive/source.ts';
import { verifyArchive } from '../../../core/archive/verify.ts';
import { planBackup } from '../../../core/backup/plan.ts';
import { readCatalog } from '../../../core/catalog/catalog.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { conductHere } from '../../../core/jobs/conduct.ts';
import { keysOf, locationsOf } from '../../../core/jobs/means.ts';
import { saveLocation } from '../../../core/locations/manage.ts';
import type { Location } from '../../../core/locations/types.ts';
import { acquireLock } from '../../../core/lock.ts';
import { keepAll } from '../../../core/retention/keep.ts';
import { catchUp, copyTo } from '../../../core/schedule/catch-up.ts';
import { runLoop } from '../../../core/schedule/loop.ts';
import { readSchedule } from '../../../core/schedule/overview.ts';
import { readRecords, runFolder } from '../../../core/schedule/records.ts';
import { runDue } from '../../../core/schedule/run-due.ts';
import { holdLoop } from '../../../core/schedule/timers/device.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { testFolder } from '../../support/folder.ts';
import { smallDisk } from '../../support/mounts.ts';
import { scheduledDemo } from '../../support/schedule.ts';

/** 04:00 in Berlin: an hour after the run was due. */
const morning = (day: number) => `2026-11-${String(day).padStart(2, '0')}T03:00:00Z`;

test('a week of nights: each makes one backup, verified in both places, and the right ones stay', async (t) => {
  const { run, backups, home } = await scheduledDemo(t, { keep: { ...keepAll, daily: 3, weekly: 1 } });
  for (let day = 2; day <= 8; day += 1) {
    const outcomes = await run(morning(day));
    assert.deepEqual(
      outcomes.map(({ plan, state, result }) => [plan, state, result?.backup.verified, result?.missing]),
      [['nightly', 'done', true, []]],
    );
    assert.deepEqual(await run(morning(day).replace('03:00', '09:00')), [], 'nothing more is due that day');
  }
  const there = await backups();
  assert.deepEqual(
    there.map(({ date, plan, locations }) => [
      date.slice(0, 10),
      plan,
      locations.map(({ name }) => name).sort(),
    ]),
    ['08', '07', '06'].map((day) => [`2026-11-${day}`, 'nightly', ['nas', 'usb']]),
  );
  assert.equal(readRecords(home).nightly?.state, 'done');
});

test('what was missed for days is made up once', async (t) => {
  const { run, backups } = await scheduledDemo(t);
  assert.equal((await run(morning(5))).length, 1);
  assert.deepEqual(await run(morning(5)), []);
  assert.equal((await backups()).length, 1);
});

test('backups by hand, pinned ones and those of other devices outlive the rules', async (t) => {
  const { run, backups, settings, places } = await scheduledDemo(t, { keep: { ...keepAll, last: 1 } });
  await run(morning(2));
  const [pinned] = await backups();
  await settings.set('pinned', [pinned?.id ?? '']);
  const core = path.resolve('test/fixtures/homeassistant/core/core-2026.11.0-plain.tar');
  writeFileSync(path.join(places.usb, 'core.tar'), (await import('node:fs')).readFileSync(core));
  for (const day of [3, 4, 5]) await run(morning(day));
  const left = (await backups()).map(({ id, maker }) => (id === pinned?.id ? 'pinned' : maker));
  assert.deepEqual(left.toSorted(), ['core', 'lifeboat', 'pinned']);
});

test('a location that is away gets its copy when it is back, and nothing is removed there meanwhile', async (t) => {
  const { run, backups, places, home } = await scheduledDemo(t, { keep: { ...keepAll, last: 1 } });
  await run(morning(2));
  renameSync(places.nas, `${places.nas}.away`);
  const [outcome] = await run(morning(3));
  assert.equal(outcome?.state, 'incomplete');
  assert.deepEqual(outcome?.result?.missing, ['nas']);
  assert.deepEqual(
    outcome?.result?.removed.map(({ path: file }) => path.dirname(file)),
    [places.usb],
  );
  assert.deepEqual(
    readRecords(home).nightly?.owed.map(({ location }) => location),
    ['nas'],
  );
  // Nothing is due, but the drive is back.
  renameSync(`${places.nas}.away`, places.nas);
  assert.deepEqual(await run(morning(3).replace('03:00', '12:00')), []);
  const record = readRecords(home).nightly;
  assert.deepEqual([record?.owed, record?.state], [[], 'done']);
  const newest = (await backups()).find(({ id }) => id === record?.backup);
  assert.deepEqual(newest?.locations.map(({ name }) => name).sort(), ['nas', 'usb']);
  assert.equal(readdirSync(places.nas).filter((name) => name.endsWith('.tar')).length, 2);
});

test('what a location lacks of several nights is copied there by the next run, as far as it would keep it', async (t) => {
  const { run, backups, places, home, events } = await scheduledDemo(t, { keep: { ...keepAll, last: 3 } });
  await run(morning(2));
  renameSync(places.nas, `${places.nas}.away`);
  for (const day of [3, 4, 5]) await run(morning(day));
  assert.equal(readRecords(home).nightly?.owed.length, 3);
  renameSync(`${places.nas}.away`, places.nas);
  const [outcome] = await run(morning(6));
  assert.equal(outcome?.state, 'done');
  assert.deepEqual(readRecords(home).nightly?.owed, []);
  const atNas = (await backups()).filter(({ locations }) => locations.some(({ name }) => name === 'nas'));
  assert.deepEqual(
    atNas.map(({ date }) => date.slice(8, 10)),
    ['06', '05', '04', '02'],
    'that of the 3rd would be removed again; that of the 2nd is, by the next run',
  );
  assert.equal(events.filter((event) => event.type === 'note' && event.code === 'CAUGHT_UP').length, 2);
});

test('what a backup by hand could not bring to a location, the next run does; also without any plan', async (t) => {
  const { run, backups, places, means, settings, installation, world, setClock } = await scheduledDemo(t);
  const byHand = async (at: string) => {
    setClock(at);
    const locations = await locationsOf(means, []);
    renameSync(places.nas, `${places.nas}.away`);
    const plan = await planBackup(world, installation, {
      exclude: [],
      locations,
      encryption: { version: null },
      verify: true,
    });
    const made = await conductHere(means, { kind: 'backup', plan }, { report: () => {} });
    renameSync(`${places.nas}.away`, places.nas);
    return made.backup.id;
  };
  const placesOf = async (id: string) =>
    (await backups()).find((backup) => backup.id === id)?.locations.map(({ name }) => name);
  const first = await byHand('2026-11-01T21:00:00Z');
  assert.deepEqual(await placesOf(first), ['usb']);
  await run(morning(2));
  assert.deepEqual((await placesOf(first))?.toSorted(), ['nas', 'usb']);

  for (const name of readdirSync(places.nas)) rmSync(path.join(places.nas, name));
  await run(morning(3));
  assert.deepEqual(await placesOf(first), ['usb'], 'what somebody deleted since does not come back');

  await settings.set('plans', []);
  const second = await byHand(morning(4));
  await run(morning(5));
  assert.deepEqual((await placesOf(second))?.toSorted(), ['nas', 'usb']);
});

for (const [what, away] of [
  ['an open copy of an encrypted one', 'safe'],
  ['an encrypted copy of an open one', 'usb'],
] as const)
  test(`a location gets the form that it is meant to have: ${what}`, async (t) => {
    const { run, settings, places, means } = await scheduledDemo(t);
    const paths = { usb: places.usb, safe: places.nas };
    await settings.set('locations', [
      { name: 'usb', kind: 'directory', path: paths.usb },
      { name: 'safe', kind: 'directory', path: paths.safe, encrypt: false },
    ]);
    renameSync(paths[away], `${paths[away]}.away`);
    const [outcome] = await run(morning(2));
    assert.deepEqual(outcome?.result?.missing, [away]);
    renameSync(`${paths[away]}.away`, paths[away]);
    await run(morning(2).replace('03:00', '09:00'));
    const { backups } = await readCatalog(await locationsOf(means, []));
    assert.equal(backups.length, 1);
    assert.equal(backups[0]?.locations.length, 2);
    for (const { name, path: file } of backups[0]?.locations ?? []) {
      const source = await openFileSource(file);
      t.after(() => source.close());
      const archive = await openArchive(source);
      const isEncrypted = name !== 'safe';
      assert.deepEqual(
        [...new Set(archive.members.map(({ cipher }) => cipher !== 'none')), archive.metadata?.protected],
        [isEncrypted, isEncrypted],
      );
      const keys = isEncrypted ? await keysOf(means) : [];
      const { state, database } = await verifyArchive(archive, keys, { database: true }, { report() {} });
      assert.deepEqual([state, database], ['whole', 'ok']);
    }
    assert.deepEqual(
      Object.values(paths).map((place) => readdirSync(place).length),
      [1, 1],
    );
  });

test('two locations that are one folder get one backup, and it is said that there is no second copy', async (t) => {
  const { run, settings, places, home } = await scheduledDemo(t, { keep: { ...keepAll, last: 1 } });
  const link = path.join(testFolder(t), 'link');
  symlinkSync(places.usb, link);
  await settings.set('locations', [
    { name: 'usb', kind: 'directory', path: places.usb },
    { name: 'twin', kind: 'directory', path: link },
  ]);
  for (const day of [2, 3]) {
    const [outcome] = await run(morning(day));
    assert.equal(outcome?.state, 'incomplete');
    assert.deepEqual(outcome?.result?.problems, [
      { location: 'twin', message: `${link} is the place of another location, too.` },
    ]);
    assert.deepEqual([outcome?.result?.copied, outcome?.result?.missing], [[], []]);
    assert.equal(readdirSync(places.usb).length, 1);
  }
  assert.equal(readRecords(home).nightly?.state, 'incomplete');
});

test('where one copy cannot be opened, the next one is copied', async (t) => {
  const { run, settings, places, means, backups, home } = await scheduledDemo(t, {
    locations: ['usb', 'nas'],
  });
  const vault = { name: 'vault', kind: 'directory' as const, path: testFolder(t) };
  await settings.set('locations', [...settings.get('locations'), vault]);
  await run(morning(2));
  const [{ id, locations } = assert.fail('no backup')] = await backups();
  const gone = { name: 'usb', path: path.join(places.usb, 'gone.tar') };
  const good = locations.filter(({ name }) => name === 'nas');
  const all = await locationsOf(means, []);
  const to = all.find(({ name }) => name === 'vault') ?? assert.fail('no vault');
  const quiet = { report: () => undefined };
  const copied = await copyTo(means, to, { id, locations: [gone, ...good] }, all, quiet);
  assert.deepEqual(readdirSync(vault.path), [path.basename(copied.path)]);
  const jobs = readdirSync(path.join(home, 'jobs')).length;
  assert.equal(jobs, 2, 'the backup and one copy: what cannot be opened makes no failed job');
  await assert.rejects(copyTo(means, to, { id, locations: [gone] }, all, quiet), { code: 'NO_SUCH_ARCHIVE' });
});

test('a location that is full gets no copy begun, and what it lacks is remembered', async (t) => {
  const disk = smallDisk(t, 'size=1m');
  if (disk === null) return;
  const { run, settings, home, installation, places } = await scheduledDemo(t);
  await settings.set('locations', [
    { name: 'usb', kind: 'directory', path: places.usb },
    { name: 'nas', kind: 'directory', path: disk },
  ]);
  writeFileSync(path.join(installation.config, 'noise.bin'), randomBytes(2_000_000));
  const [outcome] = await run(morning(2));
  assert.deepEqual([outcome?.state, outcome?.result?.missing], ['incomplete', ['nas']]);
  const jobs = () => readdirSync(path.join(home, 'jobs')).length;
  const before = jobs();
  assert.deepEqual(await run(morning(2).replace('03:00', '09:00')), []);
  assert.equal(jobs(), before);
  assert.deepEqual(readdirSync(disk), []);
  assert.equal(readRecords(home).nightly?.owed.length, 1);
});

test('what is caught up with hides nothing else that is wrong with a run', async (t) => {
  const { run, settings, home, places } = await scheduledDemo(t, { locations: ['usb', 'nas', 'gone'] });
  renameSync(places.nas, `${places.nas}.away`);
  await run(morning(2));
  renameSync(`${places.nas}.away`, places.nas);
  await run(morning(2).replace('03:00', '09:00'));
  const record = readRecords(home).nightly;
  assert.deepEqual([record?.owed, record?.state], [[], 'incomplete']);
  assert.equal(settings.get('plans').length, 1);
});

test('a run that fails is recorded, warned of, and tried again; nothing is removed', async (t) => {
  const { run, places, home, settings, installation, world, setClock, backups } = await scheduledDemo(t, {
    keep: { ...keepAll, last: 1 },
  });
  await run(morning(2));
  for (const place of Object.values(places)) renameSync(place, `${place}.away`);
  const [outcome] = await run(morning(3));
  assert.deepEqual([outcome?.state, outcome?.error?.kind], ['failed', 'unreachable']);
  const { warnings } = await readSchedule({ world, home, settings, installation });
  assert.ok(
    warnings.some((warning) => warning.includes('failed') && warning.includes('nightly')),
    warnings.join(),
  );
  assert.deepEqual(await run('2026-11-03T03:10:00Z'), [], 'not at once');
  for (const place of Object.values(places)) renameSync(`${place}.away`, place);
  const [again] = await run('2026-11-03T03:40:00Z');
  assert.equal(again?.state, 'done');
  setClock('2026-11-03T03:41:00Z');
  assert.equal((await backups()).length, 1);
});

test('before the clock is set nothing runs and nothing is removed, and it says so', async (t) => {
  const { run, backups, places } = await scheduledDemo(t, { keep: { ...keepAll, last: 1 } });
  await run(morning(2));
  const unset = { code: 'CLOCK_NOT_SET' };
  await assert.rejects(run('1970-01-01T00:00:10Z'), unset);
  await assert.rejects(run('2026-10-20T03:00:00Z', 'nightly'), unset);
  // Later than the program, earlier than its own newest backup.
  await run(morning(9));
  await assert.rejects(run(morning(5), 'nightly'), (error: Error) =>
    /the backup [0-9a-f]{8} is of/.test(error.message),
  );
  assert.equal((await backups()).length, 1);
  assert.equal(readdirSync(places.usb).filter((name) => name.endsWith('.tar')).length, 1);
});

test('a clock that a time server has set is believed, whatever is dated in the future', async (t) => {
  const { run, world, backups } = await scheduledDemo(t, { keep: { ...keepAll, last: 1 } });
  await run(morning(20), 'nightly');
  mkdirSync(path.join(world.root, 'run/systemd/timesync'), { recursive: true });
  writeFileSync(path.join(world.root, 'run/systemd/timesync/synchronized'), '');
  const [outcome] = await run(morning(5), 'nightly');
  assert.equal(outcome?.state, 'done');
  assert.equal((await backups()).length, 2, 'what is of the future protects nothing and is not removed');
});

test('two at once: the second is told that another is at it, and changes nothing', async (t) => {
  const { run, home, world, backups } = await scheduledDemo(t);
  const lock = await acquireLock(runFolder(home), 'run of the schedule', world.now());
  await assert.rejects(run(morning(2)), { kind: 'busy' });
  assert.deepEqual(readRecords(home), {});
  lock.release();
  const [first, second] = await Promise.allSettled([run(morning(2)), run(morning(2))]);
  assert.deepEqual([first.status, second.status].sort(), ['fulfilled', 'rejected']);
  assert.equal((await backups()).length, 1);
});

test('a run that is asked to end leaves nothing, and is made up', async (t) => {
  const { run, backups, home } = await scheduledDemo(t);
  const stop = AbortSignal.abort();
  await assert.rejects(run(morning(2), null, stop), { kind: 'cancelled' });
  assert.deepEqual(await backups(), []);
  assert.equal(readRecords(home).nightly?.ended, null);
  const [outcome] = await run(morning(2));
  assert.equal(outcome?.state, 'done');
});

test('plans with parts and places of their own', async (t) => {
  const { run, settings, backups, means } = await scheduledDemo(t, {
    parts: ['homeassistant', 'database'],
    locations: ['nas'],
    exclude: ['homeassistant/www/**'],
  });
  await run(morning(2));
  const [backup] = await backups();
  assert.deepEqual(backup?.parts, ['homeassistant', 'database']);
  assert.deepEqual(
    backup?.locations.map(({ name }) => name),
    ['nas'],
  );
  await settings.set('plans', []);
  assert.equal(
    (await run(morning(3)))[0]?.result?.backup.backup.parts.length,
    6,
    'no plan: everything, at each call',
  );
  assert.equal((await backups()).length, 2);
  const quiet = { report: () => undefined };
  assert.deepEqual(await runDue(means, 'due', quiet), [], 'but a timer that was left over does nothing');
});

test('what a plan names and is not there is told before it runs', async (t) => {
  const { settings, home, world, installation } = await scheduledDemo(t, {
    locations: ['usb', 'attic'],
    parts: ['homeassistant', 'kitchen'],
  });
  const told = ['which is not there.', 'which is not set up.'];
  const { warnings, plans } = await readSchedule({ world, home, settings, installation });
  assert.deepEqual(
    plans[0]?.strangers.map((sentence) => sentence.split(', ')[1]),
    told,
  );
  for (const sentence of told) assert.ok(warnings.some((warning) => warning.endsWith(sentence)));
});

test('a rule of a location that cannot be is told, and nothing is removed there', async (t) => {
  const { run, settings, home, world, installation, places } = await scheduledDemo(t, {
    keep: { ...keepAll, last: 1 },
  });
  const rule = { ...keepAll, last: -1 };
  await settings.set(
    'locations',
    settings.get('locations').map((one) => (one.name === 'nas' ? { ...one, retention: rule } : one)),
  );
  await run(morning(2));
  const [outcome] = await run(morning(3));
  assert.equal(outcome?.state, 'incomplete');
  assert.match(
    outcome?.result?.problems[0]?.message ?? '',
    /Nothing was removed there: .*retention\.last is -1/,
  );
  assert.equal(readdirSync(places.nas).filter((name) => name.endsWith('.tar')).length, 2);
  assert.equal(readdirSync(places.usb).filter((name) => name.endsWith('.tar')).length, 1);
  const { warnings } = await readSchedule({ world, home, settings, installation });
  assert.ok(warnings.some((warning) => warning.startsWith('No old backup is removed from nas. ')));
});

test('a location that is renamed gets what it is owed, of plans and by hand; not while the schedule runs', async (t) => {
  const { run, backups, places, home, means, settings, installation, world, setClock } =
    await scheduledDemo(t);
  await run(morning(2));
  renameSync(places.nas, `${places.nas}.away`);
  await run(morning(3));
  setClock('2026-11-03T12:00:00Z');
  const request = { exclude: [], encryption: { version: null }, verify: true };
  const plan = await planBackup(world, installation, { ...request, locations: await locationsOf(means, []) });
  await conductHere(means, { kind: 'backup', plan }, { report: () => {} });
  renameSync(`${places.nas}.away`, places.nas);
  const renamed = { name: 'attic', kind: 'directory', path: places.nas } as const;
  const rename = () => saveLocation(settings, means, { settings: renamed, password: null, replaces: 'nas' });

  const lock = await acquireLock(runFolder(home), 'run of the schedule', new Date(morning(3)));
  await assert.rejects(rename(), { kind: 'busy' });
  assert.ok(settings.get('locations').some(({ name }) => name === 'nas'));
  lock.release();
  await rename();
  await run(morning(4));
  assert.deepEqual(readRecords(home).nightly?.owed, []);
  for (const { id, date, locations } of await backups())
    assert.deepEqual(locations.map(({ name }) => name).sort(), ['attic', 'usb'], `${id} of ${date}`);
  assert.equal((await backups()).length, 4);
});

test('a location that was renamed or forgotten is named, and the others get their copy', async (t) => {
  const { run, settings } = await scheduledDemo(t, { locations: ['usb', 'attic'] });
  const [outcome] = await run(morning(2));
  assert.equal(outcome?.state, 'incomplete');
  assert.deepEqual(outcome?.result?.problems, [
    { location: 'attic', message: 'There is no such location any more.' },
  ]);
  assert.deepEqual(
    outcome?.result?.backup.backup.locations.map(({ name }) => name),
    ['usb'],
  );
  await settings.set(
    'plans',
    settings.get('plans').map((plan) => ({ ...plan, locations: ['attic'] })),
  );
  const [lost] = await run(morning(3));
  assert.deepEqual([lost?.state, lost?.error?.code], ['failed', 'LOCATION_UNKNOWN']);
});

test('the loop runs what is due as time goes by, reads the settings anew, and ends calmly', async (t) => {
  const { home, means, setClock, settings, backups } = await scheduledDemo(t);
  const end = new AbortController();
  const outcomes: string[] = [];
  const troubles: string[] = [];
  let looks = 0;
  await runLoop({
    means: async () => means,
    run: { report: () => undefined, signal: end.signal },
    pause: async () => {
      looks += 1;
      await assert.rejects(holdLoop(means.world, home), { kind: 'busy' });
      if (looks === 1) setClock(morning(2));
      if (looks === 3) setClock('1970-01-01T00:00:00Z');
      if (looks === 6) {
        setClock(morning(3));
        const store = await openSettings(home);
        await store.set(
          'plans',
          store.get('plans').map((plan) => ({ ...plan, isOn: false })),
        );
      }
      if (looks === 8) end.abort();
    },
    onOutcome: ({ state }) => outcomes.push(state),
    onTrouble: ({ code }) => troubles.push(code),
  });
  assert.deepEqual([outcomes, troubles], [['done'], ['CLOCK_NOT_SET']]);
  assert.equal((await backups()).length, 1);
  assert.equal(existsSync(path.join(home, 'loop')), false);
  assert.equal(settings.get('plans')[0]?.isOn, false);
});

test('the loop tries to bring what is owed now and then, not at every look: drives may sleep', async (t) => {
  const { home, means, setClock, run, places } = await scheduledDemo(t);
  renameSync(places.nas, `${places.nas}.away`);
  await run(morning(2));
  setClock(morning(2).replace('03:00', '09:00'));
  const end = new AbortController();
  let seconds = 0;
  const copies: number[] = [];
  await runLoop({
    means: async () => ({ ...means, world: { ...means.world, monotonic: () => seconds * 1000 } }),
    run: { report: () => undefined, signal: end.signal },
    pause: async () => {
      if (existsSync(places.nas)) copies.push(readdirSync(places.nas).length);
      else renameSync(`${places.nas}.away`, places.nas);
      seconds += 450;
      if (copies.length === 2) end.abort();
    },
    onOutcome: () => assert.fail('nothing is due'),
    onTrouble: ({ message }) => assert.fail(message),
  });
  assert.deepEqual(copies, [0, 1]);
  assert.deepEqual(readRecords(home).nightly?.owed, []);
});

test('while the location that lacks something is away, no other one is read for it', async (t) => {
  const { means, settings } = await scheduledDemo(t);
  const [usb, nas] = await locationsOf(means, []);
  assert.ok(usb && nas);
  const away = new LifeboatError('unreachable', 'AWAY', 'It is not plugged in.');
  const locations: Location[] = [
    { ...usb, list: () => assert.fail('it was read') },
    { ...nas, usage: () => Promise.reject(away) },
  ];
  const owed = [{ backup: '12345678', location: 'nas' }];
  const [plan = assert.fail('no plan')] = settings.get('plans');
  const quiet = { report: () => undefined };
  assert.deepEqual(await catchUp(means, plan, locations, owed, quiet), owed);
});

test('what is wrong with the schedule is told: no timer, a missed run, an old backup', async (t) => {
  const { run, world, home, settings, installation, setClock } = await scheduledDemo(t);
  const look = () => readSchedule({ world, home, settings, installation });
  const first = await look();
  assert.equal(first.next?.toISOString(), '2026-11-02T02:00:00.000Z');
  assert.equal(first.zone, 'Europe/Berlin');
  assert.equal(first.timer.isRight, false);
  assert.match(first.warnings[0] ?? '', /Nothing carries the schedule out/);
  await run(morning(2));
  setClock('2026-11-06T20:00:00Z');
  const late = await look();
  assert.ok(
    late.warnings.some((warning) => /due today 03:00 was not made/.test(warning)),
    late.warnings.join(),
  );
  assert.equal(late.staleBefore?.toISOString(), '2026-11-05T02:00:00.000Z');
  setClock('1970-01-02T00:00:00Z');
  const { warnings } = await look();
  assert.match(warnings[0] ?? '', /^The clock of this device is not set/);
  assert.doesNotMatch(warnings.join(), /was not made/, 'what a wrong clock calls due was missed by nobody');
});
