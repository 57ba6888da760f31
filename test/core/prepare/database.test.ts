import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { writeHistory } from '../../../core/device/demo/history.ts';
import type { CheckId } from '../../../core/prepare/types.ts';
import { asNobody } from '../../support/nobody.ts';
import { checksOf, subjectOf } from '../../support/prepare.ts';
import { startWriter } from '../../support/start-writer.ts';
import { testWorld } from '../../support/world.ts';

const ofTheFile: CheckId[] = [
  'database-size',
  'database-free',
  'database-wal',
  'oldest-row',
  'database-entities',
  'database-events',
  'database-tables',
  'database-attributes',
  'database-integrity',
];

async function withHistory(t: TestContext, yaml = 'default_config:\n') {
  const made = await subjectOf(t, { 'configuration.yaml': yaml });
  const file = path.join(made.config, 'home-assistant_v2.db');
  await writeHistory(file, testWorld());
  return { ...made, file };
}

/** One value that SQLite itself answers. */
function ask(file: string, sql: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const [value] = Object.values(database.prepare(sql).get() ?? {});
  database.close();
  return value;
}

for (const journal of ['wal', 'delete']) {
  test(`while a recorder writes without a pause (${journal}) its size is found, and no commit is refused`, async (t) => {
    const { subject, file } = await withHistory(t);
    const writer = startWriter(t, file, journal);
    await writer.ask('insert 200');
    const before = await writer.ask('run');
    const found = await checksOf(subject, 'database-size', 'database-entities', 'database-integrity');
    assert.ok((await writer.ask('insert 1')) > before, 'the writer got on');
    const bytes = Number(ask(file, 'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size'));
    const stated = Number(found['database-size']?.figure);
    assert.ok(stated > 0 && stated <= bytes);
    const rest = [found['database-entities'], found['database-integrity']];
    const answered = rest.every((check) => check?.state === 'ok');
    const declined = rest.every(
      (check) => check?.state === 'ok' || /hold up Home Assistant/.test(check?.message ?? ''),
    );
    assert.ok(journal === 'wal' ? answered : declined, JSON.stringify(rest));
    await writer.ask('close');
    assert.equal(await writer.end(), 0, 'a commit was refused');
  });
}

test('the figures are SQLite’s own', async (t) => {
  const { subject, file } = await withHistory(t);
  const writer = new DatabaseSync(file);
  writer.exec('DELETE FROM statistics_short_term; PRAGMA wal_checkpoint(TRUNCATE); CREATE TABLE late (n)');
  const found = await checksOf(subject, ...ofTheFile);
  const figure = (id: string) => found[id]?.figure;
  assert.equal(
    figure('database-size'),
    ask(file, 'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size'),
  );
  assert.equal(
    figure('database-free'),
    ask(file, 'SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size'),
  );
  assert.ok(Number(figure('database-free')) > 0);
  assert.equal(figure('database-wal'), readFileSync(`${file}-wal`).length);
  assert.ok(Number(figure('database-wal')) > 0);
  const oldest = Number(ask(file, 'SELECT min(last_updated_ts) FROM states'));
  assert.equal(figure('oldest-row'), new Date(oldest * 1000).toISOString());
  const [first] = found['database-entities']?.details ?? [];
  assert.deepEqual(first, { name: 'sensor.house_power', figure: 7200, unit: 'rows' });
  assert.equal(
    ask(
      file,
      "SELECT count(*) FROM states s JOIN states_meta m USING (metadata_id) WHERE m.entity_id = 'sensor.house_power'",
    ),
    7200,
  );
  const tables = found['database-tables']?.details ?? [];
  const sum = tables.reduce((total, { figure: bytes }) => total + Number(bytes), 0);
  assert.equal(
    sum + Number(figure('database-free')),
    figure('database-size'),
    'tables and free pages are all of it',
  );
  writer.close();
});

test('a damaged database is a problem, and what is no database too', async (t) => {
  const { subject, file } = await withHistory(t);
  const bytes = readFileSync(file);
  const pageSize = bytes.readUInt16BE(16);
  for (let page = 3; page * pageSize < bytes.length; page += 4)
    bytes.fill(0xa5, page * pageSize + 8, page * pageSize + 90);
  writeFileSync(file, bytes);
  const damaged = await checksOf(subject, ...ofTheFile);
  assert.equal(damaged['database-integrity']?.state, 'problem');
  assert.equal(damaged['database-integrity']?.figure, 'malformed');
  assert.ok(damaged['database-integrity']?.remedies.length);
  assert.equal(damaged['database-size']?.figure, bytes.length, 'its size is known all the same');
  writeFileSync(file, 'a letter to the harbour master\n'.repeat(2000));
  const foreign = await checksOf(subject, ...ofTheFile);
  assert.equal(foreign['database-integrity']?.state, 'problem');
  assert.equal(foreign['database-size']?.state, 'unknown');
});

test('a database without a byte is a problem, one that is not there yet is none', async (t) => {
  const { subject, config } = await subjectOf(t, { 'configuration.yaml': 'default_config:\n' });
  const integrity = async () => (await checksOf(subject, 'database-integrity'))['database-integrity'];
  assert.equal((await integrity())?.state, 'ok');
  writeFileSync(path.join(config, 'home-assistant_v2.db'), '');
  assert.deepEqual([(await integrity())?.state, (await integrity())?.figure], ['problem', 'empty']);
});

test('a database that this user cannot read is said to be that', async (t) => {
  const { subject, file, config, device } = await withHistory(t);
  for (const folder of [device, config]) chmodSync(folder, 0o755);
  chmodSync(file, 0);
  const unreadable = await asNobody(() => checksOf(subject, 'database-size', 'database-integrity'));
  for (const { state, message, remedies } of Object.values(unreadable))
    assert.deepEqual(
      [state, message, remedies],
      ['unknown', 'It cannot be read (EACCES).', ['Run it with sudo.']],
    );
});

test('the database that was left behind when the history went to a server is named with its size', async (t) => {
  const { subject } = await subjectOf(t, {
    'configuration.yaml': 'recorder:\n  db_url: mysql://ha:secret@nas/ha\n',
    'home-assistant_v2.db': 'x'.repeat(3000),
  });
  const place = (await checksOf(subject, 'database-place'))['database-place'];
  assert.match(place?.remedies[1] ?? '', /^home-assistant_v2\.db with 3\.0 kB lies there unused/);
  assert.doesNotMatch(JSON.stringify(place), /secret/);
});

test('a history that is left out is not said to be in every backup', async (t) => {
  const { subject } = await subjectOf(t, { 'configuration.yaml': '', 'home-assistant_v2.db': '' });
  const message = async (exclude: string[]) =>
    (await checksOf({ ...subject, exclude }, 'database-place'))['database-place']?.message ?? '';
  assert.match(await message([]), /goes into every backup/);
  for (const entry of ['database', 'homeassistant']) assert.match(await message([entry]), /left out by you/);
});

test('schemas before 2022.4 and before 2023.4 are read as they are', async (t) => {
  const states = (file: string, columns: string, rows: (string | number | null)[][]) => {
    const database = new DatabaseSync(file);
    // Without such a log only what is answered within a tenth of a second is asked.
    database.exec(`PRAGMA journal_mode = wal;
      DROP TABLE IF EXISTS states; DROP TABLE IF EXISTS events; DROP TABLE IF EXISTS state_attributes;
      CREATE TABLE states (state_id INTEGER PRIMARY KEY, ${columns});
      CREATE TABLE events (event_id INTEGER PRIMARY KEY, event_type VARCHAR(32), event_data TEXT);
      CREATE TABLE state_attributes (attributes_id INTEGER PRIMARY KEY, hash BIGINT, shared_attrs TEXT);
      INSERT INTO state_attributes VALUES (1, 0, '{"unit": "W"}'), (2, 0, '{}');
      INSERT INTO events VALUES (1, 'call_service', '{}'), (2, 'call_service', '{}'), (3, 'homeassistant_start', '{}')`);
    const insert = database.prepare(`INSERT INTO states VALUES (${rows[0]?.map(() => '?')})`);
    for (const row of rows) insert.run(...row);
    database.close();
  };
  const { subject, config } = await subjectOf(t, { 'configuration.yaml': '' });
  const file = path.join(config, 'home-assistant_v2.db');
  const expected = (found: Awaited<ReturnType<typeof checksOf>>, bytes: number) => {
    assert.deepEqual(found['database-entities']?.details, [
      { name: 'sensor.power', figure: 2, unit: 'rows' },
      { name: 'sun.sun', figure: 1, unit: 'rows' },
    ]);
    assert.deepEqual(found['database-attributes']?.details[0], {
      name: 'sensor.power',
      figure: bytes,
      unit: 'bytes',
    });
    assert.deepEqual(found['database-events']?.details[0], { name: 'call_service', figure: 2, unit: 'rows' });
    assert.equal(found['oldest-row']?.figure, '2021-11-20T15:05:00.250Z');
  };
  states(file, 'entity_id VARCHAR(255), attributes TEXT, last_updated DATETIME', [
    [1, 'sensor.power', '{"unit": "W"}', '2021-11-20 15:05:00.250000'],
    [2, 'sensor.power', '{"unit": "W"}', '2021-11-21 15:05:00.250000'],
    [3, 'sun.sun', '{}', '2021-11-21 16:05:00.250000'],
  ]);
  expected(await checksOf(subject, ...ofTheFile), 26);
  states(
    file,
    'entity_id VARCHAR(255), attributes_id INTEGER, last_updated DATETIME, last_updated_ts FLOAT',
    [
      [1, 'sensor.power', 1, null, 1637420700.25],
      [2, 'sensor.power', 1, null, 1637507100.25],
      [3, 'sun.sun', 2, null, 1637510700.25],
    ],
  );
  expected(await checksOf(subject, ...ofTheFile), 13);
});

test('a database of something else is not taken for a history', async (t) => {
  const { subject, config } = await subjectOf(t, { 'configuration.yaml': '' });
  const database = new DatabaseSync(path.join(config, 'home-assistant_v2.db'));
  database.exec('PRAGMA journal_mode = wal; CREATE TABLE devices (n)');
  database.close();
  const found = await checksOf(subject, ...ofTheFile);
  assert.match(found['oldest-row']?.message ?? '', /holds no history/);
  assert.equal(found['database-integrity']?.figure, 'ok');
});

test('without a database that is said, and nothing is wrong', async (t) => {
  const { subject } = await subjectOf(t, { 'configuration.yaml': '' });
  const found = await checksOf(subject, ...ofTheFile);
  for (const id of ofTheFile) assert.deepEqual([found[id]?.state, found[id]?.figure], ['ok', null], id);
});

test('what cannot be opened is unknown with the reason', async (t) => {
  const { subject, config } = await subjectOf(t, { 'configuration.yaml': '' });
  mkdirSync(path.join(config, 'home-assistant_v2.db'));
  const found = await checksOf(subject, 'database-size', 'database-integrity');
  assert.equal(found['database-integrity']?.state, 'unknown');
  assert.match(
    found['database-size']?.message ?? '',
    /could not be found out: (disk I\/O error|unable to open)/,
  );
});
