import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, clock, dayAndTime, duration, stopwatch, weekdayClock, whenAgo } from '../../core/format.ts';

test('sizes keep two digits and never show 1000 of a unit', () => {
  const cases: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [999_600, '1.0 MB'],
    [412_300_000, '412 MB'],
    [4_100_000_000, '4.1 GB'],
    [9_960_000_000, '10 GB'],
  ];
  for (const [count, words] of cases) assert.equal(bytes(count), words);
});

test('durations name the two units that matter', () => {
  assert.deepEqual([21, 250, 3600, 39_300, 260_000].map(duration), [
    '21 s',
    '4 min',
    '1 h',
    '10 h 55 min',
    '3 days',
  ]);
  assert.deepEqual([21, 724, 3723].map(stopwatch), ['0:21', '12:04', '1:02:03']);
});

test('a moment is told from now, before and after', () => {
  const now = new Date('2026-11-20T16:05:00Z');
  assert.equal(whenAgo(new Date('2026-11-20T16:05:10Z'), now), 'just now');
  assert.equal(whenAgo(new Date('2026-11-20T03:00:00Z'), now), '13 hours ago');
  assert.equal(whenAgo(new Date('2026-11-20T17:05:00Z'), now), 'in 60 minutes');
  assert.equal(whenAgo(new Date('2026-11-17T16:05:00Z'), now), '3 days ago');
});

test('the same moment has the day and the clock of its time zone', () => {
  const now = new Date('2026-11-20T16:05:00Z');
  const night = new Date('2026-11-20T23:30:00Z');
  assert.equal(dayAndTime(night, now, 'UTC'), 'today 23:30');
  assert.equal(dayAndTime(night, now, 'Europe/Berlin'), 'tomorrow 00:30');
  assert.equal(dayAndTime(new Date('2026-11-18T03:00:00Z'), now, 'UTC'), 'Wed 18 Nov 03:00');
  assert.equal(dayAndTime(new Date('2024-02-29T03:00:00Z'), now, 'UTC'), '29 Feb 2024 03:00');
  assert.equal(clock(now, 'Asia/Kolkata'), '21:35');
  assert.equal(weekdayClock(now, 'UTC'), 'Fri 16:05');
});
