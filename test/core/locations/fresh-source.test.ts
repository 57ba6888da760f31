import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { openFreshSource } from '../../../core/locations/fresh-source.ts';
import { testFolder } from '../../support/folder.ts';

/** Beside the sources: a temporary folder may be memory. */
function folderOnDisk(t: TestContext): string {
  const folder = mkdtempSync(path.resolve('.lifeboat-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a file is read from the drive byte for byte, whatever is asked for', async (t) => {
  const content = randomBytes(3 * 2 ** 20 + 1787);
  const file = path.join(folderOnDisk(t), 'a');
  writeFileSync(file, content, { flush: true });
  const source = await openFreshSource(file);
  if (source === null) return t.skip('this file system reads from memory only');
  t.after(() => source.close());
  assert.equal(source.readFrom, 'medium');
  assert.equal(source.size, content.length);
  const asked: [number, number][] = [
    [0, 10],
    [4095, 2],
    [2 ** 20 - 1, 4098],
    [17, 2 ** 21 + 3],
    [content.length - 5, 100],
    [content.length, 10],
    [0, content.length],
  ];
  for (const [offset, length] of asked)
    assert.deepEqual(await source.read(offset, length), content.subarray(offset, offset + length));
  // At once, as the workers of a verification ask.
  const both = await Promise.all([source.read(5, 2 ** 20), source.read(2 ** 21, 99)]);
  assert.deepEqual(both, [content.subarray(5, 5 + 2 ** 20), content.subarray(2 ** 21, 2 ** 21 + 99)]);
});

test('an empty file can be read back too, and one that is not there is told in words', async (t) => {
  const folder = folderOnDisk(t);
  const location = directoryLocation('here', folder);
  writeFileSync(path.join(folder, 'a'), '');
  const source = await location.open(path.join(folder, 'a'), { fresh: true });
  assert.equal((await source.read(0, 10)).length, 0);
  await source.close();
  await assert.rejects(location.open(path.join(folder, 'b'), { fresh: true }), { code: 'NO_SUCH_ARCHIVE' });
});

test('without the wish for it the way a file is read is the usual one', async (t) => {
  const folder = testFolder(t);
  writeFileSync(path.join(folder, 'a'), 'x');
  const source = await directoryLocation('here', folder).open(path.join(folder, 'a'));
  assert.equal(source.readFrom, 'memory');
  await source.close();
});
