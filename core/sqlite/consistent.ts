/**
 * A SQLite database of the configuration, copied whole while Home Assistant goes on writing it.
 *
 * WAL mode, which the recorder uses: a read transaction is held while the database and its -wal are read. Why that is
 * consistent (https://sqlite.org/walformat.html): the reader's mark keeps checkpoints from moving any later commit into the
 * database, and keeps the -wal from being begun anew. So every page that changes under the copy is in that part of the
 * -wal which existed at the begin, and recovery replays it up to its last whole commit. There is one exception: a reader
 * that begins when all of the -wal has been moved already reads from the database alone. It does not keep the -wal from
 * being overwritten or cut to nothing, but meanwhile nothing at all can be moved into the database: then that is the
 * snapshot, and an empty -wal goes with it.
 *
 * Writers are never blocked in this way. With a rollback journal a reader does block them, and then SQLite's own backup
 * takes the database in one step into a scratch file. Where there is no room for that they are blocked: on a full drive
 * they get nowhere anyway. What SQLite cannot read is handed on as it is, and named.
 *
 * On a read-only drive SQLite cannot make a -shm where none is; but then nobody has the database open, and its files are
 * a pair as they stand. One that is there may be of before a power cut, when nobody keeps it: it tells nothing of the -wal,
 * which then goes in whatever it holds. Frames that were moved already do no harm: recovery moves them once more.
 */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { isUnwritable, LifeboatError, systemCode } from '../errors.ts';
import { hold, isHeld, letGo, type OpenFile, openFile, readStart, withCompanions } from './files.ts';
import { beginReading, isFull, type Refusal, refusal } from './reader.ts';
import { readWalState } from './wal-index.ts';

export type CopyMethod =
  /** Database and -wal, under a read transaction. */
  | 'transaction'
  /** SQLite's backup into a scratch file. */
  | 'copy'
  /** The bytes as they stand: of what SQLite cannot read or lock, and where there is no room for a copy. */
  | 'raw';

/** What to archive: exactly `size` bytes from `fd`, or `content`. */
export type DatabaseItem =
  | { kind: 'pinned'; path: string; fd: number; size: number; stat: Stats }
  | { kind: 'content'; path: string; content: Buffer; mode: number; mtime: number };

export interface ConsistentDatabase {
  method: CopyMethod;
  /** malformed: SQLite says that the file is no whole database. It is handed on all the same. */
  state: 'ok' | 'malformed';
  /** A sentence for the user where it did not go the usual way; null where it did. */
  reason: string | null;
  /** The database, then its -wal: maybe empty, never missing, as Home Assistant's database-only restore fails without. */
  items: DatabaseItem[];
  /** Size of the -wal now. It grows until `close()`: who sees it pass a bound ends this and asks for a copy instead. */
  walBytes(): number;
  /** Ends the transaction and removes the scratch file; once the items were read, or are not wanted. May be repeated. */
  close(): void;
}

export interface ConsistentOptions {
  /** A directory for the copy where one is needed; it takes the room of the database. Null: nothing can be written. */
  scratch: string | null;
  /** The path that the database gets among the items; `-wal` is added for the other. Default: the name of the file. */
  path?: string;
  /** No transaction, e.g. because one has let the -wal grow too far. */
  copy?: boolean;
}

const copyPrefix = '.lifeboat-database-';

/** Throws LifeboatError `DATABASE_BUSY` when this process is copying that database already; system errors of the file. */
export async function openConsistent(file: string, options: ConsistentOptions): Promise<ConsistentDatabase> {
  const real = realpathSync(file); // SQLite names the -wal after the file, not after a link to it
  if (isHeld(statSync(real))) {
    throw new LifeboatError('busy', 'DATABASE_BUSY', `${file} is being copied already.`);
  }
  const source: Source = { file: real, name: options.path ?? path.basename(file), opened: [] };
  try {
    const database = openFile(real);
    source.opened.push(database);
    hold(database.stat);
    return await consistent(source, database, options);
  } catch (error) {
    letGo(source.opened);
    throw error;
  }
}

interface Source {
  file: string;
  name: string;
  opened: OpenFile[];
}

async function consistent(
  source: Source,
  database: OpenFile,
  options: ConsistentOptions,
): Promise<ConsistentDatabase> {
  const header = readStart(database.fd, 100);
  if (header.length === 0) return raw(source, database, 'ok', 'The database is empty.');
  const isWal = header[18] === 2 && header[19] === 2; // read and write version of the file format
  if (isWal && !options.copy) {
    const pair = await transaction(source, database);
    if (typeof pair !== 'string') return pair;
  }
  const { scratch } = options;
  const copy = scratch === null ? 'no-room' : await copied(source, database, scratch, isWal);
  if (copy === 'no-room') return locked(source, database);
  return typeof copy === 'string' ? asItStands(source, database, copy) : copy;
}

function asItStands(source: Source, database: OpenFile, refused: Refusal): ConsistentDatabase {
  if (refused === 'malformed')
    return raw(source, database, 'malformed', 'The database is malformed. It is backed up as it is.');
  return raw(source, database, 'ok', 'The database could not be locked. It is backed up as it stands.');
}

/** The files themselves, while nobody can commit to the database. */
async function locked(source: Source, database: OpenFile): Promise<ConsistentDatabase> {
  const reader = await beginReading(source.file);
  if (typeof reader === 'string') return asItStands(source, database, reader);
  try {
    const reason = 'There was no room for a copy of the database: it was locked while it was backed up.';
    const files = raw(source, database, 'ok', reason);
    return {
      ...files,
      close() {
        if (reader.isOpen) reader.close();
        files.close();
      },
    };
  } catch (error) {
    reader.close();
    throw error;
  }
}

async function transaction(source: Source, database: OpenFile): Promise<ConsistentDatabase | Refusal> {
  const { file, name, opened } = source;
  const reader = await beginReading(file);
  if (typeof reader === 'string') return reader;
  try {
    const wal = openFile(`${file}-wal`);
    const index = openFile(`${file}-shm`);
    // Open to the end like the others: SQLite's locks are in this one.
    opened.push(wal, index);
    const walState = readWalState(`${file}-shm`, index.fd);
    if (walState === 'unknown') {
      reader.close();
      return 'impossible';
    }
    const { bytes } = reader
      .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
      .get() as { bytes: number };
    return {
      method: 'transaction',
      state: 'ok',
      reason: null,
      items: [
        // A checkpoint may cut the file to the snapshot's size; what lies beyond belongs to nobody.
        pinned(name, database, Math.min(bytes, database.stat.size)),
        walState === 'moved' ? emptyWal(name, database) : pinned(`${name}-wal`, wal, wal.stat.size),
      ],
      walBytes: () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      close: () => {
        if (reader.isOpen) reader.close();
        letGo(opened);
      },
    };
  } catch (error) {
    reader.close();
    if (systemCode(error) === 'ENOENT') return 'impossible'; // a -wal without -shm: locked for one process alone
    throw error;
  }
}

/** Null when `scratch` holds the whole database; it is left in no other case. */
async function copyTo(scratch: string, file: string): Promise<Refusal | 'no-room' | null> {
  const { backup } = await import('node:sqlite');
  const reader = await beginReading(file);
  if (typeof reader === 'string') return reader;
  try {
    reader.exec('ROLLBACK');
    removeScratch(scratch);
    closeSync(openSync(scratch, 'wx', 0o600));
    // One step: smaller ones begin anew at each commit of another process, and beside a busy writer never end.
    await backup(reader, scratch, { rate: 0x7fffffff });
    return null;
  } catch (error) {
    removeScratch(scratch);
    if (isUnwritable(error) || isFull(error)) return 'no-room';
    if (systemCode(error) !== 'ERR_SQLITE_ERROR') throw error;
    return refusal(error);
  } finally {
    reader.close();
  }
}

async function copied(
  source: Source,
  original: OpenFile,
  folder: string,
  isWal: boolean,
): Promise<ConsistentDatabase | Refusal | 'no-room'> {
  const scratch = path.join(folder, `${copyPrefix}${process.pid}-${original.stat.ino}`);
  const refused = await copyTo(scratch, source.file);
  if (refused !== null) return refused;
  letGo(source.opened);
  const copy = openFile(scratch);
  source.opened.push(copy);
  return {
    method: 'copy',
    state: 'ok',
    reason: isWal ? 'The database was copied before it was backed up.' : null,
    items: [
      // Its mode, owner and time are those of the original.
      { kind: 'pinned', path: source.name, fd: copy.fd, size: copy.stat.size, stat: original.stat },
      emptyWal(source.name, original),
    ],
    walBytes: () => 0,
    close: () => {
      letGo(source.opened);
      removeScratch(scratch);
    },
  };
}

function raw(
  source: Source,
  database: OpenFile,
  state: ConsistentDatabase['state'],
  reason: string,
): ConsistentDatabase {
  const { file, name, opened } = source;
  const items: DatabaseItem[] = [pinned(name, database, database.stat.size)];
  try {
    const wal = openFile(`${file}-wal`);
    opened.push(wal);
    items.push(pinned(`${name}-wal`, wal, wal.stat.size));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    items.push(emptyWal(name, database));
  }
  return { method: 'raw', state, reason, items, walBytes: () => 0, close: () => letGo(opened) };
}

function pinned(name: string, { fd, stat }: OpenFile, size: number): DatabaseItem {
  return { kind: 'pinned', path: name, fd, size, stat };
}

function emptyWal(name: string, { stat }: OpenFile): DatabaseItem {
  const content = Buffer.alloc(0);
  return {
    kind: 'content',
    path: `${name}-wal`,
    content,
    mode: stat.mode & 0o777,
    mtime: stat.mtimeMs / 1000,
  };
}

/** Removes the copies that dead jobs left in `scratch`; call it while no other job can work there. */
export function removeCopies(scratch: string): void {
  if (!existsSync(scratch)) return;
  for (const name of readdirSync(scratch)) if (name.startsWith(copyPrefix)) rmSync(path.join(scratch, name));
}

function removeScratch(scratch: string): void {
  for (const file of withCompanions(scratch)) rmSync(file, { force: true });
}
