import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { deviceZone, momentOf, wallTimeAt } from '../../core/wall-clock.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Summer time by an hour, by half an hour, at midnight, over the end of a day, none at all, and a day left out. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Havana',
  'Africa/Casablanca',
  'America/Nuuk',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'UTC',
];

/** A moment as its clock shows it, in the terms of `momentOf`. */
function shownAt(moment: Date, zone: string): { date: number; minutes: number } {
  const { year, month, day: number, hour, minute: minutes } = wallTimeAt(moment, zone);
  return { date: Date.UTC(year, month - 1, number), minutes: hour * 60 + minutes };
}

/** The days on which the zone changes, each with the one before, as `Date.UTC` counts them. */
function changes(zone: string, year: number): number[] {
  const ahead = (at: number) => {
    const { date, minutes } = shownAt(new Date(at), zone);
    return date + minutes * minute - at;
  };
  const days: number[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += day)
    if (ahead(at) !== ahead(at + day)) days.push(at - day, at, at + day);
  return days;
}

for (const zone of zones) {
  test(`${zone}: the clock leads back to the moment, to the first of two that look the same`, () => {
    for (const year of [2011, 2026, 2027]) {
      for (const date of [Date.UTC(year, 5, 6), ...changes(zone, year)]) {
        for (let at = date; at < date + day; at += 17 * minute) {
          const shown = shownAt(new Date(at), zone);
          const found = momentOf(shown.date, shown.minutes, zone);
          assert.deepEqual(shownAt(found, zone), shown);
          // Never the later one of a repeated hour, and never further than that hour.
          const early = at - found.getTime();
          assert.ok(early === 0 || (early > 0 && early <= 60 * minute), new Date(at).toISOString());
        }
      }
    }
  });

  test(`${zone}: what the clock skips is as long after the skip`, () => {
    for (const date of [2026, 2027].flatMap((year) => [Date.UTC(year, 5, 6), ...changes(zone, year)])) {
      for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
        const found = momentOf(date, minutes, zone);
        const shown = shownAt(found, zone);
        const late = shown.date + shown.minutes * minute - (date + minutes * minute);
        if (late === 0) continue;
        assert.ok(late > 0 && late <= 60 * minute);
        // So long before it the clock was still going as before.
        const before = shownAt(new Date(found.getTime() - late), zone);
        assert.equal(before.date + before.minutes * minute, date + minutes * minute - late);
      }
    }
  });
}

test('the clock has the summer time that it is known for', () => {
  assert.equal(changes('Europe/Berlin', 2027).length, 6);
  assert.equal(changes('Asia/Kathmandu', 2027).length, 0);
});

test('the 28th of March 2027 has no 02:30 in Berlin, the 31st of October 2027 has two', () => {
  const at = (text: string) => momentOf(Date.parse(text), 150, 'Europe/Berlin').toISOString();
  assert.equal(at('2027-03-27'), '2027-03-27T01:30:00.000Z');
  assert.equal(at('2027-03-28'), '2027-03-28T01:30:00.000Z');
  assert.equal(wallTimeAt(new Date('2027-03-28T01:30:00Z'), 'Europe/Berlin').hour, 3);
  assert.equal(at('2027-10-31'), '2027-10-31T00:30:00.000Z');
});

test('weekdays count from Monday', () => {
  assert.equal(wallTimeAt(new Date('2026-11-20T23:30:00Z'), 'UTC').weekday, 4);
  assert.equal(wallTimeAt(new Date('2026-11-20T23:30:00Z'), 'Europe/Berlin').weekday, 5);
});

test('a TZ that names no zone means UTC', (t: TestContext) => {
  const before = process.env.TZ;
  t.after(() => {
    process.env.TZ = before ?? 'UTC';
  });
  for (const [set, zone] of [
    ['', 'UTC'],
    ['Foo/Bar', 'UTC'],
    [':Europe/Berlin', 'Europe/Berlin'],
  ] as const) {
    process.env.TZ = set;
    assert.equal(deviceZone(), zone, `TZ=${set}`);
  }
});
