import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Weekday, weekdays } from '../../../core/schedule/types.ts';
import { planText } from '../../../core/schedule/words.ts';

test('a moment past midnight is told as one of the next day, where that is not the same', () => {
  const told = (days: readonly Weekday[], window = 120) =>
    planText({ name: 'nightly', days: [...days], times: ['23:00'], window }, 'e');
  assert.equal(told(['sat']), 'Sat 00:18 of the next day, in a window of 120 min from 23:00');
  assert.equal(told(weekdays), 'every day 00:18, in a window of 120 min from 23:00');
  assert.equal(told(['sat'], 0), 'Sat 23:00');
});
