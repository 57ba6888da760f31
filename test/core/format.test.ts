import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf, formatAge, formatBytes, formatClock, formatRate, showHidden } from '../../core/format.ts';

test('sizes have the unit that keeps them short', () => {
  const sizes = [0, 999, 1000, 9_949, 9_950, 31_400, 412_000_000, 999_600_000, 4_200_000_000, 2e15];
  assert.deepEqual(sizes.map(formatBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '31 kB',
    '412 MB',
    '1.0 GB',
    '4.2 GB',
    '2.0 PB',
  ]);
  assert.equal(formatRate(12_000_000, 2_000), '6.0 MB/s');
  assert.equal(formatRate(5, 0), '0 B/s');
});

test('stretches of time read as on a stop watch', () => {
  assert.deepEqual([0, 21_400, 725_000, 3_723_000].map(formatClock), ['0:00', '0:21', '12:05', '1:02:03']);
});

test('ages are told in the largest unit that says something', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const age = (text: string) => formatAge(text, now);
  assert.equal(age('2026-11-20T11:59:30Z'), 'just now');
  assert.equal(age('2026-11-20T13:00:00Z'), 'just now');
  assert.equal(age('2026-11-20T11:59:00Z'), '1 minute ago');
  assert.equal(age('2026-11-19T00:00:00Z'), '36 hours ago');
  assert.equal(age('2026-11-18T00:00:00Z'), '2 days ago');
  assert.equal(age('some day'), 'at an unknown time');
});

test('nouns agree with their number', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => countOf(count, 'file')),
    ['0 files', '1 file', '2 files'],
  );
});

test('what could command a terminal or deceive the eye is shown instead of sent', () => {
  assert.equal(showHidden('a\u001b[2Jb\rc\u202Ed\u0085'), 'a\\x1b[2Jb\\x0dc\\u{202e}d\\x85');
  assert.equal(showHidden('a\u001B]0;x\u0007\u200B'), 'a\\x1b]0;x\\x07\\u{200b}');
  assert.equal(showHidden('Küche 🛟'), 'Küche 🛟');
});
