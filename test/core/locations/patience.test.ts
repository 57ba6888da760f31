import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Patience } from '../../../core/locations/patience.ts';

const silence = { kind: 'unreachable', message: 'the drive does not answer.' };

test('a step that does not come back is given up, and nothing else is tried there', async () => {
  const patience = new Patience('the drive', 1);
  await assert.rejects(
    patience.step(() => new Promise(() => undefined)),
    silence,
  );
  await assert.rejects(
    patience.step(async () => assert.fail('it was touched')),
    silence,
  );
});

test('what clears up waits for the step that hangs, in its order, and nobody waits for that', async () => {
  const patience = new Patience('the drive', 1);
  const { promise, resolve } = Promise.withResolvers<void>();
  await assert.rejects(
    patience.step(() => promise),
    silence,
  );
  const done: string[] = [];
  const end = Promise.withResolvers<void>();
  await patience.clearUpInTime(async () => void done.push('file'));
  patience.clearUp(() => done.push('lock') && end.resolve());
  assert.deepEqual(done, []);
  resolve();
  await end.promise;
  assert.deepEqual(done, ['file', 'lock']);
});

test('what hangs while it clears up is left to itself', async () => {
  const patience = new Patience('the drive', 1);
  await patience.clearUpInTime(() => new Promise(() => undefined));
  patience.clearUp(() => assert.fail('it was touched'));
});

test('where nothing hangs all is done at once, and errors come through', async () => {
  const patience = new Patience('the drive', 10_000);
  assert.equal(await patience.step(async () => 1), 1);
  await assert.rejects(
    patience.step(() => Promise.reject(new TypeError('a bug'))),
    TypeError,
  );
  let isClear = false;
  patience.clearUp(() => {
    isClear = true;
  });
  assert.ok(isClear);
});
