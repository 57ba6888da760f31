import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readBackupSettings, readCoreConfig } from '../../../core/device/storage.ts';
import { testFolder } from '../../support/folder.ts';
import { writeFiles } from '../../support/installation.ts';
import { asNobody } from '../../support/nobody.ts';

const live = path.join(import.meta.dirname, '../../fixtures/homeassistant/config-live.tar.gz');

function stored(data: unknown, minor: number): string {
  return JSON.stringify({ version: 1, minor_version: minor, key: 'x', data });
}

test('the settings of a real Home Assistant 2026.11 are read', (t) => {
  const config = testFolder(t);
  execFileSync('tar', ['-xzf', live, '-C', config]);
  const core = readCoreConfig(config);
  assert.equal(core.instanceId, '46ac5436bff64792b5f2cea9ff4cf2f2');
  // Everything is set in its configuration.yaml, so it has not written this file.
  assert.deepEqual([core.state, core.timeZone], ['missing', null]);
  const backup = readBackupSettings(config);
  assert.equal(backup.state, 'read');
  assert.equal(backup.isConfigured, false);
  assert.equal(backup.password, null);
  assert.deepEqual(backup.schedule, { recurrence: 'never', days: [], time: null });
});

test('all of the automatic settings are read, of any minor version', (t) => {
  const config = testFolder(t);
  const data = {
    backups: [
      { backup_id: 'aa', failed_agent_ids: [], failed_addons: [], failed_folders: [] },
      {
        backup_id: 'bb',
        failed_agent_ids: ['cloud.cloud'],
        failed_addons: [{ slug: 'core_mosquitto', name: 'Mosquitto', version: '6' }],
        failed_folders: ['share'],
      },
      { backup_id: 'from-before-minor-7', failed_agent_ids: ['a.b'] },
    ],
    config: {
      agents: { 'backup.local': { protected: true, retention: { copies: 5, days: 0 } }, 'a.b': {} },
      automatic_backups_configured: true,
      create_backup: {
        agent_ids: ['backup.local'],
        include_addons: ['core_mosquitto'],
        include_database: false,
        include_folders: ['share'],
        password: 'ABCD',
      },
      last_completed_automatic_backup: '2026-11-20T04:45:00+01:00',
      retention: { copies: 3, days: null },
      schedule: { days: ['mon'], recurrence: 'custom_days', time: '04:45:00' },
      of_the_future: [1],
    },
  };
  writeFiles(config, {
    '.storage/backup': stored(data, 99),
    '.storage/core.uuid': stored({ uuid: 'u' }, 1),
    '.storage/core.config': stored({ location_name: 'Haus', time_zone: 'Europe/Berlin', country: 7 }, 99),
  });
  const backup = readBackupSettings(config);
  assert.equal(backup.password, 'ABCD');
  assert.deepEqual(
    [backup.isConfigured, backup.includeDatabase, backup.includeAllApps],
    [true, false, false],
  );
  assert.deepEqual([backup.apps, backup.folders], [['core_mosquitto'], ['share']]);
  assert.deepEqual(backup.agents, [
    { id: 'backup.local', isProtected: true, retention: { copies: 5, days: null } },
    { id: 'a.b', isProtected: false, retention: null },
  ]);
  assert.deepEqual(backup.retention, { copies: 3, days: null });
  assert.deepEqual(backup.schedule, { recurrence: 'custom_days', days: ['mon'], time: '04:45:00' });
  assert.deepEqual(backup.failures, [
    { backupId: 'bb', agents: ['cloud.cloud'], apps: ['core_mosquitto'], folders: ['share'] },
    { backupId: 'from-before-minor-7', agents: ['a.b'], apps: [], folders: [] },
  ]);
  const core = readCoreConfig(config);
  assert.deepEqual([core.locationName, core.timeZone, core.country], ['Haus', 'Europe/Berlin', null]);
  assert.deepEqual([core.instanceId, backup.instanceId], ['u', 'u']);
});

test('missing, broken and of a strange shape are told apart, and the content of none is quoted', (t) => {
  const config = testFolder(t);
  assert.equal(readBackupSettings(config).state, 'missing');
  mkdirSync(path.join(config, '.storage'));
  writeFileSync(path.join(config, '.storage/backup'), '{"data": {"password": hunter2}}');
  const broken = readBackupSettings(config);
  assert.equal(broken.state, 'unreadable');
  assert.ok(!JSON.stringify(broken).includes('hunter2'));
  for (const strange of ['null', '[]', '7', '{"data": {"config": "x", "backups": {}}}']) {
    writeFileSync(path.join(config, '.storage/backup'), strange);
    assert.deepEqual([readBackupSettings(config).state, readBackupSettings(config).agentIds], ['read', []]);
  }
});

test('a file of mode 0600 that belongs to somebody else is unreadable, not missing', async (t) => {
  const config = testFolder(t);
  chmodSync(config, 0o755);
  writeFiles(config, { '.storage/backup': stored({}, 9) });
  chmodSync(path.join(config, '.storage/backup'), 0o000);
  const settings = await asNobody(() => readBackupSettings(config));
  assert.equal(settings.state, 'unreadable');
  assert.match(settings.reason ?? '', /by this user \(EACCES\)/);
});
