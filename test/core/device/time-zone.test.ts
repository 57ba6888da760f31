import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { openConfiguration } from '../../../core/device/configuration.ts';
import { ownTimeZone, timeZoneOf } from '../../../core/device/time-zone.ts';
import { deviceZone } from '../../../core/wall-clock.ts';
import { testFolder } from '../../support/folder.ts';
import { type Files, writeFiles } from '../../support/installation.ts';

const live = path.join(import.meta.dirname, '../../fixtures/homeassistant/config-live.tar.gz');
const chosen = { '.storage/core.config': JSON.stringify({ data: { time_zone: 'Asia/Kolkata' } }) };

async function zoneOf(config: string): Promise<string | null> {
  return ownTimeZone(config, await openConfiguration({ config, env: {}, mounts: [] }));
}

async function zoneWith(t: TestContext, files: Files): Promise<string | null> {
  const config = testFolder(t);
  writeFiles(config, files);
  return zoneOf(config);
}

test('a real Home Assistant that is set up by its configuration.yaml lives in the zone that stands there', async (t) => {
  const config = testFolder(t);
  execFileSync('tar', ['-xzf', live, '-C', config]);
  assert.equal(await zoneOf(config), 'Europe/Berlin');
});

test('what stands in configuration.yaml comes before what was chosen on the screens of Home Assistant', async (t) => {
  const yaml = 'homeassistant:\n  name: Home\n  time_zone: America/New_York\n';
  assert.equal(await zoneWith(t, { ...chosen, 'configuration.yaml': yaml }), 'America/New_York');
  assert.equal(
    await zoneWith(t, { ...chosen, 'configuration.yaml': 'homeassistant:\n  name: Home\n' }),
    'Asia/Kolkata',
  );
  assert.equal(await zoneWith(t, chosen), 'Asia/Kolkata');
});

test('the zone may stand in a file that is included, and in a secret', async (t) => {
  assert.equal(
    await zoneWith(t, {
      'configuration.yaml': 'homeassistant: !include core/home.yaml\n',
      'core/home.yaml': 'time_zone: !secret zone\n',
      'secrets.yaml': 'zone: Pacific/Chatham\n',
    }),
    'Pacific/Chatham',
  );
});

test('a zone that nobody knows, and a file that cannot be read, hide no other', async (t) => {
  for (const yaml of [
    'homeassistant:\n  time_zone: Moon/Sea\n',
    'homeassistant:\n  time_zone: !secret none\n',
    'a: [\n',
  ])
    assert.equal(await zoneWith(t, { ...chosen, 'configuration.yaml': yaml }), 'Asia/Kolkata');
});

test('without any, dates are told in the zone of the device', async (t) => {
  const timeZone = await zoneWith(t, { 'configuration.yaml': 'default_config:\n' });
  assert.equal(timeZone, null);
  assert.equal(timeZoneOf({ timeZone }), deviceZone());
});
