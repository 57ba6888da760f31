import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import type { Installation } from '../../../core/device/types.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { judgeRights } from '../../../core/prepare/leftovers.ts';
import { catalogEntry } from '../../support/catalog-entry.ts';
import type { Files } from '../../support/installation.ts';
import { madeJob, madePlan, madeResult } from '../../support/made-job.ts';
import { checksOf, subjectOf } from '../../support/prepare.ts';
import { testWorld } from '../../support/world.ts';

const MB = 1_000_000;

/** A file of so many bytes that takes no room. */
function large(file: string, bytes: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  truncateSync(file, bytes);
}

const files: Files = {
  'configuration.yaml': 'default_config:\n',
  'home-assistant.log': 'a'.repeat(300),
  'home-assistant.log.1': 'b'.repeat(200),
  'tts/hello.mp3': 'c'.repeat(70),
  '.cache/brands/one.png': 'd'.repeat(30),
  'home-assistant_v2.db': 'e'.repeat(1000),
  'home-assistant_v2.db-wal': 'f'.repeat(500),
  'home-assistant_v2.db.corrupt.2026-01-02T03:04:05': 'g'.repeat(400),
  'backups/old.tar': 'h'.repeat(9000),
};

test('what a backup reads is weighed by part, what rules leave out apart from it', async (t) => {
  const { subject, share } = await subjectOf(t, files);
  writeFileSync(path.join(share, 'a'), 'x'.repeat(40));
  const found = await checksOf(subject, 'parts-size');
  const sizes = found['parts-size']?.details.map(({ name, figure }) => [name, figure]);
  assert.deepEqual(sizes, [
    ['homeassistant', 'default_config:\n'.length],
    ['database', 1500],
    ['share', 40],
  ]);
  assert.equal(found['parts-size']?.figure, 'default_config:\n'.length + 1540);
  assert.equal(found.logs?.figure, 500);
  assert.equal(found.caches?.figure, 100);
  assert.deepEqual([found['corrupt-databases']?.state, found['corrupt-databases']?.figure], ['advice', 400]);
  assert.equal(found['old-backups']?.figure, 0, 'no backup carries what lies in backups/');
  assert.match(found['old-backups']?.message ?? '', /1 backup with 9\.0 kB on this disk/);
  assert.equal(found['media-share']?.figure, 40);
  assert.equal(found.rights?.state, 'ok');
});

test('a file with two names counts once, a link not at all', async (t) => {
  const { subject, config } = await subjectOf(t, { 'a.txt': 'x'.repeat(100) });
  linkSync(path.join(config, 'a.txt'), path.join(config, 'b.txt'));
  symlinkSync('a.txt', path.join(config, 'c.txt'));
  assert.equal((await checksOf(subject, 'parts-size'))['parts-size']?.figure, 100);
});

test('the largest folders and files are named by what would leave them out, archives too', async (t) => {
  const { subject, config, share } = await subjectOf(t, files);
  large(path.join(config, 'www/videos [door]/a.mp4'), 700 * MB);
  large(path.join(config, 'www/videos [door]/b.mp4'), 12 * MB);
  large(path.join(share, 'before the move.tar.gz'), 150 * MB);
  const found = await checksOf(subject, 'biggest');
  assert.equal(found.biggest?.state, 'advice');
  assert.deepEqual(
    found.biggest?.details.map(({ name, figure, exclude }) => [name, figure, exclude]),
    [
      ['homeassistant/www/videos [door]/', 712 * MB, 'homeassistant/www/videos [[]door]'],
      ['homeassistant/www/videos [door]/a.mp4', 700 * MB, 'homeassistant/www/videos [[]door]/a.mp4'],
      ['share/before the move.tar.gz', 150 * MB, 'share/before the move.tar.gz'],
      ['homeassistant/www/videos [door]/b.mp4', 12 * MB, 'homeassistant/www/videos [[]door]/b.mp4'],
    ],
  );
  assert.deepEqual([found['old-backups']?.state, found['old-backups']?.figure], ['advice', 150 * MB]);
  const without = await checksOf(
    { ...subject, exclude: ['homeassistant/www/videos [[]door]', 'share'] },
    'biggest',
  );
  assert.deepEqual(without.biggest?.details, []);
  assert.deepEqual(
    without['parts-size']?.details.map(({ name, figure }) => [name, figure]),
    [
      ['homeassistant', 'default_config:\n'.length],
      ['database', 1500],
      ['share', 150 * MB],
    ],
    'a part that is left out is still shown with its size',
  );
  assert.equal(without['parts-size']?.figure, 'default_config:\n'.length + 1500);
  assert.equal(without['media-share']?.message, 'share has 150 MB and is left out by you.');
});

test('the media of a Home Assistant without a container lie in its configuration, and are weighed there', async (t) => {
  const { subject, config, installation } = await subjectOf(t, { 'media/small.jpg': 'x' });
  const parts = installation.parts.filter(({ id }) => id !== 'share');
  const own = { ...subject, installation: { ...installation, parts } };
  const media = async () => (await checksOf(own, 'media-share'))['media-share'];
  assert.equal((await media())?.figure, 0);
  assert.match((await media())?.message ?? '', /no folders media and share with much in them/);
  large(path.join(config, 'media/film.mp4'), 1200 * MB);
  const heavy = await media();
  assert.deepEqual([heavy?.state, heavy?.figure], ['advice', 1200 * MB + 1]);
  assert.deepEqual(
    heavy?.details.map(({ name, exclude }) => [name, exclude]),
    [['homeassistant/media/', 'homeassistant/media']],
  );
});

const backup = catalogEntry('a1', '2026-11-19T03:00:00Z', { size: 500, parts: ['homeassistant'] });

const hour = 3_600_000;
/** Moments relative to the real time, at which the files of a test are made. */
const inHours = (hours: number) => new Date(Date.now() + hours * hour);
const at = (hours: number, parts: Partial<CatalogEntry> = {}) => {
  return { ...backup, ...parts, date: inHours(hours).toISOString() };
};

test('what changed since the last whole backup is counted by its date', async (t) => {
  const world = testWorld({ now: () => inHours(5) });
  const backups = [at(30, { id: 'tomorrow' }), at(4, { id: 'broken', whole: false }), at(1)];
  const { subject, config } = await subjectOf(
    t,
    { 'old.txt': 'x'.repeat(100), 'new.txt': 'y'.repeat(30) },
    { world, history: async () => ({ jobs: [], backups }) },
  );
  utimesSync(path.join(config, 'new.txt'), 0, inHours(2));
  const { changed } = await checksOf(subject, 'changed');
  assert.equal(changed?.figure, 30);
  assert.match(
    changed?.message ?? '',
    /^1 file with 30 B came or changed since the backup made 4 hours ago\.$/,
  );
});

test('a file that was copied here with its old date came since the last backup', async (t) => {
  const history = async () => ({ jobs: [], backups: [at(-1)] });
  const world = testWorld({ now: () => inHours(1) });
  const { subject, config } = await subjectOf(t, { 'film.mp4': 'x'.repeat(70) }, { world, history });
  utimesSync(path.join(config, 'film.mp4'), 0, new Date('2020-01-01T00:00:00Z'));
  const known = statSync(path.join(config, 'film.mp4')).birthtime.getTime() > inHours(-1).getTime();
  assert.equal((await checksOf(subject, 'changed')).changed?.figure, known ? 70 : 0);
});

test('what each part grew by is told where a job of this device made the last backup', async (t) => {
  const sizes = [
    { id: 'homeassistant', bytes: 40 },
    { id: 'share', bytes: 50 },
  ];
  const result = madeResult();
  result.backup.id = backup.id;
  const job = madeJob({
    work: { kind: 'backup', plan: madePlan({ sizes }) },
    end: { state: 'done', result, error: null, exitCode: 0 },
  });
  const world = testWorld({ now: () => inHours(5) });
  const history = async () => ({ jobs: [job], backups: [at(1)] });
  const { subject, share } = await subjectOf(t, { 'a.txt': 'x'.repeat(100) }, { world, history });
  writeFileSync(path.join(share, 'a'), 'x'.repeat(20));
  const { changed } = await checksOf(subject, 'changed');
  assert.deepEqual(
    changed?.details.map(({ name }) => name),
    ['homeassistant, grew by 60 B', 'database, is not in it', 'share, shrank by 30 B'],
  );
  assert.match(changed?.message ?? '', /What that backup has grew by 30 B\.$/);
});

test('backups that a location inside a part holds are not weighed', async (t) => {
  const { subject, share } = await subjectOf(t, { 'a.txt': 'x' });
  large(path.join(share, 'share/ha/old.tar'), 150 * MB);
  const locations = [directoryLocation('inside', path.join(share, 'share/ha'))];
  const found = await checksOf({ ...subject, locations }, 'parts-size');
  assert.deepEqual([found['parts-size']?.figure, found['old-backups']?.figure], [1, 0]);
});

test('a backup that will not fit is a problem', async (t) => {
  const { subject, config } = await subjectOf(t, { 'a.txt': 'x' });
  const place = directoryLocation('usb', config);
  const tight = { ...place, usage: async () => ({ ...(await place.usage()), free: 5 * MB }) };
  large(path.join(config, 'a.bin'), 9 * MB);
  const estimate = async () =>
    (await checksOf({ ...subject, locations: [tight] }, 'backup-estimate'))['backup-estimate'];
  assert.equal((await estimate())?.state, 'problem');
  large(path.join(config, 'a.bin'), 3 * MB);
  assert.equal((await estimate())?.state, 'advice');
  large(path.join(config, 'a.bin'), 1 * MB);
  assert.equal((await estimate())?.state, 'ok');
});

/** In a process of nobody: whether a file may be read is asked for the real user, which no thread can give back. */
const weighing = `
  import { weigh } from '${path.resolve('core/prepare/weigh.ts')}';
  const installation = JSON.parse(process.argv[1]);
  const { unreadable } = await weigh(installation, { exclude: [], locations: [], since: null });
  console.log(JSON.stringify(unreadable.paths.sort()));`;
const nobody = 65_534;
const cannotBeNobody = process.getuid?.() === 0 ? false : 'only root can become somebody else';

test('what this user cannot read is named', { skip: cannotBeNobody }, async (t) => {
  const { installation, config, device } = await subjectOf(t, {
    'a.txt': 'x',
    '.storage/auth': 's',
    '.cache/brands/one.png': 'x',
    'locked/b': 'x',
  });
  chmodSync(path.join(config, '.storage/auth'), 0o600);
  chmodSync(path.join(config, 'locked'), 0o700);
  chmodSync(path.join(config, '.cache/brands'), 0o700);
  chmodSync(device, 0o755);
  const words = ['--no-warnings', '--input-type=module', '-e', weighing, JSON.stringify(installation)];
  const output = execFileSync(process.execPath, words, { uid: nobody, gid: nobody, encoding: 'utf8' });
  assert.deepEqual(JSON.parse(output), ['homeassistant/.storage/auth', 'homeassistant/locked/']);
});

test('what cannot be read is a problem, with the way out: rights for the one, another drive for the other', () => {
  const weights = { parts: [], leftOut: new Map(), largest: [], archives: [] };
  const paths = ['homeassistant/.storage/auth', 'homeassistant/locked/'];
  for (const [isByRights, way] of [
    [true, /sudo/],
    [false, /back up what is left to another one/],
  ] as const) {
    const { state, figure, remedies } = judgeRights({
      ...weights,
      unreadable: { count: 2, paths, isByRights },
    });
    assert.deepEqual([state, figure], ['problem', 2]);
    assert.match(remedies[0] ?? '', way);
  }
});

test('a forgotten restore is a problem as long as it is there', async (t) => {
  const { subject, config } = await subjectOf(t, { '.HA_RESTORE': '{"path": "backups/old.tar"}' });
  const found = await checksOf(subject, 'forgotten-restore');
  assert.equal(found['forgotten-restore']?.state, 'problem');
  assert.match(found['forgotten-restore']?.remedies[0] ?? '', /rm .*\.HA_RESTORE/);
  assert.ok(readdirSync(config).includes('.HA_RESTORE'), 'nothing is deleted here');
});

test('a part that is gone hides no other', async (t) => {
  const { subject, installation } = await subjectOf(t, { 'a.txt': 'x'.repeat(10) });
  const parts: Installation['parts'] = [...installation.parts, { id: 'ssl', path: '/nonexistent/ssl' }];
  const found = await checksOf({ ...subject, installation: { ...installation, parts } }, 'parts-size');
  assert.equal(found['parts-size']?.figure, 10);
});
