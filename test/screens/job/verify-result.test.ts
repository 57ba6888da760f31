import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobResults } from '../../../core/jobs/types.ts';
import { copyResult } from '../../../screens/job/results/copy-result.ts';
import type { EndedJob } from '../../../screens/job/results/result.ts';
import { verifyResult } from '../../../screens/job/results/verify-result.ts';
import { endedJob } from '../../support/made-job.ts';

type Copy = JobResults['verify']['results'][number];

const whole: Copy = {
  id: 'a',
  path: '/mnt/usb/a.tar',
  state: 'whole',
  parts: [{ part: 'homeassistant', state: 'whole', files: 12, bytes: 3000, message: '' }],
  database: 'ok',
  problems: [],
};
const damaged: Copy = {
  ...whole,
  path: '/mnt/usb/b.tar',
  state: 'damaged',
  parts: [
    { part: 'homeassistant', state: 'whole', files: 12, bytes: 3000, message: '' },
    { part: 'share', state: 'damaged', files: 2, bytes: 10, message: 'share.tar.gz is damaged.' },
  ],
};
const locked: Copy = {
  ...whole,
  path: '/mnt/usb/c.tar',
  state: 'wrong-key',
  parts: [],
  database: 'not-checked',
};

const result = (...results: Copy[]) =>
  verifyResult(
    endedJob({ result: { results } }, { work: { kind: 'verify', copies: [], database: true } }) as EndedJob,
  );

test('all whole is one sentence, with what was read', () => {
  const { sign, sentence, lines } = result(whole);
  assert.deepEqual([sign, sentence], ['ok', 'Whole: every byte was read, 12 files, 3.0 kB.']);
  assert.deepEqual(lines, [{ sign: 'ok', text: '/mnt/usb/a.tar: whole, database sound' }]);
});

test('the worst decides and stands first, with the part that is to blame', () => {
  const { sign, sentence, lines } = result(whole, locked, damaged);
  assert.equal(sign, 'danger');
  assert.match(sentence, /^1 of 3 archives is damaged\./);
  assert.deepEqual(
    lines.map((line) => ('text' in line ? line.text : '')),
    [
      '/mnt/usb/b.tar: damaged, database sound',
      'share: damaged. share.tar.gz is damaged.',
      '/mnt/usb/c.tar: no key fits',
      '/mnt/usb/a.tar: whole, database sound',
    ],
  );
});

test('a key that does not fit is told from damage', () => {
  const { sign, sentence } = result(locked);
  assert.equal(sign, 'attention');
  assert.match(sentence, /no key that is known here fits. That is no sign of damage\./);
});

test('an archive that is none says why', () => {
  const problems = [{ path: '/x.tar', code: 'NOT_AN_ARCHIVE', message: 'This is no tar.' }];
  const { lines } = result({ ...whole, state: 'damaged', parts: [], database: 'not-checked', problems });
  assert.deepEqual(lines[1], { sign: 'none', text: 'This is no tar.' });
});

test('a copy says where it lies now', () => {
  const job = endedJob(
    { result: { id: 'a', location: 'nas', path: '/mnt/nas/a.tar' } },
    { work: { kind: 'copy', id: 'a', from: { name: 'usb', path: '/mnt/usb/a.tar' }, to: 'nas' } },
  );
  const { sign, sentence, lines } = copyResult(job as EndedJob);
  assert.equal(sign, 'ok');
  assert.match(sentence, /^Copied to nas, and read back/);
  assert.deepEqual(lines.at(-1), { name: 'To', value: '/mnt/nas/a.tar' });
});
