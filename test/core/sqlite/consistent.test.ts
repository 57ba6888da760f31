import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LifeboatError } from '../../../core/errors.ts';
import { checkDatabase } from '../../../core/sqlite/check.ts';
import { type DatabaseItem, openConsistent } from '../../../core/sqlite/consistent.ts';
import { isSqlite } from '../../../core/sqlite/files.ts';
import { testFolder } from '../../support/folder.ts';
import { smallDisk } from '../../support/mounts.ts';
import { asNobody } from '../../support/nobody.ts';
import { lastNumber, startWriter } from '../../support/start-writer.ts';

/** Writes an item below `folder` in small pieces, so that a writer gets on between them. */
async function copyItem(
  item: DatabaseItem,
  folder: string,
  between: () => unknown = nextTurn,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const target = path.join(folder, item.path);
  if (item.kind === 'content') return writeFileSync(target, item.content);
  const piece = Buffer.alloc(128 * 1024);
  writeFileSync(target, '');
  for (let offset = 0; offset < item.size; ) {
    const read = readSync(item.fd, piece, 0, Math.min(piece.length, item.size - offset), offset);
    assert.ok(read > 0, 'the file ends before its size');
    appendFileSync(target, piece.subarray(0, read));
    offset += read;
    await between();
  }
}

/** Whether this process has a lock on the file, as Linux lists it. */
function isLockedByUs(file: string): boolean {
  const identity = new RegExp(` READ +${process.pid} [0-9a-f:]+:${statSync(file).ino} `);
  return identity.test(readFileSync('/proc/locks', 'utf8'));
}

function makeDatabase(file: string, journal: string, rows = 50): void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = ${journal}; CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT)`);
  const insert = database.prepare('INSERT INTO t (x) VALUES (?)');
  for (let row = 0; row < rows; row += 1) insert.run('y'.repeat(300));
  database.close();
}

function sizeOf(item: DatabaseItem | undefined): number {
  return item?.kind === 'pinned' ? item.size : (item?.content.length ?? -1);
}

test('a database that is written without a pause is copied as one state, and the writer is never refused', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'home-assistant_v2.db');
  const writer = startWriter(t, file);
  await writer.ask('insert 3000');
  for (let round = 1; round <= 3; round += 1) {
    const before = await writer.ask('run');
    const copy = await openConsistent(file, { scratch: folder });
    assert.equal(copy.method, 'transaction');
    assert.equal(copy.reason, null);
    const out = path.join(folder, `out-${round}`);
    for (const item of copy.items) await copyItem(item, out);
    copy.close();
    assert.ok(lastNumber(path.join(out, 'home-assistant_v2.db')) >= before);
  }
  await writer.ask('close');
  assert.equal(await writer.end(), 0);
});

test('a writer that closes the database in the middle of the copy takes nothing away from it', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'home-assistant_v2.db');
  const writer = startWriter(t, file);
  await writer.ask('insert 500');
  await writer.ask('checkpoint PASSIVE');
  const written = await writer.ask('insert 400');
  const copy = await openConsistent(file, { scratch: folder });
  let isClosed = false;
  for (const item of copy.items) {
    await copyItem(item, path.join(folder, 'out'), async () => {
      if (!isClosed) await writer.ask('close');
      isClosed = true;
    });
  }
  assert.ok(existsSync(`${file}-wal`), 'the -wal went away under the copy');
  // SQLite before 3.51 would have deleted it without this lock, which any close() of the file in this process drops.
  assert.ok(isLockedByUs(file), 'the lock on the database is gone');
  copy.close();
  assert.ok(!isLockedByUs(file));
  assert.equal(await writer.end(), 0);
  assert.equal(lastNumber(path.join(folder, 'out', 'home-assistant_v2.db')), written);
});

test('a -wal that is begun anew or cut to nothing under the copy does not mix old with new', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'home-assistant_v2.db');
  const writer = startWriter(t, file);
  await writer.ask('insert 300');
  // All of it is in the database now, and the next commit overwrites the -wal from its begin.
  const written = await writer.ask('checkpoint FULL');
  const copy = await openConsistent(file, { scratch: folder });
  await writer.ask('insert 40');
  await writer.ask('checkpoint TRUNCATE');
  await writer.ask('insert 10');
  for (const item of copy.items) await copyItem(item, path.join(folder, 'out'));
  copy.close();
  assert.equal(lastNumber(path.join(folder, 'out', 'home-assistant_v2.db')), written);
});

test('while the copy is open the growth of the -wal can be watched', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'x.db');
  const writer = startWriter(t, file);
  await writer.ask('insert 10');
  const copy = await openConsistent(file, { scratch: folder });
  const before = copy.walBytes();
  await writer.ask('insert 3000');
  assert.ok(copy.walBytes() > before + 2_000_000);
  copy.close();
});

test('a copy instead of a transaction has everything, is nobody else’s to read, and leaves no scratch file', async (t) => {
  const folder = testFolder(t);
  const scratch = path.join(folder, 'scratch');
  mkdirSync(scratch);
  const file = path.join(folder, 'x.db');
  const writer = startWriter(t, file);
  const before = await writer.ask('insert 800');
  await writer.ask('run');
  const copy = await openConsistent(file, { scratch, copy: true });
  assert.equal(copy.method, 'copy');
  assert.notEqual(copy.reason, null);
  const [name = ''] = readdirSync(scratch);
  assert.equal(statSync(path.join(scratch, name)).mode & 0o777, 0o600);
  for (const item of copy.items) await copyItem(item, path.join(folder, 'out'));
  copy.close();
  copy.close();
  assert.deepEqual(readdirSync(scratch), []);
  assert.ok(lastNumber(path.join(folder, 'out', 'x.db')) >= before);
});

test('a database with a rollback journal is copied in one step, with an empty -wal and its own mode', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'zigbee.db');
  const writer = startWriter(t, file, 'delete');
  const written = await writer.ask('insert 60');
  chmodSync(file, 0o640);
  const copy = await openConsistent(file, { scratch: folder, path: 'data/zigbee.db' });
  assert.equal(copy.method, 'copy');
  assert.equal(copy.reason, null);
  assert.deepEqual(
    copy.items.map((item) => item.path),
    ['data/zigbee.db', 'data/zigbee.db-wal'],
  );
  const [database, wal] = copy.items;
  assert.equal(database?.kind === 'pinned' && database.stat.mode & 0o777, 0o640);
  assert.equal(sizeOf(wal), 0);
  assert.equal(await writer.ask('insert 1'), written + 1, 'the writer is free again');
  mkdirSync(path.join(folder, 'out/data'), { recursive: true });
  for (const item of copy.items) await copyItem(item, path.join(folder, 'out'));
  copy.close();
  assert.equal(lastNumber(path.join(folder, 'out/data/zigbee.db')), written);
});

test('a database at rest is copied without a change to it, and without a checkpoint of what is in its -wal', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'x.db');
  const writer = startWriter(t, path.join(folder, 'live.db'));
  await writer.ask('insert 200');
  for (const end of ['', '-wal']) cpSync(path.join(folder, `live.db${end}`), file + end);
  const before = [readFileSync(file), readFileSync(`${file}-wal`)];
  const copy = await openConsistent(file, { scratch: folder });
  for (const item of copy.items) await copyItem(item, path.join(folder, 'out'));
  copy.close();
  assert.equal(lastNumber(path.join(folder, 'out/x.db')), 200);
  assert.deepEqual([readFileSync(file), readFileSync(`${file}-wal`)], before);
});

test('a malformed database is handed on as it is, with its -wal, and named', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'x.db');
  makeDatabase(file, 'wal');
  const damaged = readFileSync(file);
  damaged.fill(0x5a, 100, 4096);
  writeFileSync(file, damaged);
  writeFileSync(`${file}-wal`, 'no -wal either');
  const copy = await openConsistent(file, { scratch: folder });
  assert.equal(copy.method, 'raw');
  assert.equal(copy.state, 'malformed');
  for (const item of copy.items) await copyItem(item, path.join(folder, 'out'));
  copy.close();
  assert.deepEqual(readFileSync(path.join(folder, 'out/x.db')), damaged);
  assert.equal(readFileSync(path.join(folder, 'out/x.db-wal'), 'utf8'), 'no -wal either');
});

test('what is no database, and an empty file, is handed on with an empty -wal', async (t) => {
  const folder = testFolder(t);
  const garbage = path.join(folder, 'garbage.db');
  const empty = path.join(folder, 'empty.db');
  writeFileSync(garbage, 'not a database\n'.repeat(100));
  writeFileSync(empty, '');
  for (const [file, state, size] of [
    [garbage, 'malformed', 1500],
    [empty, 'ok', 0],
  ] as const) {
    const copy = await openConsistent(file, { scratch: folder });
    assert.deepEqual([copy.method, copy.state, copy.items.map(sizeOf)], ['raw', state, [size, 0]]);
    copy.close();
  }
});

test('where SQLite may not put its index beside the database, the files are handed on as they stand', async (t) => {
  const folder = testFolder(t);
  chmodSync(folder, 0o755);
  const file = path.join(folder, 'x.db');
  makeDatabase(file, 'wal');
  const copy = await asNobody(() => openConsistent(file, { scratch: '/tmp' }));
  assert.equal(copy.method, process.geteuid?.() === 0 ? 'raw' : 'transaction');
  assert.equal(copy.state, 'ok');
  assert.equal(sizeOf(copy.items[0]), statSync(file).size);
  copy.close();
});

test('of a database in use by a copy no second one is opened, for its end would drop the locks of the first', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'x.db');
  makeDatabase(file, 'wal');
  linkSync(file, path.join(folder, 'same.db'));
  const copy = await openConsistent(file, { scratch: folder });
  const isBusy = (error: unknown) => error instanceof LifeboatError && error.code === 'DATABASE_BUSY';
  await assert.rejects(openConsistent(path.join(folder, 'same.db'), { scratch: folder }), isBusy);
  await assert.rejects(checkDatabase(file), isBusy);
  assert.equal(isSqlite(file), true);
  copy.close();
  assert.equal(await checkDatabase(file), 'ok');
  (await openConsistent(file, { scratch: folder })).close();
});

test('a database behind a link is copied with the -wal that lies beside the real file', async (t) => {
  const folder = testFolder(t);
  mkdirSync(path.join(folder, 'disk'));
  const writer = startWriter(t, path.join(folder, 'disk', 'real.db'));
  const written = await writer.ask('insert 30');
  symlinkSync('disk/real.db', path.join(folder, 'x.db'));
  const copy = await openConsistent(path.join(folder, 'x.db'), { scratch: folder });
  for (const item of copy.items) await copyItem(item, path.join(folder, 'out'));
  copy.close();
  assert.equal(lastNumber(path.join(folder, 'out/x.db')), written);
});

test('isSqlite goes by the content, whatever the name, and says no to what it cannot read', (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'no-suffix');
  makeDatabase(file, 'delete');
  writeFileSync(path.join(folder, 'x.db'), 'SQLite format 2\0');
  assert.equal(isSqlite(file), true);
  assert.equal(isSqlite(path.join(folder, 'x.db')), false);
  assert.equal(isSqlite(path.join(folder, 'missing.db')), false);
  assert.equal(isSqlite(folder), false);
});

test('checkDatabase finds a damaged page that the header does not tell of', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'x.db');
  makeDatabase(file, 'delete', 200);
  assert.equal(await checkDatabase(file), 'ok');
  writeSync(openSync(file, 'r+'), Buffer.alloc(4096, 0x5a), 0, 4096, 4096 * 2);
  assert.equal(await checkDatabase(file), 'malformed');
  writeFileSync(file, 'no database at all');
  assert.equal(await checkDatabase(file), 'malformed');
});

test('a check that is cancelled says so, one of a file that is not there is no finding about a database', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'x.db');
  makeDatabase(file, 'wal');
  const isCode = (code: string) => (error: unknown) => error instanceof LifeboatError && error.code === code;
  const controller = new AbortController();
  const checked = checkDatabase(file, controller.signal);
  controller.abort();
  await assert.rejects(checked, isCode('CANCELLED'));
  await assert.rejects(checkDatabase(folder), isCode('DATABASE_UNREADABLE'));
  await assert.rejects(checkDatabase(path.join(folder, 'missing.db')), { code: 'ENOENT' });
});

test('a database that another program holds for itself alone is not called malformed', async (t) => {
  const folder = testFolder(t);
  const file = path.join(folder, 'x.db');
  const writer = startWriter(t, file, 'delete');
  await writer.ask('insert 5');
  await writer.ask('hold');
  await assert.rejects(
    checkDatabase(file),
    (error) => error instanceof LifeboatError && /another program holds it/.test(error.message),
  );
  await writer.ask('close');
});

/** A database in a crashed state: committed rows are in its -wal alone, and the -shm is there as it was. */
function crashedDatabase(folder: string): string {
  const original = path.join(folder, 'x.db');
  const writer = new DatabaseSync(original);
  writer.exec('PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (n)');
  for (let row = 0; row < 100; row += 1) writer.prepare('INSERT INTO t VALUES (?)').run(row);
  mkdirSync(path.join(folder, 'crashed'));
  const file = path.join(folder, 'crashed', 'x.db');
  for (const end of ['', '-wal', '-shm']) cpSync(original + end, file + end);
  writer.close();
  return file;
}

for (const index of ['missing', 'one that lies']) {
  test(`on a read-only file system what only the -wal holds goes in, with a -shm that is ${index}`, async (t) => {
    const disk = smallDisk(t, 'size=16m');
    if (disk === null) return;
    const file = crashedDatabase(disk);
    if (index === 'missing') rmSync(`${file}-shm`);
    else {
      // As after a power cut: it says that all frames were moved into the database.
      const bytes = readFileSync(`${file}-shm`);
      bytes.copy(bytes, 96, 16, 20);
      writeFileSync(`${file}-shm`, bytes);
    }
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const copy = await openConsistent(file, { scratch: null });
    const folder = testFolder(t);
    for (const item of copy.items) await copyItem(item, folder);
    copy.close();
    const read = new DatabaseSync(path.join(folder, 'x.db'));
    assert.equal(read.prepare('SELECT count(*) AS rows FROM t').get()?.rows, 100);
    read.close();
  });
}

test('where there is no room for a copy, a database without a -wal is locked while it is read', async (t) => {
  const disk = smallDisk(t, 'size=1m');
  if (disk === null) return;
  const file = path.join(disk, 'x.db');
  makeDatabase(file, 'delete');
  const filled = openSync(path.join(disk, 'rest'), 'w');
  assert.throws(() => {
    for (;;) writeSync(filled, Buffer.alloc(4096));
  }, /ENOSPC/);
  const writer = new DatabaseSync(file, { timeout: 0 });
  t.after(() => writer.close());
  const copy = await openConsistent(file, { scratch: disk });
  assert.match(copy.reason ?? '', /no room for a copy/);
  assert.throws(() => writer.exec('BEGIN EXCLUSIVE'), /locked/);
  copy.close();
  writer.exec('BEGIN EXCLUSIVE; ROLLBACK');
  assert.deepEqual(readdirSync(disk).sort(), ['rest', 'x.db']);
});
