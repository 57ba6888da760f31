/** What makes the recorder's database large. The questions follow the layout of its schema. */
import type { RecorderDatabase, SchemaLayout } from './recorder-database.ts';
import type { Check, Detail } from './types.ts';

const mostShown = 20;

/** Ours: who writes a tenth of all states alone is worth a thought, once there are many. */
const busy = { share: 0.1, rows: 100_000 };

interface Counted {
  name: string;
  rows: number;
  /** Of all names, also of those that are not shown. */
  total: number;
}

/** Bytes of each table with its indexes. dbstat reads the whole database. */
export async function judgeTables(database: RecorderDatabase): Promise<Check> {
  const rows = await database.rows(`
    SELECT coalesce(s.tbl_name, d.name) AS name, sum(d.pgsize) AS bytes
    FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name
    WHERE d.aggregate = TRUE GROUP BY 1 ORDER BY 2 DESC`);
  const details = rows.map(({ name, bytes }) => detail(String(name), Number(bytes), 'bytes'));
  const [largest] = details;
  return {
    id: 'database-tables',
    state: 'ok',
    figure: largest?.figure ?? 0,
    unit: 'bytes',
    message: largest ? `The largest table is ${largest.name}${meaning(largest.name)}.` : 'It has no tables.',
    remedies: [],
    details,
  };
}

export async function judgeEntities(database: RecorderDatabase): Promise<Check> {
  const counted = countedOf(await database.rows(entitiesQuery(await database.layout())));
  const details = counted.map(({ name, rows }) => detail(name, rows, 'rows'));
  const total = counted[0]?.total ?? 0;
  const loud = counted.filter(({ rows }) => rows > busy.rows && rows > busy.share * total);
  const [first] = counted;
  return {
    id: 'database-entities',
    state: loud.length > 0 ? 'advice' : 'ok',
    figure: first?.rows ?? 0,
    unit: 'rows',
    message: first
      ? `${first.name} wrote ${share(first)} of the ${total.toLocaleString('en')} states.`
      : 'There is no state yet.',
    remedies:
      loud.length > 0 ? ['Exclude what nobody looks up: lifeboat prepare lines shows what to paste.'] : [],
    details,
  };
}

/** Attributes are stored once for all states that share them. */
export async function judgeAttributes(database: RecorderDatabase): Promise<Check> {
  const rows = await database.rows(attributesQuery(await database.layout()));
  const details = rows.map(({ name, bytes }) => detail(nameOf(name), Number(bytes), 'bytes'));
  const [first] = details;
  return {
    id: 'database-attributes',
    state: 'ok',
    figure: first?.figure ?? 0,
    unit: 'bytes',
    message: first ? `${first.name} has the largest attributes.` : 'There is no state yet.',
    remedies: [],
    details,
  };
}

export async function judgeEvents(database: RecorderDatabase): Promise<Check> {
  const counted = countedOf(await database.rows(eventsQuery(await database.layout())));
  const [first] = counted;
  return {
    id: 'database-events',
    state: 'ok',
    figure: first?.total ?? 0,
    unit: 'rows',
    message: first
      ? `${first.total.toLocaleString('en')} events, most of them ${first.name}.`
      : 'There is no event.',
    remedies: [],
    details: counted.map(({ name, rows }) => detail(name, rows, 'rows')),
  };
}

/** When the oldest state was written; null where there is none. */
export async function oldestState(database: RecorderDatabase): Promise<Date | null> {
  const { hasSeconds } = await database.layout();
  const [row] = hasSeconds ? await database.rows('SELECT min(last_updated_ts) AS oldest FROM states') : [];
  if (typeof row?.oldest === 'number') return new Date(row.oldest * 1000);
  // Older schemas, and rows that the migration has not reached: `2022-11-20 15:05:00.123456`, in UTC.
  const columns = await database.rows(
    "SELECT 1 FROM pragma_table_info('states') WHERE name = 'last_updated'",
  );
  if (columns.length === 0) return null;
  const [old] = await database.rows('SELECT min(last_updated) AS oldest FROM states');
  const date = new Date(`${String(old?.oldest).replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Groups and counts in an index; names are looked up for those that are shown. */
function entitiesQuery({ states }: SchemaLayout): string {
  if (states !== 'meta') return grouped('states', 'entity_id');
  return `SELECT m.entity_id AS name, c.n, c.total FROM (${grouped('states', 'metadata_id')}) c
    LEFT JOIN states_meta m ON m.metadata_id = c.name ORDER BY c.n DESC`;
}

function eventsQuery({ events }: SchemaLayout): string {
  if (events !== 'meta') return grouped('events', 'event_type');
  return `SELECT t.event_type AS name, c.n, c.total FROM (${grouped('events', 'event_type_id')}) c
    LEFT JOIN event_types t ON t.event_type_id = c.name ORDER BY c.n DESC`;
}

function grouped(table: string, column: string): string {
  return `SELECT ${column} AS name, count(*) AS n, sum(count(*)) OVER () AS total
    FROM ${table} GROUP BY ${column} ORDER BY n DESC LIMIT ${mostShown}`;
}

function attributesQuery({ states }: SchemaLayout): string {
  const end = `GROUP BY 1 ORDER BY 2 DESC LIMIT ${mostShown}`;
  if (states === 'inline')
    return `SELECT entity_id AS name, sum(length(attributes)) AS bytes FROM states ${end}`;
  const name = states === 'meta' ? 'metadata_id' : 'entity_id';
  const perName = `SELECT s.name, sum(length(a.shared_attrs)) AS bytes
    FROM (SELECT DISTINCT ${name} AS name, attributes_id FROM states) s
    JOIN state_attributes a ON a.attributes_id = s.attributes_id ${end}`;
  if (states === 'shared') return perName;
  return `SELECT m.entity_id AS name, b.bytes FROM (${perName}) b
    LEFT JOIN states_meta m ON m.metadata_id = b.name ORDER BY b.bytes DESC`;
}

function countedOf(rows: readonly Record<string, unknown>[]): Counted[] {
  return rows.map(({ name, n, total }) => ({ name: nameOf(name), rows: Number(n), total: Number(total) }));
}

/** Rows that a migration has not reached name nobody. */
function nameOf(name: unknown): string {
  return typeof name === 'string' ? name : 'not migrated yet';
}

function detail(name: string, figure: number, unit: Detail['unit']): Detail {
  return { name, figure, unit };
}

function share({ rows, total }: Counted): string {
  return `${((100 * rows) / Math.max(1, total)).toFixed(rows < total / 10 ? 1 : 0)} %`;
}

const meanings: Readonly<Record<string, string>> = {
  states: ', the history of all entities',
  state_attributes: ', the attributes of all entities',
  events: ', what happened',
  event_data: ', the data of events',
  statistics: ', which is kept for ever',
  statistics_short_term: ', the statistics of the last days',
};

function meaning(table: string): string {
  return meanings[table] ?? '';
}
