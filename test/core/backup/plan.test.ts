import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { planBackup } from '../../../core/backup/plan.ts';
import type { BackupRequest } from '../../../core/backup/types.ts';
import type { Installation } from '../../../core/device/types.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import type { Location, LocationUsage } from '../../../core/locations/types.ts';
import { testInstallation } from '../../support/installation.ts';
import { asNobody } from '../../support/nobody.ts';
import { testWorld } from '../../support/world.ts';

function setUp(t: TestContext) {
  const { device, installation, config } = testInstallation(t, { 'a.txt': '12345' }, { 's.txt': '123' });
  writeFileSync(path.join(config, 'home-assistant_v2.db'), Buffer.alloc(1000));
  mkdirSync(path.join(device, 'place'));
  const here = directoryLocation('here', path.join(device, 'place'));
  const plan = (more: Partial<BackupRequest> = {}, changes: Partial<Installation> = {}) =>
    planBackup(
      testWorld(),
      { ...installation, ...changes },
      { exclude: [], encryption: { version: null }, verify: true, locations: [here], ...more },
    );
  return { here, plan, installation };
}

/** The same location with another drive. */
function withUsage(location: Location, usage: Partial<LocationUsage>): Location {
  return { ...location, usage: async () => ({ ...(await location.usage()), ...usage }) };
}

test('a plan counts the files and the database that it would take', async (t) => {
  const { plan } = setUp(t);
  const all = await plan();
  assert.deepEqual([all.files, all.bytes, all.database], [3, 1008, true]);
  const some = await plan({ parts: ['share'] });
  assert.deepEqual([some.files, some.bytes, some.database], [1, 3, false]);
  assert.deepEqual([all.notes, all.leftOut], [[], []]);
  const withoutHistory = await plan({ parts: ['homeassistant'] });
  assert.deepEqual(
    withoutHistory.leftOut.map(({ path }) => path),
    ['homeassistant/home-assistant_v2.db'],
  );
});

test('a drive that may be too small, or takes no file of that size, is told before the start', async (t) => {
  const { plan, here } = setUp(t);
  const codes = async (usage: Partial<LocationUsage>) =>
    (await plan({ locations: [withUsage(here, usage)] })).notes.map(({ code }) => code);
  assert.deepEqual(await codes({ free: 500 }), ['LOW_SPACE']);
  assert.deepEqual(await codes({ maxFileSize: 500 }), ['FILE_TOO_LARGE']);
  assert.deepEqual(await codes({ free: 5000, maxFileSize: 5000 }), []);
});

test('history that no backup of the files can hold is told', async (t) => {
  const { plan } = setUp(t);
  const parts = [{ id: 'share', path: (await plan()).installation.config }];
  const codes = async (changes: Partial<Installation>) =>
    (await plan({}, changes)).notes.map(({ code }) => code);
  const configuration = (await plan()).installation.parts.filter(({ id }) => id !== 'database');
  const recorder = { engine: 'server', url: 'mysql://ha@db/ha' } as const;
  assert.deepEqual(await codes({ parts: configuration, recorder }), ['DATABASE_ON_SERVER']);
  const outside = { engine: 'sqlite', file: '/elsewhere/ha.db', inConfig: null, configured: true } as const;
  assert.deepEqual(await codes({ parts: configuration, recorder: outside }), ['DATABASE_OUTSIDE']);
  assert.deepEqual(await codes({ parts, recorder }), []);
});

test('a history that does not answer is missing where it was asked for, and only there', async (t) => {
  const { plan, installation } = setUp(t);
  const parts = installation.parts.filter(({ id }) => id !== 'database');
  const away = { parts, isHistoryAway: true } as const;
  const told = async (more: Partial<BackupRequest>) => {
    const { database, leftOut, notes } = await plan(more, away);
    const missing = leftOut.filter(({ why }) => why === 'away').map(({ path }) => path);
    return [database, missing, notes.map(({ code }) => code)];
  };
  const missing = [false, ['homeassistant/home-assistant_v2.db'], ['DATABASE_AWAY']];
  assert.deepEqual(await told({}), missing);
  assert.deepEqual(await told({ parts: ['homeassistant', 'database'] }), missing);
  assert.deepEqual(await told({ parts: ['homeassistant'] }), [false, [], []]);
  assert.deepEqual(await told({ exclude: ['database'] }), [false, [], []]);
});

test('a backup by hand says that the clock is not set', async (t) => {
  const { installation, here } = setUp(t);
  const request = { locations: [here], exclude: [], encryption: null, verify: true };
  const codes = async (now: string) =>
    (await planBackup(testWorld({ now: () => new Date(now) }), installation, request)).notes.map(
      ({ code }) => code,
    );
  assert.deepEqual(await codes('1970-01-01T00:00:30Z'), ['CLOCK_NOT_SET']);
  assert.deepEqual(await codes('2038-01-19T03:14:08Z'), []);
});

test('names that Home Assistant does not take are refused before anything is done', async (t) => {
  const { plan } = setUp(t);
  for (const name of ['a/b', 'a\\b', 'C:x', '', '.', '..', ' '])
    await assert.rejects(plan({ name }), { code: 'BAD_NAME', exitCode: 2 }, JSON.stringify(name));
  assert.equal((await plan({ name: 'Before the update' })).name, 'Before the update');
});

test('parts that are not there, and a database without its configuration, are refused', async (t) => {
  const { plan } = setUp(t);
  await assert.rejects(plan({ parts: ['media'] }), { code: 'NO_SUCH_PART', exitCode: 10 });
  await assert.rejects(plan({ parts: ['database'] }), { code: 'DATABASE_ALONE', exitCode: 2 });
});

test('the form of encryption follows the installed Home Assistant', async (t) => {
  const { plan, here } = setUp(t);
  const form = async (version: string | null, more: Partial<BackupRequest> = {}) =>
    (await plan(more, { version })).securetar;
  assert.equal(await form('2026.2.3'), 2);
  assert.equal(await form('2026.3.0'), 3);
  assert.equal(await form(null), 3);
  assert.equal(await form('2026.11.0', { encryption: { version: 2 } }), 2);
  assert.equal(await form('2026.11.0', { encryption: null }), null);
  assert.equal(await form('2026.11.0', { locations: [{ ...here, encrypt: false }] }), null);
  const always = [{ ...here, encrypt: true }];
  assert.equal(await form('2026.11.0', { encryption: null, locations: always }), 3, 'a rule of the location');
});

test('what this user cannot read is told by the plan already', async (t) => {
  const { plan } = setUp(t);
  const { config } = (await plan()).installation;
  writeFileSync(path.join(config, 'auth'), 'secret', { mode: 0 });
  for (const folder of [path.dirname(config), config]) chmodSync(folder, 0o755);
  const { leftOut } = await asNobody(() => plan());
  assert.deepEqual(leftOut, [
    { path: 'homeassistant/auth', why: 'unreadable', reason: 'It cannot be read (EACCES).' },
  ]);
});
