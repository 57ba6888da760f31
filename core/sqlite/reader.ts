/** Read-only connections to databases that belong to somebody else, and what SQLite says when it cannot. */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/** busy: another process holds all of it. malformed: no database, or a broken one. impossible: not here, not so. */
export type Refusal = 'busy' | 'malformed' | 'impossible';

/** Some 10 seconds in all, in slices: SQLite's own waiting would stop everything else here. */
const attempts = 40;
const slice = 200;

/**
 * A connection in a transaction that has really begun: BEGIN alone locks nothing. Read-only, or it would checkpoint the
 * user's database when it is the last to close. Where there is none, SQLite leaves an empty -wal and a -shm behind.
 */
export async function beginReading(file: string): Promise<DatabaseSync | Refusal> {
  for (let attempt = 1; ; attempt += 1) {
    const reader = await tryReading(file);
    if (reader !== 'busy' || attempt === attempts) return reader;
    await pause(slice);
  }
}

async function tryReading(file: string): Promise<DatabaseSync | Refusal> {
  const { DatabaseSync } = await import('node:sqlite');
  let reader: DatabaseSync | undefined;
  try {
    reader = new DatabaseSync(file, { readOnly: true, timeout: 50 });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM sqlite_schema').get();
    return reader;
  } catch (error) {
    reader?.close();
    return refusal(error);
  }
}

/** Throws what is not a refusal. The numbers are SQLite's: https://sqlite.org/rescode.html */
export function refusal(error: unknown): Refusal {
  const code = primaryCode(error);
  if (code === 11 || code === 26) return 'malformed'; // CORRUPT, NOTADB
  if (code === 5 || code === 6) return 'busy'; // BUSY, LOCKED
  // PERM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL, AUTH
  if ([3, 8, 10, 13, 14, 15, 23].includes(code)) return 'impossible';
  throw error;
}

/** Whether the file system of a database that was written has no room for it. */
export function isFull(error: unknown): boolean {
  return primaryCode(error) === 13; // FULL
}

/** 0 for what SQLite did not say. The lower byte is the primary code: IOERR_READ is an IOERR. */
function primaryCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}
