import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Mount } from '../../../core/device/docker.ts';
import { readRecorderSettings } from '../../../core/device/recorder.ts';
import { testFolder } from '../../support/folder.ts';
import { writeFiles } from '../../support/installation.ts';

interface Setup {
  files: Record<string, string>;
  env?: Record<string, string>;
  mounts?: (config: string) => Mount[];
}

async function settings(t: TestContext, { files, env = {}, mounts = () => [] }: Setup) {
  const config = path.join(testFolder(t), 'config');
  mkdirSync(config);
  writeFiles(config, files);
  return { config, ...(await readRecorderSettings({ config, env, mounts: mounts(config) })) };
}

async function databaseOf(t: TestContext, url: string, mounts?: Setup['mounts']) {
  const files = { 'configuration.yaml': `recorder:\n  db_url: '${url}'\n` };
  return settings(t, { files, ...(mounts && { mounts }) });
}

test('without a word about the recorder Home Assistant’s own defaults hold', async (t) => {
  const found = await settings(t, { files: { 'configuration.yaml': 'default_config:\n' } });
  assert.deepEqual(found.recorder, {
    engine: 'sqlite',
    file: path.join(found.config, 'home-assistant_v2.db'),
    inConfig: 'home-assistant_v2.db',
    configured: false,
  });
  assert.deepEqual([found.keepDays, found.commitInterval], [10, 5]);
  assert.deepEqual([found.autoPurge, found.autoRepack, found.problems], [true, true, []]);
});

test('what is set is read, `no` and `off` being false as in YAML 1.1', async (t) => {
  const yaml = `
recorder:
  purge_keep_days: 30
  commit_interval: 0
  auto_purge: no
  auto_repack: off
  include:
    domains: [sensor, light]
  exclude:
    entity_globs: ["sensor.*_linkquality"]
    event_types: call_service
    entities:
      - sun.sun
`;
  const found = await settings(t, { files: { 'configuration.yaml': yaml } });
  assert.deepEqual([found.keepDays, found.commitInterval], [30, 0]);
  assert.deepEqual([found.autoPurge, found.autoRepack], [false, false]);
  assert.deepEqual(found.include.domains, ['sensor', 'light']);
  assert.deepEqual(found.exclude, {
    domains: [],
    entities: ['sun.sun'],
    entityGlobs: ['sensor.*_linkquality'],
    eventTypes: ['call_service'],
  });
});

test('!include, !secret beside the file and above it, and !env_var with its default are followed', async (t) => {
  const found = await settings(t, {
    files: {
      'configuration.yaml': 'recorder: !include parts/recorder.yaml\n',
      'parts/recorder.yaml':
        'db_url: !secret url\npurge_keep_days: !secret days\ncommit_interval: 3\nexclude: !include exclude.yaml\n',
      'parts/exclude.yaml': 'domains:\n  - !env_var HIDDEN_DOMAIN\n  - !env_var OTHER_DOMAIN two words\n',
      'parts/secrets.yaml': 'days: 21\n',
      'secrets.yaml': 'days: 99\nurl: sqlite:///history.db\n',
    },
    env: { HIDDEN_DOMAIN: 'weather' },
  });
  assert.deepEqual(found.problems, []);
  assert.deepEqual(found.recorder, {
    engine: 'sqlite',
    file: path.join(found.config, 'history.db'),
    inConfig: 'history.db',
    configured: true,
  });
  assert.equal(found.keepDays, 21);
  assert.deepEqual(found.exclude.domains, ['weather', 'two words']);
});

test('packages, from a mapping or from any of the four folder tags, add to the recorder', async (t) => {
  const parts = {
    'packages/deep/one.yaml': 'recorder:\n  purge_keep_days: 7\n  exclude:\n    domains: [a]\n',
    'packages/two.yaml': 'recorder:\n  exclude:\n    domains: [b]\n',
    'packages/empty.yaml': '',
    'packages/.hidden.yaml': 'recorder:\n  commit_interval: 60\n',
    'packages/not.txt': 'recorder:\n  commit_interval: 60\n',
    'packages/secrets.yaml': 'recorder: no package\n',
  };
  const main = 'recorder:\n  exclude:\n    domains: [main]\nhomeassistant:\n  packages: ';
  const named = await settings(t, {
    files: { ...parts, 'configuration.yaml': `${main}!include_dir_named packages\n` },
  });
  assert.deepEqual([named.keepDays, named.commitInterval], [7, 5]);
  assert.deepEqual(named.exclude.domains, ['main', 'b', 'a']);
  const merged = await settings(t, {
    files: {
      'configuration.yaml': `${main}!include_dir_merge_named packages\n`,
      'packages/all.yaml': 'history:\n  recorder:\n    purge_keep_days: 8\n',
    },
  });
  assert.equal(merged.keepDays, 8);
  const lists = await settings(t, {
    files: {
      'configuration.yaml':
        'recorder:\n  exclude:\n    domains: !include_dir_list names\n    entities: !include_dir_merge_list lists\n',
      'names/a.yaml': 'sun',
      'names/b.yaml': 'weather',
      'lists/a.yaml': '- light.a\n- light.b\n',
      'lists/b.yaml': '- light.c\n',
    },
  });
  assert.deepEqual(lists.exclude.domains, ['sun', 'weather']);
  assert.deepEqual(lists.exclude.entities, ['light.a', 'light.b', 'light.c']);
});

test('what is broken elsewhere in the configuration does not matter', async (t) => {
  const yaml = `
recorder:
  purge_keep_days: 4
automation: !include missing.yaml
sensor: !include_dir_list nowhere
wifi: !secret unknown
template: !some_tag {a: 1}
`;
  const found = await settings(t, { files: { 'configuration.yaml': yaml } });
  assert.equal(found.keepDays, 4);
  assert.equal(found.recorder.engine, 'sqlite');
  assert.deepEqual(found.problems, []);
});

test('what cannot be followed is not known, with the reason and without a value from the files', async (t) => {
  const cases: [string, Record<string, string>][] = [
    ['configuration.yaml does not exist', {}],
    ['line 3', { 'configuration.yaml': 'a: 1\nrecorder: {password: hunter2\n' }],
    ['line 2', { 'configuration.yaml': 'recorder:\n---\nrecorder:\n' }],
    ['merges', { 'configuration.yaml': 'recorder:\n  <<: !include a.yaml\n', 'a.yaml': 'db_url: x\n' }],
    ['missing.yaml does not exist', { 'configuration.yaml': 'recorder: !include missing.yaml\n' }],
    [
      'secret url',
      { 'configuration.yaml': 'recorder:\n  db_url: !secret url\n', 'secrets.yaml': 'uri: hunter2\n' },
    ],
    [
      'secrets.yaml is not valid',
      { 'configuration.yaml': 'recorder:\n  db_url: !secret url\n', 'secrets.yaml': 'url: "hunter2\n' },
    ],
    ['variable DATABASE', { 'configuration.yaml': 'recorder:\n  db_url: !env_var DATABASE\n' }],
    [
      'includes itself',
      { 'configuration.yaml': 'recorder: !include a.yaml\n', 'a.yaml': '!include a.yaml\n' },
    ],
    [
      'includes itself',
      {
        'configuration.yaml': 'homeassistant:\n  packages: !include_dir_named p\n',
        'p/a.yaml': '!include_dir_list .\n',
        'p/b.yaml': '!include_dir_list .\n',
      },
    ],
  ];
  for (const [reason, files] of cases) {
    const found = await settings(t, { files });
    assert.equal(found.recorder.engine, 'unknown', reason);
    assert.match(found.recorder.engine === 'unknown' ? found.recorder.reason : '', new RegExp(reason));
    assert.equal(found.keepDays, null, reason);
    assert.ok(!JSON.stringify(found).includes('hunter2'), reason);
  }
});

test('texts count as the numbers, answers and names that Home Assistant makes of them', async (t) => {
  const yaml = `
recorder:
  purge_keep_days: !env_var DAYS 30
  commit_interval: !secret interval
  auto_purge: !env_var PURGE off
  auto_repack: "False"
  exclude:
    entities: Sensor.One, sensor.two
`;
  const files = { 'configuration.yaml': yaml, 'secrets.yaml': 'interval: "60"\n' };
  const found = await settings(t, { files, env: { DAYS: '12' } });
  assert.deepEqual([found.keepDays, found.commitInterval], [12, 60]);
  assert.deepEqual([found.autoPurge, found.autoRepack, found.problems], [false, false, []]);
  assert.deepEqual(found.exclude.entities, ['sensor.one', 'sensor.two']);
});

test('a value that Home Assistant refuses is not told as if it held', async (t) => {
  for (const [key, value] of [
    ['purge_keep_days', '0'],
    ['purge_keep_days', 'ten'],
    ['purge_keep_days', ''],
    ['commit_interval', '-3'],
    ['auto_purge', 'maybe'],
  ] as const) {
    const found = await settings(t, { files: { 'configuration.yaml': `recorder:\n  ${key}: ${value}\n` } });
    assert.equal(found.keepDays, null, value);
    assert.match(found.problems.join(), new RegExp(`refuses ${key} `), value);
  }
});

test('what is included by an absolute path is looked for where the container has it from', async (t) => {
  const files = {
    'configuration.yaml': 'homeassistant:\n  packages: !include_dir_named /config/packages\n',
    'packages/history.yaml': 'recorder: !include /config/recorder.yaml\n',
    'recorder.yaml': 'purge_keep_days: 4\n',
  };
  const found = await settings(t, { files, mounts: (config) => [{ inside: '/config', path: config }] });
  assert.deepEqual([found.keepDays, found.problems], [4, []]);
});

test('the folders of a folder count after its files, and a package of a bad name does not', async (t) => {
  const files = {
    'configuration.yaml': 'homeassistant:\n  packages: !include_dir_merge_named packages\n',
    'packages/b.yaml': 'history:\n  recorder: {purge_keep_days: 1}\n',
    'packages/a/z.yaml': 'history:\n  recorder: {purge_keep_days: 2}\n',
    'packages/c.yaml': 'bad-name:\n  recorder: {commit_interval: 3}\n',
  };
  const found = await settings(t, { files });
  assert.deepEqual([found.keepDays, found.commitInterval], [2, 5]);
});

test('a value that cannot be known hides no more than itself', async (t) => {
  const yaml = 'recorder:\n  commit_interval: !env_var ELSEWHERE\n  purge_keep_days: 3\n';
  const found = await settings(t, { files: { 'configuration.yaml': yaml } });
  assert.equal(found.recorder.engine, 'sqlite');
  assert.deepEqual([found.keepDays, found.commitInterval, found.problems.length], [3, null, 1]);
});

test('a file that multiplies itself by aliases is refused instead of filling the memory', async (t) => {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const lines = levels
    .slice(1)
    .map((level, index) => `${level}: &${level} [${Array(9).fill(`*${levels[index]}`)}]`);
  const yaml = `a: &a [x,x,x,x,x,x,x,x,x]\n${lines.join('\n')}\nrecorder:\n  exclude: *h\n`;
  const found = await settings(t, { files: { 'configuration.yaml': yaml } });
  assert.equal(found.recorder.engine, 'unknown');
});

test('SQLite files: relative, absolute, seen from inside a container, in memory', async (t) => {
  const relative = await databaseOf(t, 'sqlite:///db/history.db');
  assert.deepEqual(relative.recorder, {
    engine: 'sqlite',
    file: path.join(relative.config, 'db/history.db'),
    inConfig: 'db/history.db',
    configured: true,
  });
  const absolute = await databaseOf(t, 'sqlite:////var/lib/ha/history.db?timeout=20');
  assert.deepEqual(absolute.recorder, {
    engine: 'sqlite',
    file: '/var/lib/ha/history.db',
    inConfig: null,
    configured: true,
  });
  const mounts = (config: string) => [
    { inside: '/config', path: config },
    { inside: '/config/db', path: '/mnt/fast' },
  ];
  const inside = await databaseOf(t, 'sqlite+pysqlite:////config/x.db', mounts);
  assert.equal(inside.recorder.engine === 'sqlite' && inside.recorder.inConfig, 'x.db');
  const elsewhere = await databaseOf(t, 'sqlite:////config/db/x.db', mounts);
  assert.equal(elsewhere.recorder.engine === 'sqlite' && elsewhere.recorder.file, '/mnt/fast/x.db');
  assert.equal((await databaseOf(t, 'sqlite:////tmp/x.db', mounts)).recorder.engine, 'unknown');
  for (const url of ['sqlite://', 'sqlite:///:memory:', 'sqlite://config/x.db']) {
    assert.equal((await databaseOf(t, url)).recorder.engine, 'unknown');
  }
});

test('a database behind a link that leads out of the configuration is not inside it', async (t) => {
  const { config } = await settings(t, { files: { 'configuration.yaml': '' } });
  const outside = path.join(config, '../elsewhere.db');
  writeFileSync(outside, '');
  symlinkSync(outside, path.join(config, 'home-assistant_v2.db'));
  const found = await readRecorderSettings({ config, env: {}, mounts: [] });
  const recorder = { engine: 'sqlite', file: realpathSync(outside), inConfig: null, configured: false };
  assert.deepEqual(found.recorder, recorder);
});

test('of a server’s address neither the password nor the query is kept', async (t) => {
  const cases = [
    ['mysql+pymysql://ha:s3cret@core-mariadb/ha?charset=utf8mb4', 'mysql+pymysql://ha@core-mariadb/ha'],
    ['postgresql://ha:s3cr@et/x@10.0.0.2:5432/ha', 'postgresql://ha@10.0.0.2:5432/ha'],
    ['postgresql://@/ha?password=s3cret', 'postgresql:///ha'],
  ] as const;
  for (const [url, shown] of cases) {
    const found = await databaseOf(t, url);
    assert.deepEqual(found.recorder, { engine: 'server', url: shown });
    assert.ok(!JSON.stringify(found).includes('s3cr'));
  }
});
