/** The demo's databases: ten days of the recorder's history, and a second one as Zigbee integrations keep it. */
import type { DatabaseSync } from 'node:sqlite';
import type { World } from '../../world.ts';
import { recorderSchema } from './schema.ts';

interface Entity {
  id: string;
  name: string;
  /** Seconds between two states. */
  every: number;
  unit?: string;
  deviceClass?: string;
  /** Absent where no statistics are kept. `total`: a meter that only rises. */
  stateClass?: 'measurement' | 'total_increasing';
  /** At `hours` since the begin; `chance` is between 0 and 1. */
  state(hours: number, chance: number): string;
}

const days = 10;
/** Long-term statistics go further back: they are never purged. */
const statisticsDays = 60;
const schemaVersion = 53;

const entities: Entity[] = [
  temperature('sensor.garden_temperature', 'Garten', 300, 6, 5),
  temperature('sensor.living_room_temperature', 'Wohnzimmer', 600, 20.5, 1),
  temperature('sensor.kitchen_temperature', 'Küche', 600, 20, 1.5),
  temperature('sensor.bath_temperature', 'Bad', 600, 21, 1.8),
  {
    id: 'sensor.bath_humidity',
    name: 'Bad, Luftfeuchte',
    every: 900,
    unit: '%',
    deviceClass: 'humidity',
    stateClass: 'measurement',
    state: (hours, chance) => (55 + 12 * daily(hours, 7) + chance * 4).toFixed(0),
  },
  {
    id: 'sensor.house_power',
    name: 'Haus, Leistung',
    every: 120,
    unit: 'W',
    deviceClass: 'power',
    stateClass: 'measurement',
    state: (hours, chance) => (180 + 240 * (1 + daily(hours, 19)) * chance).toFixed(0),
  },
  {
    id: 'sensor.house_energy',
    name: 'Haus, Verbrauch',
    every: 600,
    unit: 'kWh',
    deviceClass: 'energy',
    stateClass: 'total_increasing',
    state: (hours) => (18_240 + hours * 0.31).toFixed(2),
  },
  {
    id: 'binary_sensor.hall_motion',
    name: 'Flur, Bewegung',
    every: 420,
    deviceClass: 'motion',
    state: onOff(0.3),
  },
  {
    id: 'binary_sensor.terrace_door',
    name: 'Terrassentür',
    every: 5400,
    deviceClass: 'door',
    state: onOff(0.2),
  },
  { id: 'light.kitchen', name: 'Küche, Licht', every: 3600, state: onOff(0.4) },
  {
    id: 'weather.home',
    name: 'Haus am Hafen',
    every: 3600,
    state: (_, chance) => sky[Math.floor(chance * sky.length)] ?? 'sunny',
  },
];

const sky = ['sunny', 'cloudy', 'rainy', 'windy', 'fog'];

function temperature(id: string, name: string, every: number, mean: number, swing: number): Entity {
  return {
    id,
    name,
    every,
    unit: '°C',
    deviceClass: 'temperature',
    stateClass: 'measurement',
    state: (hours, chance) => (mean + swing * daily(hours, 15) + chance * 0.4).toFixed(1),
  };
}

function onOff(share: number): Entity['state'] {
  return (_, chance) => (chance < share ? 'on' : 'off');
}

/** -1 to 1 in the course of a day, highest at that hour. */
function daily(hours: number, highest: number): number {
  return Math.cos(((hours - highest) / 24) * 2 * Math.PI);
}

/** A history in WAL mode that ends now; closed, so that no -wal is left. */
export async function writeHistory(file: string, world: World): Promise<void> {
  const database = await create(file);
  try {
    database.exec(recorderSchema);
    database.exec('BEGIN');
    const end = Math.floor(world.now().getTime() / 300_000) * 300;
    writeBookkeeping(database, end);
    writeStates(database, end, world);
    writeStatistics(database, end);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

async function create(file: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  return database;
}

function writeBookkeeping(database: DatabaseSync, end: number): void {
  const begin = sqlTime(end - statisticsDays * 86_400);
  database.prepare('INSERT INTO schema_changes VALUES (1, ?, ?)').run(schemaVersion, begin);
  database.prepare('INSERT INTO recorder_runs VALUES (1, ?, ?, 0, ?)').run(begin, sqlTime(end), begin);
  const run = database.prepare('INSERT INTO statistics_runs (start) VALUES (?)');
  for (let time = end - days * 86_400; time < end; time += 300) run.run(sqlTime(time));
}

/** In the order of time, each state linked to the one before it. */
function writeStates(database: DatabaseSync, end: number, world: World): void {
  const insert = database.prepare(
    `INSERT INTO states (state, last_updated_ts, old_state_id, attributes_id, origin_idx, context_id_bin, metadata_id)
     VALUES (?, ?, ?, ?, 0, ?, ?)`,
  );
  const begin = end - days * 86_400;
  const chances = entities.map((_, index) => chancesFrom(index + 1));
  entities.forEach((entity, index) => {
    database.prepare('INSERT INTO states_meta VALUES (?, ?)').run(index + 1, entity.id);
    const attributes = attributesOf(entity);
    const hash = fnv1a(Buffer.from(attributes));
    database.prepare('INSERT INTO state_attributes VALUES (?, ?, ?)').run(index + 1, hash, attributes);
  });
  const previous = new Map<number, number | bigint>();
  for (let time = begin; time < end; time += 60) {
    entities.forEach((entity, index) => {
      const chance = chances[index]?.() ?? 0;
      if ((time - begin) % entity.every !== 0) return;
      const state = entity.state((time - begin) / 3600, chance);
      const moment = time + chance;
      const row = insert.run(
        state,
        moment,
        previous.get(index) ?? null,
        index + 1,
        contextId(moment, world),
        index + 1,
      );
      previous.set(index, row.lastInsertRowid);
    });
  }
}

/** Five-minute rows as long as there are states, hourly rows for longer. */
function writeStatistics(database: DatabaseSync, end: number): void {
  const meta = database.prepare(
    `INSERT INTO statistics_meta (id, statistic_id, source, unit_of_measurement, unit_class, has_mean, has_sum, mean_type)
     VALUES (?, ?, 'recorder', ?, ?, ?, ?, ?)`,
  );
  entities.forEach((entity, index) => {
    if (!entity.stateClass) return;
    const isMean = entity.stateClass === 'measurement';
    const unitClass = entity.deviceClass === 'humidity' ? 'unitless' : (entity.deviceClass ?? null);
    meta.run(
      index + 1,
      entity.id,
      entity.unit ?? null,
      unitClass,
      isMean ? 1 : 0,
      isMean ? 0 : 1,
      isMean ? 1 : 0,
    );
    writeSeries(database, 'statistics_short_term', entity, index + 1, end, days, 300);
    writeSeries(database, 'statistics', entity, index + 1, end, statisticsDays, 3600);
  });
}

function writeSeries(
  database: DatabaseSync,
  table: 'statistics' | 'statistics_short_term',
  entity: Entity,
  id: number,
  end: number,
  length: number,
  step: number,
): void {
  const insert = database.prepare(
    `INSERT INTO ${table} (created_ts, metadata_id, start_ts, mean, min, max, state, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const chance = chancesFrom(id * step);
  const last = Math.floor(end / step) * step;
  const begin = last - length * 86_400;
  const zero = end - days * 86_400;
  const first = Number(entity.state((begin - zero) / 3600, 0));
  for (let time = begin; time < last; time += step) {
    const value = Number(entity.state((time - zero) / 3600, chance()));
    const isMean = entity.stateClass === 'measurement';
    const numbers = isMean
      ? [value, value - 0.2, value + 0.2, null, null]
      : [null, null, null, value, value - first];
    insert.run(time + step + 10, id, time, ...numbers);
  }
}

function attributesOf(entity: Entity): string {
  return JSON.stringify({
    ...(entity.stateClass && { state_class: entity.stateClass }),
    ...(entity.unit && { unit_of_measurement: entity.unit }),
    ...(entity.deviceClass && { device_class: entity.deviceClass }),
    friendly_name: entity.name,
  });
}

/** A ULID in binary: six bytes of milliseconds, then chance. */
function contextId(seconds: number, world: World): Buffer {
  const id = world.randomBytes(16);
  id.writeUIntBE(Math.floor(seconds * 1000), 0, 6);
  return id;
}

/** FNV-1a in 32 bits, by which the recorder finds attributes that it has stored already. */
function fnv1a(bytes: Buffer): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** The same row of numbers between 0 and 1 in every demo (a linear congruential generator). */
function chancesFrom(seed: number): () => number {
  let value = (seed * 2_654_435_761) >>> 0;
  return () => {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    return value / 2 ** 32;
  };
}

function sqlTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('Z', '000');
}

/** A radio network of a coordinator and two devices, in the tables of ZHA that matter here. */
export async function writeZigbee(file: string, now: Date): Promise<void> {
  const database = await create(file);
  try {
    database.exec(`
      PRAGMA user_version = 13;
      CREATE TABLE devices_v13 (ieee TEXT NOT NULL PRIMARY KEY, nwk INTEGER NOT NULL, status INTEGER NOT NULL, last_seen REAL NOT NULL);
      CREATE TABLE endpoints_v13 (ieee TEXT NOT NULL, endpoint_id INTEGER NOT NULL, profile_id INTEGER NOT NULL,
        device_type INTEGER NOT NULL, status INTEGER NOT NULL, PRIMARY KEY (ieee, endpoint_id));`);
    const device = database.prepare('INSERT INTO devices_v13 VALUES (?, ?, 2, ?)');
    const endpoint = database.prepare('INSERT INTO endpoints_v13 VALUES (?, 1, 260, ?, 1)');
    const seen = now.getTime() / 1000;
    for (const [ieee, nwk, type] of [
      ['00:12:4b:00:2a:5f:11:07', 0x0000, 5],
      ['00:15:8d:00:03:e1:77:a2', 0x4d1e, 770],
      ['84:2e:14:ff:fe:09:5c:31', 0x9a03, 257],
    ] as const) {
      device.run(ieee, nwk, seen);
      endpoint.run(ieee, type);
    }
  } finally {
    database.close();
  }
}
