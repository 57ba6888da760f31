import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  readBackupKey,
  readInstanceId,
  readLocationName,
  readTimeZone,
} from '../../../core/device/storage.ts';
import { testFolder } from '../../support/folder.ts';
import { writeFiles } from '../../support/installation.ts';
import { asNobody } from '../../support/nobody.ts';

const live = path.join(import.meta.dirname, '../../fixtures/homeassistant/config-live.tar.gz');

function stored(data: unknown, minor: number): string {
  return JSON.stringify({ version: 1, minor_version: minor, key: 'x', data });
}

test('a real Home Assistant 2026.11 that sets everything in its configuration.yaml has only its id here', (t) => {
  const config = testFolder(t);
  execFileSync('tar', ['-xzf', live, '-C', config]);
  assert.equal(readInstanceId(config), '46ac5436bff64792b5f2cea9ff4cf2f2');
  assert.deepEqual(
    [readLocationName(config), readTimeZone(config), readBackupKey(config)],
    [null, null, null],
  );
});

test('files of any minor version are read', (t) => {
  const config = testFolder(t);
  writeFiles(config, {
    '.storage/backup': stored({ config: { create_backup: { password: 'ABCD' }, of_the_future: [1] } }, 99),
    '.storage/core.uuid': stored({ uuid: 'u' }, 1),
    '.storage/core.config': stored({ location_name: 'Haus', time_zone: 'Europe/Berlin' }, 99),
  });
  assert.deepEqual(
    [readInstanceId(config), readLocationName(config), readTimeZone(config), readBackupKey(config)],
    ['u', 'Haus', 'Europe/Berlin', 'ABCD'],
  );
});

test('what is missing, broken or of a strange shape tells nothing', (t) => {
  const config = testFolder(t);
  assert.equal(readBackupKey(config), null);
  mkdirSync(path.join(config, '.storage'));
  for (const strange of ['{"data": {"password": hunter2}}', 'null', '[]', '7', '{"data": {"config": "x"}}']) {
    writeFileSync(path.join(config, '.storage/backup'), strange);
    assert.equal(readBackupKey(config), null, strange);
  }
});

test('a file of mode 0600 that belongs to somebody else tells nothing', async (t) => {
  const config = testFolder(t);
  chmodSync(config, 0o755);
  writeFiles(config, { '.storage/backup': stored({ config: { create_backup: { password: 'ABCD' } } }, 9) });
  chmodSync(path.join(config, '.storage/backup'), 0o000);
  assert.equal(await asNobody(() => readBackupKey(config)), null);
});
