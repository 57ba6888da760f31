import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import { readBackupKey, readInstanceId, readTimeZone } from '../../../core/device/storage.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { isSqlite } from '../../../core/sqlite/files.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

const world = testWorld({ env: {}, run: async () => ({ exitCode: 127, stdout: '', stderr: '' }) });

/** Made once: it takes a second or two. */
let directory = '';
before(async () => {
  directory = path.join(mkdtempSync(path.join(tmpdir(), 'lifeboat-test-')), 'demo');
  await makeDemo(world, directory);
});
after(() => rmSync(path.dirname(directory), { recursive: true, force: true }));

test('the demo is found as such, with all parts, its recorder and its settings', async () => {
  const found = await findInstallation(world, { config: directory });
  const config = path.join(directory, 'homeassistant');
  assert.deepEqual([found.kind, found.config, found.version], ['demo', config, '2026.11.0']);
  assert.deepEqual(
    found.parts.map(({ id }) => id),
    ['homeassistant', 'database', 'share', 'ssl', 'media', 'addons/local'],
  );
  assert.equal(found.control.how, 'none');
  assert.equal(found.backups, path.join(config, 'backups'));
  assert.deepEqual(found.notes, []);
  assert.equal(readTimeZone(config), 'Europe/Berlin');
  assert.match(readInstanceId(config) ?? '', /^[0-9a-f]{32}$/);
  assert.equal(readBackupKey(config), null);
});

test('its history is a whole database in WAL mode, of the tables and the schema of Home Assistant 2026.11', () => {
  const config = path.join(directory, 'homeassistant');
  const history = new DatabaseSync(path.join(config, 'home-assistant_v2.db'), { readOnly: true });
  const one = (sql: string) => Object.values(history.prepare(sql).get() ?? {})[0];
  assert.equal(one('PRAGMA integrity_check'), 'ok');
  assert.deepEqual(history.prepare('PRAGMA foreign_key_check').all(), []);
  assert.equal(one('PRAGMA journal_mode'), 'wal');
  assert.equal(one('SELECT max(schema_version) FROM schema_changes'), 53);
  assert.ok(Number(one('SELECT count(*) FROM states')) > 15_000);
  const days = Number(one('SELECT (max(last_updated_ts) - min(last_updated_ts)) / 86400 FROM states'));
  assert.equal(Math.round(days), 10);
  assert.ok(Number(one('SELECT max(last_updated_ts) FROM states')) <= world.now().getTime() / 1000);
  history.close();
  assert.ok(isSqlite(path.join(config, 'zigbee.db')));
});

test('it has what backups stumble over: a relative link, names beyond ASCII, files for their owner alone', () => {
  const config = path.join(directory, 'homeassistant');
  assert.ok(lstatSync(path.join(config, 'www/plan.svg')).isSymbolicLink());
  assert.equal(readlinkSync(path.join(config, 'www/plan.svg')), 'floorplan/Küche.svg');
  assert.match(readFileSync(path.join(config, 'www/plan.svg'), 'utf8'), /<svg/);
  for (const secret of ['.storage/auth', '.storage/backup', 'secrets.yaml', '../ssl/privkey.pem']) {
    assert.equal(statSync(path.join(config, secret)).mode & 0o777, 0o600, secret);
  }
});

test('a demo that is there stays as it is, and other files are not touched', async (t) => {
  const folder = testFolder(t);
  const demo = path.join(folder, 'demo');
  mkdirSync(demo);
  await makeDemo(world, demo);
  writeFileSync(path.join(demo, 'homeassistant/mine.yaml'), 'mine');
  await makeDemo(world, demo);
  assert.equal(readFileSync(path.join(demo, 'homeassistant/mine.yaml'), 'utf8'), 'mine');
  await assert.rejects(
    makeDemo(world, path.join(demo, 'homeassistant')),
    (error) => error instanceof LifeboatError && error.code === 'DEMO_NOT_EMPTY',
  );
  assert.deepEqual(readdirSync(folder), ['demo']);
});
