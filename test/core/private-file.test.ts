import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { writePrivateFile } from '../../core/private-file.ts';
import { smallDisk } from '../support/mounts.ts';

test('on a drive with room for a part of it only, the file stays as it was', (t) => {
  const disk = smallDisk(t, 'size=12k');
  if (disk === null) return;
  const file = path.join(disk, 'keys.json');
  writePrivateFile(file, 'old');
  assert.throws(() => writePrivateFile(file, 'new'.repeat(4000)), { code: 'ENOSPC' });
  assert.equal(readFileSync(file, 'utf8'), 'old');
  assert.deepEqual(readdirSync(disk), ['keys.json']);
});
