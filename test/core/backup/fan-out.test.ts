import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Branch, fanOut } from '../../../core/backup/fan-out.ts';
import { LifeboatError } from '../../../core/errors.ts';
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

const full = () => Promise.reject(new LifeboatError('no-space', 'NO_SPACE', 'Full.'));

test('a branch that fails is left behind; the others get everything', async () => {
  const branches = [branch('good'), branch('full', full)];
  const target = fanOut(branches);
  for (const text of ['a', 'b', 'c']) await target.write(Buffer.from(text));
  assert.deepEqual(
    branches.map(({ taken, failure }) => [taken, failure?.code]),
    [
      ['abc', undefined],
      ['', 'NO_SPACE'],
    ],
  );
});

test('when the last branch has failed the first error ends it all', async () => {
  const target = fanOut([branch('one', full), branch('two', full)]);
  await assert.rejects(async () => target.write(Buffer.from('a')), { code: 'NO_SPACE' });
});

test('branches of another form of the archive keep it alive', async () => {
  const [bad, good] = [branch('bad', full), branch('good')];
  await fanOut([bad], [bad, good]).write(Buffer.from('a'));
  assert.equal(bad.failure?.code, 'NO_SPACE');
});

test('a branch that takes nothing any more is given up, and its memory is left to it', async () => {
  const branches = [branch('hangs', () => new Promise(() => undefined)), branch('good')];
  const target = fanOut(branches, branches, 1);
  assert.equal(target.keepsMemory, false);
  await target.write(Buffer.from('a'));
  await target.write(Buffer.from('b'));
  assert.equal(branches[1]?.taken, 'ab');
  assert.equal(branches[0]?.failure?.code, 'LOCATION_HANGS');
  assert.equal(branches[0]?.failure?.exitCode, 15);
  assert.equal(target.keepsMemory, true);
});

test('what is no error of a location is not taken for one', async () => {
  const bug = () => Promise.reject(new TypeError('a bug'));
  await assert.rejects(
    async () => fanOut([branch('one', bug), branch('two')]).write(Buffer.from('a')),
    TypeError,
  );
});
