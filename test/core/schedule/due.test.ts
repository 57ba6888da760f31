import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueRuns, isMissed, recurrenceOf } from '../../../core/schedule/due.ts';
import { nextRuns } from '../../../core/schedule/occurrences.ts';
import { usualPlan } from '../../../core/schedule/plans.ts';
import { type RunRecord, type RunRecords, runsBefore } from '../../../core/schedule/records.ts';
import type { SchedulePlan } from '../../../core/schedule/types.ts';
import { dice } from '../../support/dice.ts';

const zone = 'Europe/Berlin';
const deviceId = 'a';
const hour = 3_600_000;

function plan(more: Partial<SchedulePlan> = {}): SchedulePlan {
  return { ...usualPlan('nightly', new Date('2026-11-01T12:00:00Z')), ...more };
}

function record(due: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    due,
    before: [],
    attempts: 1,
    started: due,
    ended: due,
    state: 'done',
    message: '',
    backup: null,
    owed: [],
    isOnlyOwing: false,
    ...more,
  };
}

/** What is due at a moment, as its date and its attempt. */
function due(now: string, last: RunRecord | null, more: Partial<SchedulePlan> = {}) {
  const records: RunRecords = last ? { nightly: last } : {};
  return dueRuns([plan(more)], records, { now: new Date(now), zone, deviceId }).map(({ at, attempt }) => [
    at.toISOString(),
    attempt,
  ]);
}

const third = '2026-11-03T02:00:00.000Z';

test('a run is due from its time on, and no more when it was made', () => {
  assert.deepEqual(due('2026-11-03T01:59:59Z', record('2026-11-02T02:00:00.000Z')), []);
  assert.deepEqual(due('2026-11-03T02:00:00Z', record('2026-11-02T02:00:00.000Z')), [[third, 1]]);
  assert.deepEqual(due('2026-11-03T23:00:00Z', record(third)), []);
});

test('of several missed runs the last is made up', () => {
  assert.deepEqual(due('2026-11-09T12:00:00Z', record(third)), [['2026-11-09T02:00:00.000Z', 1]]);
});

test('what lies before the plan was made is not made up', () => {
  assert.deepEqual(due('2026-11-01T13:00:00Z', null), []);
  assert.deepEqual(due('2026-11-02T02:00:00Z', null), [['2026-11-02T02:00:00.000Z', 1]]);
});

test('a plan that was made by a clock that was ahead does not wait until then', () => {
  assert.deepEqual(due('2026-11-03T12:00:00Z', null, { since: '2027-01-01T00:00:00Z' }), [[third, 1]]);
  // Put back a little after the plan was made: what lies before it is not made up all the same.
  assert.deepEqual(due('2026-11-03T12:00:00Z', null, { since: '2026-11-03T12:05:00Z' }), []);
});

test('a run that failed is not missed, but the ones after it that nobody tried are', () => {
  const failed = record(third, { state: 'failed' });
  const missed = (at: string, now: string) =>
    isMissed({ plan: plan(), at: new Date(at), attempt: 1 }, failed, new Date(now), false);
  assert.equal(missed(third, '2026-11-03T12:00:00Z'), false);
  assert.equal(missed('2026-11-05T02:00:00.000Z', '2026-11-05T12:00:00Z'), true);
  assert.equal(missed('2026-11-05T02:00:00.000Z', '2026-11-05T05:00:00Z'), false, 'not for long yet');
});

test('a plan that is off is never due', () => {
  assert.deepEqual(due('2026-11-09T12:00:00Z', null, { isOn: false }), []);
});

test('a failed run is tried again after a while, three times at most', () => {
  const failed = (attempts: number) =>
    record(third, { state: 'failed', attempts, ended: '2026-11-03T02:10:00Z' });
  assert.deepEqual(due('2026-11-03T02:20:00Z', failed(1)), []);
  assert.deepEqual(due('2026-11-03T02:40:00Z', failed(1)), [[third, 2]]);
  assert.deepEqual(due('2026-11-03T02:40:00Z', failed(3)), []);
  assert.deepEqual(due('2026-11-04T02:00:00Z', failed(3)), [['2026-11-04T02:00:00.000Z', 1]]);
});

test('a run that the end of the power cut off is made up at once', () => {
  const cut = record(third, { state: 'running', ended: null });
  assert.deepEqual(due('2026-11-03T02:05:00Z', cut), [[third, 2]]);
});

test('one that its user cancelled, or that is incomplete, is not tried again', () => {
  for (const state of ['cancelled', 'incomplete', 'done'] as const)
    assert.deepEqual(due('2026-11-03T12:00:00Z', record(third, { state })), []);
});

test('a record from the future, written with a wrong clock, holds nothing up', () => {
  assert.deepEqual(due('2026-11-03T03:00:00Z', record('2031-01-01T02:00:00.000Z')), [[third, 1]]);
});

test('a clock that is put back a little asks for no run a second time', () => {
  const begun = record(third, {
    before: [record('2026-11-02T02:00:00.000Z')],
    started: '2026-11-03T02:00:01Z',
  });
  assert.deepEqual(due('2026-11-03T01:55:00Z', begun), []);
  assert.deepEqual(due('2026-11-03T02:00:00Z', begun), []);
  assert.deepEqual(due('2026-11-04T02:00:00Z', begun), [['2026-11-04T02:00:00.000Z', 1]]);
});

test('a clock that was a day ahead takes no run away, and asks for none again that was made before', () => {
  const ahead = record('2026-11-04T02:00:00.000Z', {
    before: [record(third)],
    started: '2026-11-04T09:00:00Z',
  });
  assert.deepEqual(due('2026-11-03T09:05:00Z', ahead), []);
  assert.deepEqual(due('2026-11-04T02:00:00Z', ahead), [['2026-11-04T02:00:00.000Z', 1]]);
});

test('with a clock that jumps ahead by day and by minutes at night, every night has its run, and none has two', () => {
  const chance = dice(11);
  const rules = plan();
  // Over a night in which summer time begins.
  const start = Date.parse('2027-03-20T12:00:00Z');
  const nights = nextRuns(recurrenceOf(rules, { zone, deviceId }), new Date(start), 15);
  for (let round = 0; round < 3; round += 1) {
    let last = record('2027-03-20T02:00:00.000Z');
    const made: number[] = [];
    let ahead = 0;
    for (let real = start; real <= (nights.at(-1)?.getTime() ?? 0); real += 30_000 * (1 + chance.roll(8))) {
      const isDay = new Date(real).getUTCHours() > 6;
      if (ahead > hour ? !isDay || chance.roll(30) === 0 : chance.roll(60) === 0)
        ahead = chance.pick(isDay ? [0, 9 * 60_000, 26 * hour, 300 * hour] : [0, 4 * 60_000, 9 * 60_000]);
      const now = new Date(real + ahead);
      for (const { at, attempt } of dueRuns([rules], { nightly: last }, { now, zone, deviceId })) {
        const before = runsBefore(last, at.toISOString());
        last = record(at.toISOString(), { before, attempts: attempt, started: now.toISOString() });
        if (ahead < hour) made.push(at.getTime());
      }
    }
    assert.deepEqual(
      made,
      nights.map((night) => night.getTime()),
    );
  }
});

test('whoever wakes it, and however often: every run is made once, and a missed one is made up', () => {
  const chance = dice(3);
  for (let round = 0; round < 12; round += 1) {
    const times = chance.pick([['03:00'], ['02:30'], ['02:30', '14:00'], ['00:00', '23:59']]);
    const rules = plan({ times });
    // Over a change of the clock, in both directions.
    const from = new Date(chance.pick(['2027-03-20T12:00:00Z', '2027-10-23T12:00:00Z']));
    const runs = nextRuns(recurrenceOf(rules, { zone, deviceId }), from, 20);
    const end = runs.at(-1)?.getTime() ?? 0;
    let records: RunRecords = { nightly: record(from.toISOString()) };
    const made: number[] = [];
    let lastWake = from.getTime();
    for (let now = lastWake; now < end; now += 1 + chance.roll(chance.pick([60_000, hour, 20 * hour]))) {
      for (const { at } of dueRuns([rules], records, { now: new Date(now), zone, deviceId })) {
        // Made up, not made early, and the newest of those that were missed since the last wake.
        assert.ok(at.getTime() <= now);
        const missed = runs.filter((run) => run.getTime() > lastWake && run.getTime() <= now);
        assert.deepEqual(at, missed.at(-1));
        made.push(at.getTime());
        records = { nightly: record(at.toISOString()) };
      }
      lastWake = now;
    }
    assert.deepEqual(made, [...new Set(made)]);
    assert.ok(made.length > 0);
  }
});
