/** The configuration that the tests run Home Assistant on, those who write into it meanwhile, and what must come back. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { HomeAssistant } from '../support/home-assistant.ts';
import { readTree, type Tree } from '../support/tree.ts';
import { excludedTraps, makeTraps } from '../support/tree-traps.ts';

const configurationYaml = `homeassistant:
  name: Harbour
  time_zone: Europe/Berlin
api:
websocket_api:
recorder:
  commit_interval: 1
history:
backup:
onboarding:
`;
export const recorderName = 'home-assistant_v2.db';
/** A database of an integration beside the recorder's. */
export const secondDatabase = 'radio.db';

/** A configuration with all traps, for Home Assistant to fill. */
export function makeHarbour(config: string): void {
  mkdirSync(config, { recursive: true });
  writeFileSync(path.join(config, 'configuration.yaml'), configurationYaml);
  makeTraps(config);
  // An upload is stored only where no file is in its way; and Home Assistant would warn of this one at each start.
  rmSync(path.join(config, 'backups/earlier.tar'));
}

/** What does not change while Home Assistant runs: the traps, and what a restore has to bring back of them. */
export function lastingTree(config: string): Tree {
  const changing =
    /^(\.storage|\.cache|backups|tmp_backups|deps|\.ha_run\.lock|home-assistant_v2\.db.*|radio\.db.*)(\/|$)/;
  const made = /^(home-assistant\.log.*|\.HA_RESTORE.*)$/;
  return readTree(config, {
    ignore: (name) => changing.test(name) || made.test(name) || excludedTraps.includes(name),
  });
}

/** Writes numbered states through Home Assistant, and numbered pairs of rows into the second database, on and on. */
export class Writers {
  /** The last number that Home Assistant took, and the last that was committed. */
  states: number;
  pairs: number;
  private readonly home: HomeAssistant;
  private readonly database: DatabaseSync;
  private isOn = true;
  private readonly running: Promise<unknown>;

  /** `from`: where earlier writers on the same configuration ended. */
  constructor(home: HomeAssistant, from: Counted = { states: 0, pairs: 0 }) {
    this.home = home;
    this.states = from.states;
    this.pairs = from.pairs;
    this.database = new DatabaseSync(path.join(home.config, secondDatabase));
    this.database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS debit (number INTEGER PRIMARY KEY, filler BLOB);
      CREATE TABLE IF NOT EXISTS credit (number INTEGER PRIMARY KEY, filler BLOB)`);
    this.running = Promise.all([this.writeStates(), this.writePairs()]);
  }

  /** Ends the writing, once or again; throws what a writer met, such as a database that was locked. */
  async stop(): Promise<void> {
    this.isOn = false;
    await this.running;
    if (this.database.isOpen) this.database.close();
  }

  private async writeStates(): Promise<void> {
    while (this.isOn) {
      await this.home.setState('sensor.pulse', String(this.states + 1));
      this.states += 1;
    }
  }

  private async writePairs(): Promise<void> {
    const insert = (table: string) =>
      this.database.prepare(`INSERT INTO ${table} (number, filler) VALUES (?, randomblob(500))`);
    const [debit, credit] = [insert('debit'), insert('credit')];
    while (this.isOn) {
      this.database.exec('BEGIN');
      debit.run(this.pairs + 1);
      credit.run(this.pairs + 1);
      this.database.exec('COMMIT');
      this.pairs += 1;
      await pause(1); // without one it would write gigabytes
    }
  }
}

export interface Counted {
  states: number;
  pairs: number;
}

/**
 * The recorder of a restored configuration is whole and holds the first so many of the numbered states, none missing in
 * between; so does the second database for its pairs. Returns how many.
 */
export function countConsistent(config: string): Counted {
  const pulses = query(
    path.join(config, recorderName),
    `SELECT CAST(state AS INTEGER) AS number FROM states JOIN states_meta USING (metadata_id)
     WHERE states_meta.entity_id = 'sensor.pulse' ORDER BY state_id`,
  );
  const second = path.join(config, secondDatabase);
  const debit = query(second, 'SELECT number FROM debit ORDER BY number');
  const credit = query(second, 'SELECT number FROM credit ORDER BY number');
  for (const numbers of [pulses, debit, credit])
    assert.deepEqual(
      numbers,
      Array.from({ length: numbers.length }, (_, at) => at + 1),
    );
  assert.equal(debit.length, credit.length);
  return { states: pulses.length, pairs: debit.length };
}

/** The numbers that a query gives, from a database that passes SQLite's own checks. */
function query(file: string, sql: string): number[] {
  const database = new DatabaseSync(file);
  try {
    assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
    return database
      .prepare(sql)
      .all()
      .map((row) => Number(row.number));
  } finally {
    database.close();
  }
}

/** Every file of `.storage` is the whole of a JSON document, though Home Assistant replaces them all the time. */
export function assertStorageIsWhole(config: string): void {
  const storage = path.join(config, '.storage');
  const names = readdirSync(storage);
  assert.ok(names.includes('auth') && names.includes('onboarding'), names.join());
  for (const name of names) JSON.parse(readFileSync(path.join(storage, name), 'utf8'));
}
