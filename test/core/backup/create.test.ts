import assert from 'node:assert/strict';
import { randomBytes as noise } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { openArchive } from '../../../core/archive/open.ts';
import { openFileSource } from '../../../core/archive/source.ts';
import { verifyArchive } from '../../../core/archive/verify.ts';
import { type BackupRun, createBackup } from '../../../core/backup/create.ts';
import { planBackup } from '../../../core/backup/plan.ts';
import type { BackupRequest } from '../../../core/backup/types.ts';
import type { JobEvent } from '../../../core/events.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { Patience } from '../../../core/locations/patience.ts';
import type { Location } from '../../../core/locations/types.ts';
import { planRestore } from '../../../core/restore/plan.ts';
import { runRestore } from '../../../core/restore/restore.ts';
import { testFolder } from '../../support/folder.ts';
import { testInstallation } from '../../support/installation.ts';
import { smallDisk } from '../../support/mounts.ts';
import { asNobody } from '../../support/nobody.ts';
import { lastNumber, startWriter } from '../../support/start-writer.ts';
import { testWorld } from '../../support/world.ts';

const key = { secret: 'the key of the test', label: 'test' };

/** An installation with a recorder's database and a share, and a place for its backups. */
function setUp(t: TestContext) {
  const home = testInstallation(t, { 'configuration.yaml': 'default_config:\n' }, { 's.txt': 'shared' });
  const { config, device } = home;
  const recorder = path.join(config, 'home-assistant_v2.db');
  const scratch = path.join(config, '.cache', 'lifeboat');
  mkdirSync(scratch, { recursive: true });
  const place = path.join(device, 'place');
  mkdirSync(place);
  const events: JobEvent[] = [];
  const make = async (locations: Location[], more: Partial<BackupRun & BackupRequest> = {}) => {
    const request = { exclude: [], encryption: { version: null }, verify: true, ...more, locations };
    const world = testWorld();
    const plan = await planBackup(world, home.installation, request);
    const run = {
      report: (event: JobEvent) => events.push(event),
      key,
      deviceId: 'd',
      version: '1',
      scratch,
    };
    return createBackup(world, plan, { ...run, ...more, locations });
  };
  const notes = () => events.flatMap((event) => (event.type === 'note' ? [event.code] : []));
  return { ...home, recorder, scratch, place, here: directoryLocation('here', place), make, events, notes };
}

function makeRecorder(file: string, rows = 3000): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = wal; CREATE TABLE states (state_id INTEGER PRIMARY KEY, state TEXT)');
  const insert = database.prepare('INSERT INTO states (state) VALUES (?)');
  database.exec('BEGIN');
  for (let row = 0; row < rows; row += 1) insert.run('y'.repeat(300));
  database.exec('COMMIT');
  database.close();
}

async function restored(t: TestContext, file: string, keys = [key]): Promise<string> {
  const to = path.join(testFolder(t), 'out');
  const source = await openFileSource(file);
  try {
    const archive = await openArchive(source);
    const world = testWorld();
    const plan = await planRestore(world, { archive, keys, to });
    const { failed } = await runRestore(world, plan, { archive, keys, report: () => undefined });
    assert.deepEqual(failed, []);
    return to;
  } finally {
    await source.close();
  }
}

async function stateOf(file: string, keys = [key]) {
  const source = await openFileSource(file);
  try {
    const run = { report: () => undefined };
    const { state, database } = await verifyArchive(await openArchive(source), keys, { database: true }, run);
    return { state, database };
  } finally {
    await source.close();
  }
}

test('one pass fills two locations with the same archive, which opens and verifies', async (t) => {
  const { recorder, device, here, make } = setUp(t);
  makeRecorder(recorder);
  mkdirSync(path.join(device, 'other'));
  const result = await make([here, directoryLocation('other', path.join(device, 'other'))]);
  const [one, two] = result.backup.locations.map(({ path }) => path) as [string, string];
  assert.ok(readFileSync(one).equals(readFileSync(two)));
  assert.deepEqual(await stateOf(one), { state: 'whole', database: 'ok' });
  assert.deepEqual([result.complete, result.verified, result.failed], [true, true, []]);
});

test('a location may take it plain while another one takes it encrypted', async (t) => {
  const { recorder, device, here, make } = setUp(t);
  makeRecorder(recorder, 10);
  mkdirSync(path.join(device, 'safe'));
  const safe: Location = { ...directoryLocation('safe', path.join(device, 'safe')), encrypt: false };
  const { backup } = await make([here, safe]);
  const [sealed, plain] = backup.locations.map(({ path }) => path) as [string, string];
  assert.deepEqual(await stateOf(sealed), { state: 'whole', database: 'ok' });
  assert.deepEqual(await stateOf(sealed, []), { state: 'wrong-key', database: 'not-checked' });
  assert.deepEqual(await stateOf(plain, []), { state: 'whole', database: 'ok' });
  const trees = [await restored(t, sealed), await restored(t, plain, [])];
  const [one, two] = trees.map((tree) =>
    readFileSync(path.join(tree, 'homeassistant', 'home-assistant_v2.db')),
  );
  assert.ok(one?.equals(two as Buffer));
});

test('a location that gets full leaves the other one whole, and has nothing of the backup', async (t) => {
  const disk = smallDisk(t, 'size=1m');
  if (disk === null) return;
  const { config, here, make } = setUp(t);
  writeFileSync(path.join(config, 'noise.bin'), noise(3_000_000));
  const { backup, complete, failed } = await make([directoryLocation('stick', disk), here]);
  assert.deepEqual(
    failed.map(({ name, code }) => [name, code]),
    [['stick', 'NO_SPACE']],
  );
  assert.ok(complete);
  assert.deepEqual(readdirSync(disk), []);
  assert.deepEqual(await stateOf(backup.locations[0]?.path as string), {
    state: 'whole',
    database: 'absent',
  });
});

test('where every location is full the backup fails with the reason, and nothing is left', async (t) => {
  const disk = smallDisk(t, 'size=1m');
  if (disk === null) return;
  const { config, make } = setUp(t);
  writeFileSync(path.join(config, 'noise.bin'), noise(3_000_000));
  await assert.rejects(make([directoryLocation('stick', disk)]), { code: 'NO_SPACE', exitCode: 14 });
  assert.deepEqual(readdirSync(disk), []);
});

test('what a drive gives back wrongly is not called a backup, and not left there', async (t) => {
  const { device, here, make } = setUp(t);
  const bad = path.join(device, 'bad');
  mkdirSync(bad);
  const { failed, backup } = await make([lying(directoryLocation('bad', bad)), here]);
  assert.deepEqual(
    failed.map(({ name, code }) => [name, code]),
    [['bad', 'READ_BACK_DIFFERS']],
  );
  assert.deepEqual(readdirSync(bad), []);
  assert.equal(backup.locations.length, 1);
});

/** A location that changes a byte in the middle of what it was given. */
function lying(location: Location): Location {
  return {
    ...location,
    async lock(...args) {
      const held = await location.lock(...args);
      return {
        ...held,
        async createSink() {
          const sink = await held.createSink();
          const readBack = sink.readBack.bind(sink);
          sink.readBack = async () => {
            await sink.patch(1500, Buffer.from('!'));
            return readBack();
          };
          return sink;
        },
      };
    },
  };
}

test('a database whose -wal grows too far while it is read is copied first, and that is said', async (t) => {
  const { recorder, config, here, make, notes, scratch } = setUp(t);
  writeFileSync(path.join(config, 'noise.bin'), noise(20_000_000));
  const writer = startWriter(t, recorder);
  await writer.ask('insert 20000');
  const before = await writer.ask('run');
  const { backup } = await make([here], { walLimit: 0, verify: false });
  await writer.ask('close');
  assert.equal(await writer.end(), 0);
  assert.ok(notes().includes('WAL_GREW'));
  const to = await restored(t, backup.locations[0]?.path as string);
  assert.ok(lastNumber(path.join(to, 'homeassistant', 'home-assistant_v2.db')) >= before);
  assert.deepEqual(readdirSync(scratch), [], 'the copy was left');
});

test('the transaction on the recorder ends when its files were read, not with the backup', async (t) => {
  const { recorder, config, here, make, events } = setUp(t);
  makeRecorder(recorder, 20_000);
  writeFileSync(path.join(config, 'noise.bin'), noise(30_000_000));
  const inode = statSync(recorder).ino;
  let wasHeld = false;
  let isHeld = false;
  await make([here], {
    verify: false,
    report(event) {
      events.push(event);
      isHeld = new RegExp(` READ +${process.pid} [0-9a-f:]+:${inode}\\b`).test(
        readFileSync('/proc/locks', 'utf8'),
      );
      wasHeld ||= isHeld;
      if (event.type === 'progress' && event.bytes > 25_000_000) assert.ok(!isHeld);
    },
  });
  assert.ok(events.some((event) => event.type === 'progress' && event.bytes > 25_000_000));
  assert.ok(wasHeld);
});

test('every SQLite database goes in as one state, whatever its journal, without what belongs to a later one', async (t) => {
  const { config, here, make } = setUp(t);
  mkdirSync(path.join(config, 'custom'));
  const files = { wal: 'zigbee.db', delete: 'custom/things.sqlite3' };
  const writers = Object.entries(files).map(([journal, name]) =>
    startWriter(t, path.join(config, name), journal),
  );
  for (const writer of writers) await writer.ask('insert 300');
  // A journal that belongs to nothing that is backed up: beside the copy it would be rolled back into it.
  writeFileSync(path.join(config, 'custom/things.sqlite3-journal'), 'not a journal');
  const { backup, complete } = await make([here]);
  assert.ok(complete);
  const to = await restored(t, backup.locations[0]?.path as string);
  for (const name of Object.values(files))
    assert.equal(lastNumber(path.join(to, 'homeassistant', name)), 300);
  assert.ok(!existsSync(path.join(to, 'homeassistant/custom/things.sqlite3-journal')));
  for (const writer of writers) await writer.end();
});

test('other names of a database are hard links to it, and never opened by themselves', async (t) => {
  const { config, recorder, here, make } = setUp(t);
  makeRecorder(recorder, 10);
  linkSync(recorder, path.join(config, 'a-name-before.db'));
  makeRecorder(path.join(config, 'zigbee.db'), 10);
  linkSync(path.join(config, 'zigbee.db'), path.join(config, 'zigbee-again.db'));
  const { backup, complete } = await make([here]);
  assert.ok(complete);
  const to = path.join(await restored(t, backup.locations[0]?.path as string), 'homeassistant');
  const inode = (name: string) => statSync(path.join(to, name)).ino;
  assert.equal(inode('a-name-before.db'), inode('home-assistant_v2.db'));
  assert.equal(inode('zigbee-again.db'), inode('zigbee.db'));
});

test('a malformed recorder database is backed up as it is, and named', async (t) => {
  const { recorder, here, make, events } = setUp(t);
  makeRecorder(recorder);
  const bytes = readFileSync(recorder);
  bytes.fill(0xaa, 100, 4096);
  writeFileSync(recorder, bytes);
  const { backup, complete } = await make([here]);
  assert.ok(complete, 'all that is there is in it');
  assert.ok(
    events.some(
      (event) =>
        event.type === 'note' &&
        event.code === 'DATABASE_MALFORMED' &&
        event.path === 'homeassistant/home-assistant_v2.db',
    ),
  );
  const to = await restored(t, backup.locations[0]?.path as string);
  assert.ok(readFileSync(path.join(to, 'homeassistant/home-assistant_v2.db')).equals(bytes));
});

test('backups in a location inside a part are not carried along, even in a folder with brackets', async (t) => {
  const { share, make } = setUp(t);
  const inside = path.join(share, 'old [1]');
  mkdirSync(inside);
  const location = directoryLocation('inside', inside);
  await make([location]);
  const { backup } = await make([location]);
  const to = await restored(t, backup.locations[0]?.path as string);
  assert.deepEqual(readdirSync(path.join(to, 'share/old [1]')), []);
  assert.deepEqual(readdirSync(path.join(to, 'share')).sort(), ['old [1]', 's.txt']);
});

test('what cannot be read is left out, named, and makes the backup incomplete', async (t) => {
  const { config, scratch, here, make } = setUp(t);
  writeFileSync(path.join(config, 'auth'), 'secret', { mode: 0o000 });
  for (const folder of [path.dirname(config), config, here.path, path.dirname(scratch), scratch])
    chmodSync(folder, 0o777);
  const result = await asNobody(() => make([here], { encryption: null }));
  assert.deepEqual([result.complete, result.verified], [false, true]);
  assert.deepEqual(
    result.left_out.map(({ path }) => path),
    ['homeassistant/auth'],
  );
  assert.equal((await stateOf(result.backup.locations[0]?.path as string, [])).state, 'whole');
});

test('a signal ends it, and nothing is left anywhere', async (t) => {
  const { config, place, here, make, scratch } = setUp(t);
  writeFileSync(path.join(config, 'noise.bin'), noise(5_000_000));
  const controller = new AbortController();
  const report = (event: JobEvent) => event.type === 'progress' && controller.abort();
  await assert.rejects(make([here], { signal: controller.signal, report }), { code: 'CANCELLED' });
  assert.deepEqual([readdirSync(place), readdirSync(scratch)], [[], []]);
});

test('one that is stopped while a second place is read back takes the first copy back too', async (t) => {
  const { device, place, here, make } = setUp(t);
  const other = path.join(device, 'other');
  mkdirSync(other);
  const controller = new AbortController();
  const report = (event: JobEvent) => {
    if (event.type !== 'stage' || event.location !== 'other') return;
    assert.ok(
      readdirSync(place).some((name) => name.endsWith('.tar')),
      'the first one has its name by now',
    );
    controller.abort();
  };
  const both = [here, directoryLocation('other', other)];
  await assert.rejects(make(both, { signal: controller.signal, report }), { code: 'CANCELLED' });
  assert.deepEqual([readdirSync(place), readdirSync(other)], [[], []]);
});

test('each place is named while it is read back, one count goes through all, a failed one is told at once', async (t) => {
  const { config, device, here, make, events } = setUp(t);
  writeFileSync(path.join(config, 'noise.bin'), noise(3_000_000));
  for (const name of ['bad', 'other']) mkdirSync(path.join(device, name));
  const places = ['bad', 'other'].map((name) => directoryLocation(name, path.join(device, name)));
  await make([here, lying(places[0] as Location), places[1] as Location]);
  const begun = events.findIndex((event) => event.type === 'stage' && event.stage === 'reading-back');
  const told = events.slice(begun);
  const turns = told.flatMap((event) =>
    event.type === 'stage' ? [`${event.location} ${event.turn?.number} of ${event.turn?.of}`] : [],
  );
  assert.deepEqual([...new Set(turns)], ['here 1 of 3', 'bad 2 of 3', 'other 3 of 3']);
  const shares = told.flatMap((event) =>
    event.type === 'progress' ? [event.bytes / (event.total ?? 0)] : [],
  );
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => a - b),
  );
  assert.equal(shares.at(-1), 1);
  const note = told.findIndex((event) => event.type === 'note' && event.location === 'bad');
  const next = told.findIndex((event) => event.type === 'stage' && event.location === 'other');
  assert.ok(note !== -1 && note < next);
});

test('a place that hangs in the middle is given up, and the others go on', async (t) => {
  const { config, device, here, make } = setUp(t);
  writeFileSync(path.join(config, 'noise.bin'), noise(3_000_000));
  mkdirSync(path.join(device, 'nas'));
  const { promise, resolve } = Promise.withResolvers<void>();
  t.after(() => resolve());
  const { failed, backup } = await make([hanging(path.join(device, 'nas'), promise), here]);
  assert.deepEqual(
    failed.map(({ name, code }) => [name, code]),
    [['nas', 'LOCATION_TIMEOUT']],
  );
  assert.equal((await stateOf(backup.locations[0]?.path as string)).state, 'whole');
  assert.deepEqual(await directoryLocation('nas', path.join(device, 'nas')).list(), []);
});

/** A location whose drive takes the beginning, and then nothing until `end`. */
function hanging(directory: string, end: Promise<void>): Location {
  const location = directoryLocation('nas', directory);
  return {
    ...location,
    async lock(...args) {
      const held = await location.lock(...args);
      const patience = new Patience(directory, 20);
      return {
        ...held,
        release: () => patience.clearUp(() => held.release()),
        async createSink() {
          const sink = await held.createSink();
          const abort = sink.abort.bind(sink);
          let taken = 0;
          sink.write = (bytes) => {
            taken += bytes.length;
            return patience.step(() => (taken > 2 ** 20 ? end : Promise.resolve()));
          };
          sink.abort = () => patience.clearUpInTime(abort);
          return sink;
        },
      };
    },
  };
}

test('a slug that a backup there has already is not taken again', async (t) => {
  const { installation, here, make } = setUp(t);
  const { backup } = await make([here]);
  const taken = Buffer.from(backup.id, 'hex');
  const draws = [taken, taken, Buffer.from('0000beef', 'hex')];
  const world = testWorld({ randomBytes: () => draws.shift() as Buffer });
  const request = { locations: [here], exclude: [], encryption: null, verify: true };
  assert.equal((await planBackup(world, installation, request)).slug, '0000beef');
});

test('the folder that the job itself has made is not in the backup', async (t) => {
  const { here, make, config } = setUp(t);
  const { backup } = await make([here]);
  const file = backup.locations[0]?.path as string;
  assert.deepEqual(readdirSync(path.join(await restored(t, file), 'homeassistant')), ['configuration.yaml']);
  mkdirSync(path.join(config, '.cache/brands'));
  const again = (await make([here])).backup.locations[0]?.path as string;
  assert.deepEqual(readdirSync(path.join(await restored(t, again), 'homeassistant')), [
    '.cache',
    'configuration.yaml',
  ]);
});
