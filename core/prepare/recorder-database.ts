/** The recorder's database, asked without ever being in its way. */
import { statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import { roomOf } from '../locations/file-system.ts';
import { SqlError, SqlProcess } from './sql-process.ts';
import { TooSlow } from './too-slow.ts';

/**
 * Seconds. Without a write-ahead log a reader keeps the writer waiting, and a commit that waits for too long fails: by
 * default after 5 s in Home Assistant (SQLAlchemy's), which has always asked for such a log itself. So only what is
 * answered at once is asked here.
 */
const longestWithoutWal = 0.1;

export interface Pages {
  pageSize: number;
  pageCount: number;
  freePages: number;
  isWal: boolean;
  /** Bytes of the -wal beside it. */
  wal: number;
  /** Bytes that are free for us on its file system; null: not known. */
  diskFree: number | null;
}

/** How states and events are kept, by the version of the schema. */
export interface SchemaLayout {
  /** inline: a text in each row. shared: one row for all states with the same (2022.4). meta: entities, too (2023.4). */
  states: 'inline' | 'shared' | 'meta';
  events: 'inline' | 'meta';
  /** Seconds since 1970 in `last_updated_ts` (2023.1), else a text in `last_updated`. */
  hasSeconds: boolean;
}

export class RecorderDatabase {
  readonly file: string;
  readonly #sql: SqlProcess;
  readonly #seconds: number;
  #isWal: Promise<boolean> | null = null;
  #layout: Promise<SchemaLayout> | null = null;

  /** `seconds` is what one question may take. */
  constructor(file: string, env: Readonly<Record<string, string | undefined>>, seconds: number) {
    this.file = file;
    this.#sql = new SqlProcess(file, env);
    this.#seconds = seconds;
  }

  /** Throws SqlError, TooSlow, and LifeboatError `WOULD_BLOCK` where a longer look would hold up the recorder. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    if (await this.#hasLog()) return this.#atOnce(sql);
    try {
      return await this.#sql.query(sql, Math.min(this.#seconds, longestWithoutWal));
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error;
      const message = 'A longer look would hold up Home Assistant: the database has no write-ahead log.';
      throw new LifeboatError('failed', 'WOULD_BLOCK', message, { cause: error });
    }
  }

  async pages(): Promise<Pages> {
    const [row = {}] = await this.#atOnce(
      'SELECT page_count, page_size, freelist_count FROM pragma_page_count, pragma_page_size, pragma_freelist_count',
    );
    return {
      pageCount: Number(row.page_count),
      pageSize: Number(row.page_size),
      freePages: Number(row.freelist_count),
      isWal: await this.#hasLog(),
      wal: statSync(`${this.file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      diskFree: roomOf(statfsSync(path.dirname(this.file))).free,
    };
  }

  /** Throws LifeboatError `NO_RECORDER` for a database that is another one's. */
  layout(): Promise<SchemaLayout> {
    this.#layout ??= this.#readLayout();
    this.#layout.catch(() => {
      this.#layout = null; // the next who asks may have more luck
    });
    return this.#layout;
  }

  /** Stops what is being asked. */
  cut(): void {
    this.#sql.cut();
  }

  close(): void {
    this.#sql.close();
  }

  /** For what needs a page or two: that holds up nobody, however long the answer may be on its way. */
  #atOnce(sql: string): Promise<Record<string, unknown>[]> {
    return this.#sql.query(sql, this.#seconds);
  }

  #hasLog(): Promise<boolean> {
    this.#isWal ??= this.#atOnce('PRAGMA journal_mode').then(([row]) => row?.journal_mode === 'wal');
    this.#isWal.catch(() => {
      this.#isWal = null;
    });
    return this.#isWal;
  }

  async #readLayout(): Promise<SchemaLayout> {
    const names = async (sql: string) => new Set((await this.#atOnce(sql)).map(({ name }) => String(name)));
    const tables = await names("SELECT name FROM sqlite_schema WHERE type = 'table'");
    if (!tables.has('states')) {
      throw new LifeboatError('failed', 'NO_RECORDER', `${this.file} holds no history of Home Assistant.`);
    }
    const states = await names("SELECT name FROM pragma_table_info('states')");
    const holds = async (sql: string) => (await this.rows(`SELECT EXISTS(${sql}) AS found`))[0]?.found === 1;
    // A schema that is on its way from one layout to the next has the tables of both.
    const hasEntities =
      tables.has('states_meta') && (await holds('SELECT 1 FROM states WHERE metadata_id IS NOT NULL'));
    const hasTypes =
      tables.has('event_types') && (await holds('SELECT 1 FROM events WHERE event_type_id IS NOT NULL'));
    return {
      states: hasEntities ? 'meta' : states.has('attributes_id') ? 'shared' : 'inline',
      events: hasTypes ? 'meta' : 'inline',
      hasSeconds: states.has('last_updated_ts'),
    };
  }
}

/** Whether SQLite says so; nothing else can be wrong with the whole of a file that is there and can be read. */
export function isMalformed(error: unknown): boolean {
  return error instanceof SqlError && error.isMalformed;
}
