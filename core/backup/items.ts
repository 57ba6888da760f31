/** What goes into the member of a part: its files as they are, and its SQLite databases as consistent pairs. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TarItem } from '../archive/write/types.ts';
import { historyIn } from '../device/recorder.ts';
import type { Part } from '../device/types.ts';
import type { Report } from '../events.ts';
import { inodeOf } from '../inode.ts';
import { type ConsistentDatabase, openConsistent } from '../sqlite/consistent.ts';
import { companionEnds, isSqlite } from '../sqlite/files.ts';
import { partFilter } from './part-filter.ts';
import type { BackupPlan } from './types.ts';
import { type LeftOut, type WalkItem, walkPart } from './walk.ts';

export interface ItemsOptions {
  /** A private folder for copies of databases; null where there can be none. */
  scratch: string | null;
  /** The recorder's database is copied to `scratch` first, instead of being read in a transaction. */
  copyRecorder: boolean;
  report: Report;
  onLeftOut(leftOut: LeftOut): void;
}

/** Names under which programs keep SQLite databases, e.g. `zigbee.db`. */
const databaseName = /\.(db|db3|s3db|sqlite|sqlite3)$/;

export class PartItems {
  /** The recorder's database, while it is held in a transaction. */
  recorder: ConsistentDatabase | null = null;
  readonly #plan: BackupPlan;
  readonly #part: Part;
  readonly #options: ItemsOptions;
  readonly #open = new Set<ConsistentDatabase>();
  /** What SQLite keeps beside databases that went in, by path: it belongs to the moment after the snapshot. */
  readonly #companions = new Set<string>();
  /** Files that went in as databases: another name of one is a hard link, and is never opened. */
  readonly #inodes = new Set<string>();

  constructor(plan: BackupPlan, part: Part, options: ItemsOptions) {
    this.#plan = plan;
    this.#part = part;
    this.#options = options;
  }

  /** The part's folder, the recorder's database, then all else: another name of the database finds it there already. */
  async *items(): AsyncGenerator<TarItem> {
    const { onLeftOut } = this.#options;
    const walk = walkPart(this.#part, { exclude: partFilter(this.#plan, this.#part), onLeftOut });
    const root = walk.next();
    if (!root.done) yield root.value;
    yield* this.#recorderItems();
    for (const item of walk) yield* this.#item(item);
  }

  /** Ends all transactions; to be called in any case. */
  close(): void {
    for (const database of this.#open) database.close();
  }

  async *#recorderItems(): AsyncGenerator<TarItem> {
    const { database, installation } = this.#plan;
    if (this.#part.id !== 'homeassistant' || !database) return;
    const history = historyIn(installation);
    if (history === null || !existsSync(history.file)) return;
    this.#options.report({ type: 'stage', stage: 'database' });
    const opened = await this.#openDatabase(history.file, `data/${history.inConfig}`);
    this.recorder = opened;
    yield* this.#databaseItems(opened);
    this.#options.report({ type: 'stage', stage: 'writing', part: this.#part.id });
  }

  async *#item(item: WalkItem): AsyncGenerator<TarItem> {
    if (this.#companions.has(item.path)) return;
    if (item.kind !== 'file' || !databaseName.test(item.path) || !isSqlite(item.source)) {
      yield item;
    } else if (this.#inodes.has(inodeOf(item.stat))) {
      yield { ...item, kind: 'hardlink' };
    } else {
      yield* this.#databaseItems(await this.#openDatabase(item.source, item.path));
    }
  }

  async #openDatabase(file: string, tarPath: string): Promise<ConsistentDatabase> {
    const { scratch, copyRecorder, report } = this.#options;
    const isRecorder = file === this.#recorderFile;
    const database = await openConsistent(file, { scratch, path: tarPath, copy: isRecorder && copyRecorder });
    this.#open.add(database);
    if (database.reason !== null) {
      const code = database.state === 'malformed' ? 'DATABASE_MALFORMED' : 'DATABASE_COPIED';
      const name = path.posix.join(this.#part.id, tarPath.replace(/^data\//, ''));
      report({ type: 'note', code, message: database.reason, path: name });
    }
    return database;
  }

  /** The pair; the transaction ends as soon as it was read. */
  *#databaseItems(database: ConsistentDatabase): Generator<TarItem> {
    const { items, method } = database;
    const last = items.findLastIndex(({ kind }) => kind === 'pinned');
    for (const [index, item] of items.entries()) {
      if (item.kind === 'pinned') this.#inodes.add(inodeOf(item.stat));
      yield index === last && item.kind === 'pinned' ? { ...item, onRead: () => this.#done(database) } : item;
    }
    const name = items[0]?.path ?? '';
    // A rollback journal beside a database that it does not belong to would damage it; beside raw bytes it is needed.
    for (const end of companionEnds)
      if (method !== 'raw' || end !== '-journal') this.#companions.add(name + end);
  }

  #done(database: ConsistentDatabase): void {
    database.close();
    this.#open.delete(database);
    if (this.recorder === database) this.recorder = null;
  }

  get #recorderFile(): string | null {
    return historyIn(this.#plan.installation)?.file ?? null;
  }
}
