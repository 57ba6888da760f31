import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayAndTime, formatDate, stretch, weekdayAndTime } from '../../core/calendar.ts';

test('a stretch of time names the two units that matter and never shows 60 of one', () => {
  assert.deepEqual([21, 59.7, 250, 3600, 39_300, 260_000].map(stretch), [
    '21 s',
    '1 min',
    '4 min',
    '1 h',
    '10 h 55 min',
    '3 days',
  ]);
});

test('the same moment has the day and the clock of its time zone', () => {
  const now = new Date('2026-11-20T16:05:00Z');
  const night = new Date('2026-11-20T23:30:00Z');
  assert.equal(dayAndTime(night, now, 'UTC'), 'today 23:30');
  assert.equal(dayAndTime(night, now, 'Europe/Berlin'), 'tomorrow 00:30');
  assert.equal(dayAndTime(new Date('2026-09-08T03:00:00Z'), now, 'UTC'), 'Tue 8 Sep 03:00');
  assert.equal(dayAndTime(new Date('2024-02-29T03:00:00Z'), now, 'UTC'), '29 Feb 2024 03:00');
  assert.equal(formatDate(night, 'UTC'), '2026-11-20 23:30');
  assert.equal(formatDate(night.toISOString(), 'Europe/Berlin'), '2026-11-21 00:30');
  assert.equal(formatDate('some day', 'UTC'), 'some day');
  assert.equal(weekdayAndTime(now, 'UTC'), 'Fri 16:05');
  assert.equal(weekdayAndTime(now, 'Asia/Kolkata'), 'Fri 21:35');
});
