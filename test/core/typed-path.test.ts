import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { typedPath } from '../../core/typed-path.ts';

const world = { home: '/home/anna' };

test('~ is the home of the user, at the beginning and as a whole name', () => {
  assert.equal(typedPath(world, ' ~/kit.txt '), '/home/anna/kit.txt');
  assert.equal(typedPath(world, '~'), '/home/anna');
  assert.equal(typedPath(world, '/mnt/~'), '/mnt/~');
  assert.equal(typedPath(world, '~anna'), path.resolve('~anna'));
});

test('nothing is no path', () => {
  for (const typed of ['', '  '])
    assert.throws(() => typedPath(world, typed), { code: 'NO_PATH', kind: 'usage' });
});
