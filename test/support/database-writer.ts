/**
 * A program that writes a SQLite database as the recorder does: `node database-writer.ts FILE JOURNAL_MODE`.
 *
 * Each commit puts the next number into `counter` and into `mirror`. It takes a command a line and answers each with the
 * last number. A commit that is refused (SQLITE_BUSY, after the 5 s that Home Assistant's recorder waits) ends it with
 * code 1.
 *
 *   insert N      that many commits
 *   run           commits without a pause until the next command; it answers the begin
 *   checkpoint M  PASSIVE, FULL, RESTART or TRUNCATE
 *   hold          locks the whole database for itself
 *   close         closes the database
 */
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

const [file = '', journal = 'wal'] = process.argv.slice(2);
const database = new DatabaseSync(file, { timeout: 5000 });
database.exec(`PRAGMA journal_mode = ${journal}; PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS counter (n INTEGER PRIMARY KEY, padding TEXT);
  CREATE TABLE IF NOT EXISTS mirror (n INTEGER PRIMARY KEY)`);
const count = database.prepare('INSERT INTO counter VALUES (?, ?)');
const mirror = database.prepare('INSERT INTO mirror VALUES (?)');
let last = 0;
let isRunning = false;

function insert(): void {
  last += 1;
  database.exec('BEGIN IMMEDIATE');
  count.run(last, 'x'.repeat(700));
  mirror.run(last);
  database.exec('COMMIT');
}

function runOn(): void {
  if (!isRunning) return;
  for (let commits = 0; commits < 20; commits += 1) insert();
  setImmediate(runOn);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, argument = ''] = line.split(' ');
  isRunning = verb === 'run';
  if (verb === 'insert') for (let left = Number(argument); left > 0; left -= 1) insert();
  if (verb === 'run') runOn();
  if (verb === 'checkpoint') database.exec(`PRAGMA wal_checkpoint(${argument})`);
  if (verb === 'hold') database.exec('BEGIN EXCLUSIVE');
  if (verb === 'close') database.close();
  process.stdout.write(`${last}\n`);
}
