import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecorderSettings } from '../../../core/device/recorder.ts';
import { judgeFree, judgeLog, judgeSize } from '../../../core/prepare/database-size.ts';
import { judgeKeepDays, judgeOldest } from '../../../core/prepare/keeping.ts';
import type { Pages } from '../../../core/prepare/recorder-database.ts';
import { recorderLines } from '../../../core/prepare/recorder-lines.ts';
import type { Check } from '../../../core/prepare/types.ts';
import { checksOf, subjectOf } from '../../support/prepare.ts';

const setUp = ['database-place', 'keep-days', 'recorder-settings', 'database-size'] as const;

test('a recorder on a server is told without its password, and its database is not guessed at', async (t) => {
  for (const url of [
    'mysql://ha:hunter2@core-mariadb/homeassistant?charset=utf8mb4',
    'postgresql://ha:hunter2@10.0.0.5/ha',
  ]) {
    const { subject } = await subjectOf(t, { 'configuration.yaml': `recorder:\n  db_url: ${url}\n` });
    const found = await checksOf(subject, ...setUp);
    assert.equal(found['database-place']?.state, 'advice');
    assert.equal(found['keep-days']?.figure, 10);
    assert.equal(found['database-size']?.state, 'unknown');
    assert.match(found['database-size']?.message ?? '', /by a server/);
    assert.ok(!JSON.stringify(found).includes('hunter2'));
  }
});

test('settings are found in packages, includes and secrets', async (t) => {
  const { subject } = await subjectOf(t, {
    'configuration.yaml':
      'homeassistant:\n  packages: !include_dir_named packages\nrecorder: !include recorder.yaml\n',
    'recorder.yaml': 'purge_keep_days: !secret days\n',
    'secrets.yaml': 'days: 45\n',
    'packages/quick.yaml':
      'recorder:\n  commit_interval: 1\n  auto_repack: no\n  exclude:\n    domains: [sun]\n    event_types: [tick]\n',
    'packages/slow.yaml': 'recorder:\n  include:\n    entity_globs: sensor.power_*\n',
  });
  const found = await checksOf(subject, ...setUp);
  assert.deepEqual([found['keep-days']?.figure, found['keep-days']?.state], [45, 'advice']);
  assert.deepEqual([found['recorder-settings']?.figure, found['recorder-settings']?.state], [1, 'advice']);
  assert.deepEqual(
    found['recorder-settings']?.details.map(({ name, figure }) => [name, figure]),
    [
      ['commit_interval', 1],
      ['auto_purge', 'on'],
      ['auto_repack', 'off'],
      ['include entity_globs: sensor.power_*', null],
      ['exclude domains: sun', null],
      ['exclude event_types: tick', null],
    ],
  );
});

test('what a broken configuration hides cannot be known, and that is said', async (t) => {
  for (const [yaml, reason] of [
    ['recorder:\n  purge_keep_days: [1, hunter2\n', /not valid YAML \(line \d+\)/],
    ['recorder: !include missing.yaml\n', /missing\.yaml does not exist/],
    ['recorder:\n  db_url: !secret nowhere\n', /secret nowhere/],
  ] as const) {
    const { subject } = await subjectOf(t, { 'configuration.yaml': yaml });
    const found = await checksOf(subject, ...setUp);
    assert.equal(found['database-place']?.state, 'unknown');
    assert.match(found['database-place']?.message ?? '', reason);
    assert.match(found['keep-days']?.message ?? '', /cannot be known/);
    assert.equal(found['database-size']?.state, 'unknown');
    assert.ok(!JSON.stringify(found).includes('hunter2'));
  }
});

const MiB = 1024 * 1024;
const pages: Pages = {
  pageSize: 4096,
  pageCount: 100_000,
  freePages: 0,
  isWal: true,
  wal: 0,
  diskFree: 1e12,
};

test('the size is stated as Home Assistant states it, and is worth a word when large', () => {
  const { figure, message, state } = judgeSize(412 * 4096);
  assert.equal(figure, 412 * 4096);
  assert.match(message, /1\.61 MiB in Home Assistant/);
  assert.equal(state, 'ok');
  assert.equal(judgeSize(1200 * MiB).state, 'advice');
});

test('a repack is advised where it gives back much, and only where there is room for it', () => {
  assert.equal(judgeFree({ ...pages, freePages: 20_000 }).state, 'ok');
  const worth = judgeFree({ ...pages, freePages: 40_000 });
  assert.deepEqual([worth.state, worth.figure], ['advice', 40_000 * 4096]);
  assert.match(worth.remedies[0] ?? '', /Repack/);
  const tight = judgeFree({ ...pages, freePages: 40_000, diskFree: 100 * MiB });
  assert.match(tight.remedies[0] ?? '', /Make room/);
  assert.equal(
    judgeFree({ ...pages, pageCount: 100, freePages: 90 }).state,
    'ok',
    'a small one is left alone',
  );
});

test('a log that was kept from the database for long is worth a word', () => {
  assert.equal(judgeLog({ ...pages, wal: 200 * MiB }).state, 'ok');
  assert.equal(judgeLog({ ...pages, wal: 300 * MiB }).state, 'advice');
});

test('history that is older than the purge should leave is told', () => {
  const now = new Date('2026-11-20T15:05:00Z');
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  assert.equal(judgeOldest(daysAgo(11.5), 10, now, 'UTC').state, 'ok');
  assert.equal(judgeOldest(daysAgo(12.5), 10, now, 'UTC').state, 'advice');
  assert.equal(judgeOldest(daysAgo(900), null, now, 'UTC').state, 'ok');
  assert.equal(judgeOldest(null, 10, now, 'UTC').figure, null);
});

test('a purge that is switched off is told, however few days are set', async (t) => {
  const { config } = await subjectOf(t, { 'configuration.yaml': 'recorder:\n  auto_purge: false\n' });
  const settings = await readRecorderSettings({ config, env: {}, mounts: [] });
  assert.equal(judgeKeepDays(settings).state, 'advice');
});

test('the lines to paste lose no address of a database, show none, and switch the purge on', async (t) => {
  const { config } = await subjectOf(t, {
    'configuration.yaml':
      'recorder:\n  db_url: mysql://ha:secret@nas/ha\n  auto_purge: false\n  include:\n    entities: [sensor.power, sun.sun]\n',
  });
  const settings = await readRecorderSettings({ config, env: {}, mounts: [] });
  const busiest: Check = {
    id: 'database-entities',
    state: 'ok',
    figure: 900,
    unit: 'rows',
    message: '',
    remedies: [],
    details: [{ name: 'sensor.power', figure: 900, unit: 'rows' }],
  };
  assert.deepEqual(recorderLines(settings, busiest), [
    'recorder:',
    '  # db_url: keep the line that you have',
    '  auto_purge: true',
    '  purge_keep_days: 10',
    '  commit_interval: 30',
    '  include:',
    '    entities:',
    '      - sensor.power # 900 states',
    '      - sun.sun',
  ]);
});

test('the lines to paste are YAML that keeps what is set, and says the same when read again', async (t) => {
  const { config } = await subjectOf(t, {
    'configuration.yaml':
      'recorder:\n  purge_keep_days: 30\n  commit_interval: 60\n  exclude:\n    entity_globs: ["*_rssi"]\n    entities: [sun.sun]\n',
  });
  const settings = await readRecorderSettings({ config, env: {}, mounts: [] });
  const busiest = {
    details: [
      { name: 'sensor.power', figure: 900, unit: 'rows' as const },
      { name: 'sun.sun', figure: 90, unit: 'rows' as const },
      { name: 'not migrated yet', figure: 500, unit: 'rows' as const },
      { name: 'light.quiet', figure: 2, unit: 'rows' as const },
    ],
  };
  const check = {
    id: 'database-entities',
    state: 'ok',
    figure: 1,
    unit: 'rows',
    message: '',
    remedies: [],
  } as const;
  const lines = recorderLines(settings, { ...check, ...busiest });
  const again = await subjectOf(t, { 'configuration.yaml': lines.join('\n') });
  const read = await readRecorderSettings({ config: again.config, env: {}, mounts: [] });
  assert.deepEqual(read.problems, []);
  assert.deepEqual([read.keepDays, read.commitInterval], [10, 60]);
  assert.deepEqual(read.exclude.entityGlobs, ['*_rssi']);
  assert.deepEqual(read.exclude.entities, ['sun.sun', 'sensor.power']);
});
