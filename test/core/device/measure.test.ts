import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { measureParts } from '../../../core/device/measure.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { testInstallation } from '../../support/installation.ts';
import { asNobody } from '../../support/nobody.ts';

test('the database with its -wal counts once, as the part of its own', async (t) => {
  const { installation, config } = testInstallation(t, { 'home-assistant_v2.db': 'x'.repeat(5000) }, {});
  writeFileSync(path.join(config, 'home-assistant_v2.db-wal'), 'y'.repeat(300));
  writeFileSync(path.join(config, 'a.yaml'), 'z'.repeat(70));
  const sizes = await measureParts(installation);
  assert.deepEqual(
    sizes.map(({ id, apparent, files }) => [id, apparent, files]),
    [
      ['homeassistant', 70, 1],
      ['database', 5300, 2],
      ['share', 0, 0],
    ],
  );
});

test('a file with several names counts once, and a sparse one as what it occupies', async (t) => {
  const { installation, share } = testInstallation(t, {}, { one: 'a'.repeat(10_000) });
  linkSync(path.join(share, 'one'), path.join(share, 'two'));
  writeFileSync(path.join(share, 'sparse'), '');
  truncateSync(path.join(share, 'sparse'), 1_000_000_000);
  const size = (await measureParts(installation)).find(({ id }) => id === 'share');
  assert.equal(size?.apparent, 1_000_010_000);
  assert.equal(size?.bytes, statSync(path.join(share, 'one')).blocks * 512);
  assert.equal(size?.files, 3);
});

test('links are not followed, dead or alive, and what is no file is not opened', async (t) => {
  const { installation, share } = testInstallation(t, { 'big.bin': 'b'.repeat(9000) }, { 'sub/x': 'x' });
  symlinkSync('../config/big.bin', path.join(share, 'alive'));
  symlinkSync('..', path.join(share, 'up'));
  symlinkSync('nowhere', path.join(share, 'dead'));
  execFileSync('mkfifo', [path.join(share, 'fifo')]);
  const size = (await measureParts(installation)).find(({ id }) => id === 'share');
  assert.deepEqual([size?.apparent, size?.files, size?.folders, size?.unreadable], [1, 5, 1, 0]);
});

test('what a backup leaves out can be left out', async (t) => {
  const { installation } = testInstallation(
    t,
    { 'backups/x.tar': 'x'.repeat(99), 'a.log': 'y', b: 'zz' },
    {},
  );
  const [size] = await measureParts(installation, {
    leaveOut: (part, path) => part.id === 'homeassistant' && /^backups\/|\.log$/.test(path),
  });
  assert.deepEqual([size?.apparent, size?.files, size?.folders], [2, 1, 1]);
});

test('what may not be looked into is counted as such', async (t) => {
  const { installation, device, share } = testInstallation(t, {}, { 'locked/x': 'x', y: 'yy' });
  chmodSync(device, 0o755);
  chmodSync(path.join(share, 'locked'), 0o000);
  const sizes = await asNobody(() => measureParts(installation));
  chmodSync(path.join(share, 'locked'), 0o700);
  const size = sizes.find(({ id }) => id === 'share');
  assert.deepEqual([size?.apparent, size?.unreadable], [2, 1]);
});

test('a part that went away, and a cancelled measurement', async (t) => {
  const { installation, share } = testInstallation(t, { a: 'a' }, { b: 'b' });
  rmSync(share, { recursive: true });
  assert.equal((await measureParts(installation)).at(-1)?.files, 0);
  mkdirSync(share);
  await assert.rejects(
    measureParts(installation, { signal: AbortSignal.abort() }),
    (error) => error instanceof LifeboatError && error.code === 'CANCELLED',
  );
});
