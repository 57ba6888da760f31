import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Candidate, keepReasons, parseKeep } from '../../../core/retention/keep.ts';
import type { Keep } from '../../../core/retention/types.ts';
import { keepText, reasonText } from '../../../core/retention/words.ts';
import { nextRuns } from '../../../core/schedule/occurrences.ts';
import { weekdays } from '../../../core/schedule/types.ts';
import { dice } from '../../support/dice.ts';

const day = 24 * 3600 * 1000;
const now = new Date('2026-11-20T12:00:00Z');
const none: Keep = { last: 0, days: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, atLeast: 1 };

function backup(date: Date | string, isGood = true): Candidate {
  return { id: new Date(date).toISOString(), date: new Date(date), isGood };
}

/** The dates of those that stay, newest first. */
function kept(candidates: readonly Candidate[], keep: Partial<Keep>, at = now, zone = 'UTC'): string[] {
  const reasons = keepReasons(candidates, { ...none, ...keep }, at, zone);
  return [...reasons]
    .flatMap(([id, why]) => (why.length > 0 ? [id] : []))
    .sort()
    .reverse();
}

function nightly(count: number, last = now): Candidate[] {
  return Array.from({ length: count }, (_, age) => backup(new Date(last.getTime() - age * day)));
}

function randomHistory(chance: ReturnType<typeof dice>): Candidate[] {
  return Array.from({ length: chance.roll(40) }, () =>
    backup(
      new Date(now.getTime() - chance.roll(900 * 24) * 3_600_000 - chance.roll(3600_000)),
      chance.roll(5) > 0,
    ),
  );
}

function randomKeep(chance: ReturnType<typeof dice>): Keep {
  const number = () => (chance.roll(2) === 0 ? 0 : chance.roll(8));
  return {
    last: number(),
    days: chance.roll(3) === 0 ? chance.roll(400) : 0,
    daily: number(),
    weekly: number(),
    monthly: number(),
    yearly: number(),
    atLeast: 1 + chance.roll(4),
  };
}

test('7 days, 4 weeks, 6 months of nightly backups: the newest of each', () => {
  const stays = kept(nightly(400), { daily: 7, weekly: 4, monthly: 6 }).map((id) => id.slice(0, 10));
  assert.deepEqual(stays, [
    '2026-11-20',
    '2026-11-19',
    '2026-11-18',
    '2026-11-17',
    '2026-11-16',
    '2026-11-15',
    '2026-11-14',
    '2026-11-08',
    '2026-11-01',
    '2026-10-31',
    '2026-09-30',
    '2026-08-31',
    '2026-07-31',
    '2026-06-30',
  ]);
});

test('three years of nightly runs that each clear up end with as many as the rules say, and the right ones', () => {
  const keep: Keep = { ...none, daily: 7, weekly: 4, monthly: 6, yearly: 2, atLeast: 3 };
  let there: Candidate[] = [];
  for (let age = 3 * 365; age >= 0; age -= 1) {
    const at = new Date(now.getTime() - age * day);
    there = [backup(at), ...there];
    const stays = new Set(kept(there, keep, at));
    there = there.filter(({ id }) => stays.has(id));
  }
  // The same as of a history in which nothing was ever removed: clearing up early loses nothing that is wanted later.
  assert.deepEqual(
    there.map(({ id }) => id),
    kept(nightly(3 * 365 + 1), keep),
  );
});

test('no rule at all keeps everything', () => {
  assert.equal(kept(nightly(50), {}).length, 50);
});

test('days, weeks and months are those of the time zone', () => {
  const two = [backup('2026-11-19T22:30:00Z'), backup('2026-11-19T23:30:00Z')];
  assert.equal(kept(two, { daily: 5 }, now, 'UTC').length, 1);
  assert.equal(kept(two, { daily: 5 }, now, 'Europe/Berlin').length, 2);
  const sunday = [backup('2026-11-15T22:30:00Z'), backup('2026-11-15T23:30:00Z')];
  assert.equal(kept(sunday, { weekly: 5 }, now, 'UTC').length, 1);
  assert.equal(kept(sunday, { weekly: 5 }, now, 'Europe/Berlin').length, 2);
});

for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])
  test(`${zone}: of a year of nights, those of the changes of the clock included, each day has its one`, () => {
    const rule = { name: 'nightly', days: [...weekdays], times: ['02:30'], window: 0, zone, deviceId: 'a' };
    const nights = nextRuns(rule, new Date('2026-01-01T12:00:00Z'), 365);
    const history = nights.map((night) => backup(night));
    const end = nights.at(-1) ?? now;
    assert.equal(kept(history, { daily: 365 }, end, zone).length, 365);
    assert.equal(kept(history, { weekly: 60 }, end, zone).length, 53);
    assert.equal(kept(history, { monthly: 13 }, end, zone).length, 13);
    // A second one by night, in the hour that comes twice or not, takes the place of the first of its day.
    const twice = history.flatMap((one) => [one, backup(new Date(one.date.getTime() + 1_800_000))]);
    assert.equal(kept(twice, { daily: 400 }, end, zone).length, 365);
  });

test('the newest good one stays, whatever the rules', () => {
  const bad = nightly(5).map((one) => ({ ...one, isGood: false }));
  const good = backup('2025-01-01T00:00:00Z');
  assert.deepEqual(kept([...bad, good], { last: 2 }), [bad[0]?.id, bad[1]?.id, good.id]);
  const reasons = keepReasons([...bad, good], { ...none, last: 2 }, now, 'UTC').get(good.id);
  assert.deepEqual(reasons?.map(reasonText), ['the last that is complete']);
});

test('never fewer than at least, and never none', () => {
  const old = nightly(5, new Date('2020-01-01T00:00:00Z'));
  assert.equal(kept(old, { days: 30 }).length, 1);
  assert.equal(kept(old, { days: 30, atLeast: 3 }).length, 3);
  assert.equal(kept(old, { days: 30, atLeast: 9 }).length, 5);
});

test('for any history and any rules: enough stay, more rules keep more, and a second time removes nothing', () => {
  const chance = dice(5);
  for (let round = 0; round < 400; round += 1) {
    const history = randomHistory(chance);
    const keep = randomKeep(chance);
    const stays = kept(history, keep);
    assert.ok(stays.length >= Math.min(history.length, keep.atLeast));
    const good = history
      .filter(({ isGood }) => isGood)
      .map(({ id }) => id)
      .sort();
    if (good.length > 0) assert.ok(stays.includes(good.at(-1) ?? ''));
    if (history.length > 0)
      assert.equal(
        stays[0],
        history
          .map(({ id }) => id)
          .sort()
          .at(-1),
        'the newest stays',
      );
    const again = history.filter(({ id }) => stays.includes(id));
    assert.deepEqual(kept(again, keep), stays);
    assert.deepEqual(kept(history.toReversed(), keep), stays);
    const isAny = keep.last + keep.days + keep.daily + keep.weekly + keep.monthly + keep.yearly > 0;
    const more = { ...keep, daily: keep.daily + 3, last: keep.last + 1, atLeast: keep.atLeast + 1 };
    if (isAny) assert.ok(stays.every((id) => kept(history, more).includes(id)));
  }
});

/**
 * What Home Assistant keeps of the backups of one agent: `copies` and `days` are two filters, each of which removes on
 * its own; where all would go, the newest stays.
 */
function keptByHomeAssistant(
  history: readonly Candidate[],
  copies: number | null,
  days: number | null,
): string[] {
  const newestFirst = history
    .map(({ id }) => id)
    .sort()
    .reverse();
  const byCopies = (id: string) => copies === null || newestFirst.indexOf(id) < copies;
  const byDays = (id: string) => days === null || Date.parse(id) + days * day >= now.getTime();
  const stays = newestFirst.filter((id) => byCopies(id) && byDays(id));
  return stays.length > 0 ? stays : newestFirst.slice(0, 1);
}

test('copies alone and days alone keep what Home Assistant keeps; both together never less', () => {
  const chance = dice(9);
  for (let round = 0; round < 300; round += 1) {
    const history = randomHistory(chance).map((one) => ({ ...one, isGood: true }));
    const last = 1 + chance.roll(10);
    const days = 1 + chance.roll(500);
    assert.deepEqual(kept(history, { last }), keptByHomeAssistant(history, last, null));
    assert.deepEqual(kept(history, { days }), keptByHomeAssistant(history, null, days));
    const both = kept(history, { last, days });
    assert.ok(keptByHomeAssistant(history, last, days).every((id) => both.includes(id)));
  }
});

test('rules are written and read in words', () => {
  const keep = parseKeep('daily=7, weekly=4,monthly=6,least=3');
  assert.deepEqual(keep, { ...none, daily: 7, weekly: 4, monthly: 6, atLeast: 3 });
  assert.equal(keepText(keep), '7 days, 4 weeks, 6 months');
  assert.equal(keepText(none), 'everything');
  for (const wrong of ['', 'daily', 'daily=-1', 'daily=1.5', 'hourly=3', 'daily=7;weekly=4'])
    assert.throws(() => parseKeep(wrong), { code: 'BAD_RETENTION' });
});
