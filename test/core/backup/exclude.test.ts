import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFilter, type FilterOptions } from '../../../core/backup/exclude.ts';
import { compileGlob } from '../../../core/glob.ts';

function leftOut(paths: string[], options: Partial<FilterOptions> = {}): string[] {
  const filter = createFilter({ part: 'homeassistant', excludeDatabase: false, ...options });
  return paths.filter((path) => filter(path) !== null);
}

/** Left out of every backup of a configuration. */
const ruled = [
  '__pycache__/a.pyc',
  'custom_components/x/__pycache__/b.pyc',
  'custom_components/x/__pycache__/sub',
  '.DS_Store',
  'www/.DS_Store',
  'home-assistant_v2.db-shm',
  'zigbee.db-shm',
  'home-assistant.log',
  '.hidden.log',
  'home-assistant.log.1',
  'OZW_Log.txt',
  'tts/a.mp3',
  'tts/.hidden',
  '.cache/brands',
  'backups/a.tar',
  'backups/.lifeboat',
  'tmp_backups/b.tar',
  '.HA_RESTORE',
  'home-assistant_v2.db.corrupt.2026-01-01T00:00:00+00:00',
  '.storage/core.config.corrupt.2026',
];

/** They look like it, and belong into the backup. */
const kept = [
  'tts',
  '.cache',
  'custom_components/x/__pycache__',
  'home-assistant_v2.db',
  'home-assistant_v2.db-wal',
  'sub/a.log',
  'sub/x.db-shm',
  'sub/.HA_RESTORE',
  'sub/x.db.corrupt.1',
  'backups/sub/y.tar',
  'backups/x.tar.partial',
  'tmp_backups/x.part',
  'Home-Assistant.LOG',
  'a\nhome.logs',
  '.HA_RESTORE_RESULT',
  '.storage/auth',
  'secrets.yaml',
];

test("Home Assistant's exclusions, and nothing else, are left out of the configuration", () => {
  assert.deepEqual(leftOut([...ruled, ...kept]), ruled);
});

test('other parts are carried whole, but for a backup in the making', () => {
  for (const part of ['share', 'media', 'ssl', 'addons/local'])
    assert.deepEqual(leftOut([...ruled, '.lifeboat', '.lifeboats'], { part }), [
      'backups/.lifeboat',
      '.lifeboat',
    ]);
});

test('without the database goes the usual file with its WAL, and the own one with all that SQLite keeps beside it', () => {
  const usual = ['home-assistant_v2.db', 'home-assistant_v2.db-wal'];
  const own = ['db/my[1]*.db', 'db/my[1]*.db-wal', 'db/my[1]*.db-shm', 'db/my[1]*.db-journal'];
  const others = ['db/my1x.db', 'sub/home-assistant_v2.db', 'zigbee.db'];
  const options = { excludeDatabase: true, database: 'db/my[1]*.db' };
  assert.deepEqual(leftOut([...usual, ...own, ...others], options), [...usual, ...own]);
  assert.deepEqual(leftOut([...usual, ...own, ...others], { excludeDatabase: true }), usual);
});

test("the user's globs work with the part before them and without, in their own part only", () => {
  const paths = ['www/a.mp4', 'www/sub/b.mp4', 'media', 'media/c', 'x/www/d.mp4'];
  const globs = (...list: string[]) => leftOut(paths, { globs: list });
  assert.deepEqual(globs('homeassistant/www/*.mp4'), ['www/a.mp4']);
  assert.deepEqual(globs('www/**/*.mp4'), ['www/a.mp4', 'www/sub/b.mp4']);
  assert.deepEqual(globs('**/*.mp4'), ['www/a.mp4', 'www/sub/b.mp4', 'x/www/d.mp4']);
  assert.deepEqual(globs('media'), ['media']);
  assert.deepEqual(globs('share/www/*.mp4'), []);
  assert.deepEqual(globs('www/**'), ['www/a.mp4', 'www/sub/b.mp4']);
});

test('a rule says why', () => {
  const filter = createFilter({ part: 'homeassistant', excludeDatabase: true, globs: ['www/*.mp4'] });
  assert.equal(filter('x.db.corrupt.1')?.reason, 'a damaged database that was put aside');
  assert.deepEqual(filter('www/a.mp4'), { pattern: 'www/*.mp4', reason: 'left out on request' });
});

test('globs: stars and question marks stay in a name, classes and their opposites, all else literally', () => {
  const matches = (glob: string, ...paths: string[]) => paths.map((path) => compileGlob(glob).test(path));
  assert.deepEqual(matches('a?c', 'abc', 'a/c', 'ac'), [true, false, false]);
  assert.deepEqual(matches('*', '.hidden', 'a/b', 'a\nb'), [true, false, true]);
  assert.deepEqual(matches('[a-c^]x', 'bx', '^x', 'dx'), [true, true, false]);
  assert.deepEqual(matches('[!a-c]x', 'bx', 'dx', '/x'), [false, true, false]);
  assert.deepEqual(matches('a.b+(c){1}|$^\\', 'a.b+(c){1}|$^\\', 'aXb+(c){1}|$^\\'), [true, false]);
  assert.deepEqual(matches('[open', '[open'), [true]);
});

test('brackets that make no class are an error that names the pattern', () => {
  assert.throws(() => compileGlob('www/[z-a].mp4'), { code: 'BAD_GLOB', message: /www\/\[z-a\]\.mp4/ });
});
