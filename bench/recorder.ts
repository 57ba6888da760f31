/**
 * A recorder database as Home Assistant leaves it behind while it runs: states, events and statistics with their indices,
 * some free pages from a purge, and a write-ahead log that is not checkpointed. About 300 bytes for each state.
 */
import { copyFileSync, rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Writer } from './text.ts';

const schema = `
CREATE TABLE states_meta (metadata_id INTEGER PRIMARY KEY, entity_id VARCHAR(255));
CREATE TABLE state_attributes (attributes_id INTEGER PRIMARY KEY, hash BIGINT, shared_attrs TEXT);
CREATE TABLE states (state_id INTEGER PRIMARY KEY, state VARCHAR(255), last_changed_ts FLOAT, last_reported_ts FLOAT,
  last_updated_ts FLOAT, old_state_id INTEGER, attributes_id INTEGER, origin_idx SMALLINT, context_id_bin BLOB,
  context_user_id_bin BLOB, context_parent_id_bin BLOB, metadata_id INTEGER);
CREATE TABLE event_types (event_type_id INTEGER PRIMARY KEY, event_type VARCHAR(64));
CREATE TABLE event_data (data_id INTEGER PRIMARY KEY, hash BIGINT, shared_data TEXT);
CREATE TABLE events (event_id INTEGER PRIMARY KEY, origin_idx SMALLINT, time_fired_ts FLOAT, data_id INTEGER,
  context_id_bin BLOB, event_type_id INTEGER);
CREATE TABLE statistics_meta (id INTEGER PRIMARY KEY, statistic_id VARCHAR(255), source VARCHAR(32), has_sum BOOLEAN);
CREATE TABLE statistics_short_term (id INTEGER PRIMARY KEY, metadata_id INTEGER, created_ts FLOAT, start_ts FLOAT,
  mean FLOAT, min FLOAT, max FLOAT, state FLOAT, sum FLOAT);
CREATE TABLE schema_changes (change_id INTEGER PRIMARY KEY, schema_version INTEGER, changed DATETIME);
CREATE INDEX ix_state_attributes_hash ON state_attributes (hash);
CREATE INDEX ix_states_attributes_id ON states (attributes_id);
CREATE INDEX ix_states_last_updated_ts ON states (last_updated_ts);
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states (metadata_id, last_updated_ts);
CREATE INDEX ix_states_old_state_id ON states (old_state_id);
CREATE INDEX ix_states_context_id_bin ON states (context_id_bin);
CREATE INDEX ix_events_time_fired_ts ON events (time_fired_ts);
CREATE INDEX ix_events_event_type_id_time_fired_ts ON events (event_type_id, time_fired_ts);
CREATE INDEX ix_events_context_id_bin ON events (context_id_bin);
CREATE UNIQUE INDEX ix_statistics_short_term_statistic_id_start_ts ON statistics_short_term (metadata_id, start_ts);
CREATE INDEX ix_statistics_short_term_start_ts ON statistics_short_term (start_ts);
INSERT INTO schema_changes VALUES (1, 53, '2026-01-01 00:00:00');
`;

interface Entity {
  id: number;
  name: string;
  value: number;
  last: number | null;
  attributes: number | null;
}

export function makeRecorder(file: string, states: number, writer: Writer): void {
  const growing = `${file}.making`;
  const files = ['', '-wal', '-shm'].map((suffix) => growing + suffix);
  for (const each of files) rmSync(each, { force: true });
  const db = new DatabaseSync(growing);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;');
  db.exec(schema);
  const history = new History(db, writer);
  for (let id = 1; id <= states; id += 50_000)
    inTransaction(db, () => history.record(id, Math.min(states, id + 49_999)));
  db.exec(`DELETE FROM states WHERE state_id <= ${Math.floor(states * 0.06)}`);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint=0;');
  for (let at = 1; at <= states / 1000; at += 40)
    inTransaction(db, () => history.record(states + at, states + at + 39));
  // Copied while it is open: closing the last connection would empty the log.
  copyFileSync(growing, file);
  copyFileSync(`${growing}-wal`, `${file}-wal`);
  db.close();
  for (const each of files) rmSync(each, { force: true });
}

function inTransaction(db: DatabaseSync, run: () => void): void {
  db.exec('BEGIN');
  run();
  db.exec('COMMIT');
}

class History {
  private readonly writer: Writer;
  private readonly entities: Entity[];
  private readonly addState: StatementSync;
  private readonly addAttributes: StatementSync;
  private readonly addEvent: StatementSync;
  private readonly addData: StatementSync;
  private readonly addStatistics: StatementSync;
  private time = Date.UTC(2026, 0, 1) / 1000;
  private nextStatistics = this.time + 300;
  private attributes = 0;
  private events = 0;
  private data = 0;
  private rows = 0;

  constructor(db: DatabaseSync, writer: Writer) {
    this.writer = writer;
    const insert = (table: string, columns: number) =>
      db.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join()})`);
    this.addState = insert('states', 12);
    this.addAttributes = insert('state_attributes', 3);
    this.addEvent = insert('events', 6);
    this.addData = insert('event_data', 3);
    this.addStatistics = insert('statistics_short_term', 9);
    const kinds = [
      'sensor',
      'sensor',
      'sensor',
      'binary_sensor',
      'light',
      'switch',
      'climate',
      'device_tracker',
    ];
    this.entities = Array.from({ length: 1500 }, (_, index) => {
      const name = `${writer.random.pick(kinds)}.${writer.word()}_${writer.word()}_${index}`;
      insert('states_meta', 2).run(index + 1, name);
      return { id: index + 1, name, value: writer.random.next() * 100, last: null, attributes: null };
    });
    const types = ['call_service', 'automation_triggered', 'zha_event', 'component_loaded'];
    for (const [index, type] of types.entries()) insert('event_types', 2).run(index + 1, type);
    for (const { id, name } of this.entities.slice(0, 500))
      insert('statistics_meta', 4).run(id, name, 'recorder', 0);
  }

  record(first: number, last: number): void {
    for (let id = first; id <= last; id++) this.recordState(id);
  }

  private recordState(id: number): void {
    const { random } = this.writer;
    this.time += -Math.log(1 - random.next()) * 0.7;
    const time = Math.round(this.time * 1e6) / 1e6;
    const entity = random.pickOften(this.entities);
    entity.value += (random.next() - 0.5) * 2;
    const isSwitch = /^(binary_sensor|light|switch)/.test(entity.name);
    const state = isSwitch ? random.pick(['on', 'off']) : entity.value.toFixed(entity.id % 4);
    if (entity.attributes === null || random.next() < 0.12) entity.attributes = this.newAttributes(entity);
    const changed = random.next() < 0.1 ? time - 5 : null;
    this.addState.run(
      id,
      state,
      changed,
      null,
      time,
      entity.last,
      entity.attributes,
      0,
      this.context(time),
      null,
      null,
      entity.id,
    );
    entity.last = id;
    if (random.next() < 0.12) this.recordEvent(time);
    if (this.time > this.nextStatistics) this.recordStatistics();
  }

  /** A ULID: six bytes of time, ten of chance. */
  private context(time: number): Buffer {
    const start = Buffer.alloc(6);
    start.writeUIntBE(Math.floor(time * 1000), 0, 6);
    return Buffer.concat([start, this.writer.random.bytes(10)]);
  }

  private hash(): number {
    return this.writer.random.integer(0, 2 ** 32 - 1);
  }

  private newAttributes(entity: Entity): number {
    const { random } = this.writer;
    this.attributes += 1;
    const text = JSON.stringify({
      state_class: 'measurement',
      linkquality: random.integer(0, 255),
      voltage: random.integer(2700, 3100),
      last_seen: new Date(this.time * 1000).toISOString(),
      unit_of_measurement: random.pick(['°C', '%', 'W', 'kWh', 'lx']),
      device_class: this.writer.word(),
      friendly_name: entity.name.replace(/[._]/g, ' '),
    });
    this.addAttributes.run(this.attributes, this.hash(), text);
    return this.attributes;
  }

  private recordEvent(time: number): void {
    const { random } = this.writer;
    if (this.data === 0 || random.next() < 0.5) {
      this.data += 1;
      const target = { entity_id: [random.pick(this.entities).name], brightness: random.integer(0, 255) };
      const text = JSON.stringify({ domain: 'light', service: 'turn_on', service_data: target });
      this.addData.run(this.data, this.hash(), text);
    }
    this.events += 1;
    this.addEvent.run(
      this.events,
      0,
      time,
      random.integer(1, this.data),
      this.context(time),
      random.integer(1, 4),
    );
  }

  private recordStatistics(): void {
    const { random } = this.writer;
    this.nextStatistics += 300;
    for (const { id, value } of this.entities.slice(0, 500)) {
      this.rows += 1;
      const [low, high] = [value - random.next(), value + random.next()];
      this.addStatistics.run(
        this.rows,
        id,
        Math.floor(this.time) + 0.1234,
        this.nextStatistics - 600,
        value,
        low,
        high,
        null,
        null,
      );
    }
  }
}
