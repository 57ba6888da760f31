import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import {
  lastRun,
  nextRuns,
  type Recurrence,
  runMinutes,
  type Wake,
  wakesOf,
} from '../../../core/schedule/occurrences.ts';
import { type Weekday, weekdays } from '../../../core/schedule/types.ts';
import { wallTimeAt } from '../../../core/wall-clock.ts';
import { dice } from '../../support/dice.ts';

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'America/Nuuk',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Antarctica/Troll',
  'Africa/Casablanca',
];
const day = 24 * 3600 * 1000;

function daily(more: Partial<Recurrence> = {}): Recurrence {
  return {
    name: 'nightly',
    days: [...weekdays],
    times: ['03:00'],
    window: 0,
    zone: 'UTC',
    deviceId: 'a',
    ...more,
  };
}

function randomRule(chance: ReturnType<typeof dice>): Recurrence {
  const time = () => `${String(chance.roll(24)).padStart(2, '0')}:${chance.pick(['00', '15', '30', '45'])}`;
  const days = chance.some(weekdays);
  return daily({
    zone: chance.pick(zones),
    days: days.length > 0 ? days : ['sun'],
    window: chance.pick([0, 0, 90, 1440]),
    deviceId: chance.pick(['a', 'b', 'c']),
    times: Array.from({ length: 1 + chance.roll(3) }, time),
  });
}

for (const zone of zones) {
  for (const time of ['00:30', '02:30', '23:45'])
    test(`${zone}: every day ${time} runs once on each day of three years, none lost, none doubled`, () => {
      const from = new Date('2026-01-01T12:00:00Z');
      const runs = nextRuns(daily({ zone, times: [time] }), from, 3 * 365);
      const dates = runs.map((run) => {
        const { year, month, day: number } = wallTimeAt(new Date(run.getTime()), zone);
        return Date.UTC(year, month - 1, number);
      });
      for (const [index, run] of runs.entries()) {
        const before = runs[index - 1];
        if (!before) continue;
        const hours = (run.getTime() - before.getTime()) / 3_600_000;
        // In Troll summer time is two hours.
        assert.ok(hours >= 22 && hours <= 26, `${hours} hours before ${run.toISOString()}`);
      }
      // A night that skips the last hour of a day (as in Nuuk) puts one run into the next day: no more than that.
      const doubled = dates.filter((date, index) => date === dates[index - 1]);
      assert.ok(doubled.length <= 3);
      assert.ok(Math.abs(((dates.at(-1) ?? 0) - (dates[0] ?? 0)) / day - (runs.length - 1)) <= 1);
    });
}

test('a rule runs at its times on its days, wherever one begins to look', () => {
  const chance = dice(7);
  for (let round = 0; round < 60; round += 1) {
    const rule = randomRule(chance);
    const from = new Date(
      Date.UTC(2026, chance.roll(36), 1 + chance.roll(28), chance.roll(24), chance.roll(60)),
    );
    const runs = nextRuns(rule, from, 12);
    assert.equal(runs.length, 12);
    for (const [index, run] of runs.entries()) {
      assert.ok(run.getTime() > (runs[index - 1] ?? from).getTime());
      assert.deepEqual(lastRun(rule, run), run);
      assert.deepEqual(lastRun(rule, new Date(run.getTime() - 1)), runs[index - 1] ?? lastRun(rule, from));
      assert.deepEqual(nextRuns(rule, new Date(run.getTime() - 1), 1), [run]);
      const { hour, minute, weekday } = wallTimeAt(run, rule.zone);
      // Its window may have begun the day before.
      const isWished = [weekday, weekday + 6].some(
        (day, before) =>
          rule.days.includes(weekdays[day % 7] as Weekday) &&
          runMinutes(rule).includes(hour * 60 + minute + before * 1440),
      );
      // Only in the night of a change it may be another time.
      const change = wallTimeAt(new Date(run.getTime() - 3 * 3_600_000), rule.zone);
      const isPlain = (hour - change.hour + 24) % 24 === 3 && minute === change.minute;
      if (isPlain) assert.ok(isWished, run.toISOString());
    }
  }
});

test('without a day or a time nothing runs', () => {
  assert.deepEqual(nextRuns(daily({ days: [] }), new Date(), 3), []);
  assert.deepEqual(nextRuns(daily({ times: [] }), new Date(), 3), []);
  assert.equal(lastRun(daily({ days: [] }), new Date()), null);
});

test('a device has one moment in the window, the same every day; devices differ', () => {
  const at = (deviceId: string) => runMinutes(daily({ window: 60, deviceId }));
  const [own] = at('a');
  assert.ok(own !== undefined && own >= 180 && own < 240);
  assert.deepEqual(at('a'), [own]);
  const all = new Set(Array.from({ length: 100 }, (_, number) => at(`device ${number}`)[0]));
  assert.ok(all.size > 30, `${all.size} different moments`);
  assert.ok([...all].every((minutes) => minutes !== undefined && minutes >= 180 && minutes < 240));
});

for (const zone of zones)
  test(`${zone}: a window across midnight begins on its days, and has one run each in three years`, () => {
    const rule = daily({ zone, days: ['sat'], times: ['23:00'], window: 120, deviceId: 'e' });
    const [minutes = 0] = runMinutes(rule);
    assert.ok(minutes >= 1440, 'this device has its moment after midnight');
    const runs = nextRuns(rule, new Date('2026-01-01T12:00:00Z'), 3 * 52);
    for (const [index, run] of runs.entries()) {
      assert.equal(wallTimeAt(run, zone).weekday, weekdays.indexOf('sun'), run.toISOString());
      const before = runs[index - 1];
      const hours = before ? (run.getTime() - before.getTime()) / 3_600_000 : 168;
      assert.ok(hours >= 166 && hours <= 170, `${hours} hours before ${run.toISOString()}`);
      assert.deepEqual(lastRun(rule, new Date(run.getTime() + 1)), run);
      assert.deepEqual(nextRuns(rule, new Date(run.getTime() - 1), 1), [run]);
    }
  });

test('the hour that summer time skips puts no run of the next day away', () => {
  // In Nuuk the clock goes from 23:00 to 00:00 in the night to 28 March 2027.
  const rule = daily({ zone: 'America/Nuuk', times: ['00:15', '23:30'] });
  const runs = nextRuns(rule, new Date('2027-03-27T12:00:00Z'), 3).map((run) => {
    const { day: date, hour, minute } = wallTimeAt(run, rule.zone);
    return [date, hour, minute];
  });
  assert.deepEqual(runs, [
    [28, 0, 15],
    [28, 0, 30],
    [28, 23, 30],
  ]);
});

test('something wakes at every run, also on a clock of another zone', () => {
  const chance = dice(11);
  const from = new Date('2026-11-20T15:00:00Z');
  for (let round = 0; round < 8; round += 1) {
    const rule = randomRule(chance);
    const clock = chance.pick(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/New_York']);
    const wakes = wakesOf(rule, from, clock);
    for (const run of nextRuns(rule, from, 360)) {
      const { hour, minute, weekday } = wallTimeAt(run, clock);
      const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      const wake = wakes.find((one) => one.time === time);
      assert.ok(wake?.days.includes(weekdays[weekday] as Weekday), `${rule.zone} ${time} on ${clock}`);
    }
  }
});

test('the night that skips 02:30 adds a wake at 03:30, and no more', () => {
  const wakes = wakesOf(
    daily({ zone: 'Europe/Berlin', times: ['02:30'] }),
    new Date('2026-11-20T15:00:00Z'),
    'Europe/Berlin',
  );
  assert.deepEqual(wakes, [
    { time: '02:30', days: [...weekdays] },
    { time: '03:30', days: ['sun'] },
  ]);
});

const analyze = '/usr/bin/systemd-analyze';
test('systemd itself wakes at every run, the nights of the changes included', {
  skip: existsSync(analyze) ? false : 'needs systemd-analyze',
}, () => {
  for (const [zone, time] of [
    ['Europe/Berlin', '02:30'],
    ['America/Nuuk', '23:30'],
    ['Asia/Beirut', '00:30'],
  ] as const) {
    const rule = daily({ zone, times: [time] });
    for (const from of ['2027-03-22 12:00:00', '2027-10-25 12:00:00']) {
      const start = new Date(`${from.replace(' ', 'T')}Z`);
      const woken = new Set(wakesOf(rule, start, zone).flatMap((wake) => elapses(wake, zone, from)));
      for (const run of nextRuns(rule, start, 10))
        assert.ok(woken.has(run.getTime()), `${zone} ${run.toISOString()}`);
    }
  }
});

/** When systemd would start something at this wake, ten times from this moment of UTC on. */
function elapses({ time, days }: Wake, zone: string, from: string): number[] {
  const calendar = `${days.length === 7 ? '' : `${days.join(',')} `}*-*-* ${time}:00 ${zone}`;
  const words = ['calendar', '--iterations=10', `--base-time=${from} UTC`, calendar];
  const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C' };
  const out = execFileSync(analyze, words, { encoding: 'utf8', env });
  const dates = out.matchAll(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/g);
  return [...dates].map(([, date, clock]) => Date.parse(`${date}T${clock}Z`));
}
