import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { SqlError, SqlProcess } from '../../../core/prepare/sql-process.ts';
import { TooSlow } from '../../../core/prepare/too-slow.ts';
import { testFolder } from '../../support/folder.ts';

const endless = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c';

function makeDatabase(folder: string): string {
  const file = path.join(folder, 'a.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = wal; CREATE TABLE t (n); INSERT INTO t VALUES (7)');
  database.close();
  return file;
}

/** Whether anybody holds a lock on the file, as Linux lists them. */
function isLocked(file: string): boolean {
  return readFileSync('/proc/locks', 'utf8').includes(`:${statSync(file).ino} `);
}

test('a question that takes too long is cut off in the middle, its locks with it, and the next is answered', async (t) => {
  const file = makeDatabase(testFolder(t));
  const sql = new SqlProcess(file, {});
  t.after(() => sql.close());
  assert.deepEqual(await sql.query('SELECT n FROM t', 30), [{ n: 7 }]);
  await assert.rejects(sql.query(`${endless} JOIN t`, 0.2), TooSlow);
  assert.ok(!isLocked(file));
  assert.deepEqual(await sql.query('SELECT n FROM t', 30), [{ n: 7 }]);
});

test('a change that was cut off, and only a writer can take back, is told from a lack of rights', async (t) => {
  const [crashed, left] = ['crashed.db', 'left.db'].map((name) => path.join(testFolder(t), name)) as [
    string,
    string,
  ];
  const writer = new DatabaseSync(crashed);
  writer.exec(`CREATE TABLE t (n); PRAGMA cache_size = 1; BEGIN;
    WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000)
    INSERT INTO t SELECT printf('%100d', n) FROM c`);
  for (const end of ['', '-journal']) copyFileSync(crashed + end, left + end);
  writer.close();
  const sql = new SqlProcess(left, {});
  t.after(() => sql.close());
  await assert.rejects(sql.query('SELECT count(*) FROM t', 30), { isUnfinished: true });
});

test('it only reads', async (t) => {
  const sql = new SqlProcess(makeDatabase(testFolder(t)), {});
  t.after(() => sql.close());
  await assert.rejects(
    sql.query('DELETE FROM t', 30),
    (error) => error instanceof SqlError && error.code === 8,
  );
});

test('what is no database is malformed, and one that is not there an error', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'text.db');
  writeFileSync(file, 'a letter to the harbour master\n'.repeat(200));
  const sql = new SqlProcess(file, {});
  const nothing = new SqlProcess(path.join(folder, 'nothing.db'), {});
  t.after(() => [sql, nothing].map((one) => one.close()));
  await assert.rejects(sql.query('SELECT 1 FROM sqlite_schema', 30), { isMalformed: true });
  await assert.rejects(nothing.query('SELECT 1', 30), { code: 14 });
});

test('a question that is closed under way ends', async (t) => {
  const sql = new SqlProcess(makeDatabase(testFolder(t)), {});
  const asked = sql.query(endless, 600);
  const ended = assert.rejects(asked, { code: 'DATABASE_UNREADABLE' });
  sql.close();
  await ended;
});
