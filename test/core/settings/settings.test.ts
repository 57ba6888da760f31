import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { findHome } from '../../../core/settings/home.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

test('settings that were never changed have their defaults and write nothing', async (t) => {
  const home = path.join(testFolder(t), 'home');
  const settings = await openSettings(home);
  assert.equal(settings.get('installation'), null);
  assert.deepEqual(settings.get('locations'), []);
  assert.ok(!existsSync(home));
});

test('a change is there after a new start, in a file of its owner alone', async (t) => {
  const home = path.join(testFolder(t), 'home');
  const settings = await openSettings(home);
  await settings.set('installation', '/config');
  assert.equal(settings.get('installation'), '/config');
  assert.equal(statSync(home).mode & 0o777, 0o700);
  assert.equal(statSync(settings.file).mode & 0o777, 0o600);
  assert.equal((await openSettings(home)).get('installation'), '/config');
});

test('the device id is made once', async (t) => {
  const home = testFolder(t);
  const id = await (await openSettings(home)).deviceId();
  assert.match(id, /^[0-9a-f]{8}-/);
  assert.equal(await (await openSettings(home)).deviceId(), id);
});

test('settings of an older version go through each step since, once', async (t) => {
  const home = testFolder(t);
  const file = path.join(home, 'settings.json');
  writeFileSync(file, JSON.stringify({ version: 2, deviceId: 'me', place: '/config', locations: [] }));
  const steps = [
    () => assert.fail('version 2 is past this one'),
    ({ place, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, installation: place }),
  ];
  assert.equal((await openSettings(home, steps)).get('installation'), '/config');
  assert.equal((await openSettings(home, steps)).get('installation'), '/config');
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).version, 3);
});

test('settings of a newer version are read but not written', async (t) => {
  const home = testFolder(t);
  const file = path.join(home, 'settings.json');
  writeFileSync(file, JSON.stringify({ version: 99, deviceId: 'me', installation: '/config', moon: 'full' }));
  const settings = await openSettings(home);
  assert.equal(settings.get('installation'), '/config');
  assert.equal(await settings.deviceId(), 'me');
  await assert.rejects(settings.set('installation', null), { code: 'SETTINGS_NEWER' });
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).moon, 'full');
});

test('broken settings are told and left as they are', async (t) => {
  const home = testFolder(t);
  const file = path.join(home, 'settings.json');
  writeFileSync(file, '{"version": 1,');
  await assert.rejects(openSettings(home), { code: 'SETTINGS_UNREADABLE' });
  assert.equal(readFileSync(file, 'utf8'), '{"version": 1,');
});

test('the home is the named one, else that of the environment, else the XDG folder', () => {
  const world = (env: Record<string, string>) => testWorld({ env, home: '/root' });
  assert.equal(findHome(world({ LIFEBOAT_HOME: '/env' }), '/flag'), '/flag');
  assert.equal(findHome(world({ LIFEBOAT_HOME: '/env', XDG_CONFIG_HOME: '/xdg' })), '/env');
  assert.equal(findHome(world({ XDG_CONFIG_HOME: '/xdg' })), '/xdg/lifeboat');
  assert.equal(findHome(world({ XDG_CONFIG_HOME: 'relative' })), '/root/.config/lifeboat');
});
