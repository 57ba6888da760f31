import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Branch, fanOut } from '../../../core/backup/fan-out.ts';
import { noAnswer } from '../../../core/device/answer.ts';
import { LifeboatError } from '../../../core/errors.ts';
import type { JobEvent } from '../../../core/events.ts';
import type { Sink } from '../../../core/locations/types.ts';

/** A branch that keeps what it is given, until `write` says otherwise. */
function branch(name: string, write?: () => Promise<void>): Branch & { taken: string } {
  const one = { name, failure: null, taken: '', sink: null as Sink | null };
  const sink = {
    async write(bytes: Buffer) {
      await write?.();
      one.taken += String(bytes);
    },
    async patch() {},
  };
  one.sink = sink as unknown as Sink;
  return one;
}

const silent = () => undefined;
const full = () => Promise.reject(new LifeboatError('no-space', 'NO_SPACE', 'Full.'));

test('a branch that fails is told at once and left behind; the others get everything', async () => {
  const branches = [branch('good'), branch('full', full)];
  const told: JobEvent[] = [];
  const target = fanOut(branches, branches, (event) => told.push(event));
  for (const text of ['a', 'b', 'c']) await target.write(Buffer.from(text));
  assert.deepEqual(
    branches.map(({ taken, failure }) => [taken, failure?.code]),
    [
      ['abc', undefined],
      ['', 'NO_SPACE'],
    ],
  );
  assert.deepEqual(told, [
    { type: 'note', code: 'NO_SPACE', message: 'NOT in full: Full. The others go on.', location: 'full' },
  ]);
});

test('when the last branch has failed the first error ends it all', async () => {
  const branches = [branch('one', full), branch('two', full)];
  const target = fanOut(branches, branches, silent);
  await assert.rejects(async () => target.write(Buffer.from('a')), { code: 'NO_SPACE' });
});

test('branches of another form of the archive keep it alive', async () => {
  const [bad, good] = [branch('bad', full), branch('good')];
  await fanOut([bad], [bad, good], silent).write(Buffer.from('a'));
  assert.equal(bad.failure?.code, 'NO_SPACE');
});

test('the memory that a branch which hangs was given is left to it', async () => {
  const branches = [branch('hangs', () => Promise.reject(noAnswer('there'))), branch('good')];
  const target = fanOut(branches, branches, silent);
  assert.equal(target.keepsMemory, false);
  await target.write(Buffer.from('a'));
  assert.equal(target.keepsMemory, true);
});

test('what is no error of a location is not taken for one', async () => {
  const bug = () => Promise.reject(new TypeError('a bug'));
  const branches = [branch('one', bug), branch('two')];
  await assert.rejects(async () => fanOut(branches, branches, silent).write(Buffer.from('a')), TypeError);
});
