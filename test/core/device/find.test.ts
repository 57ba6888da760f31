import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { findInstallation } from '../../../core/device/find.ts';
import type { Installation } from '../../../core/device/types.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { dockerAnswers, testDevice } from '../../support/device-root.ts';
import { asNobody } from '../../support/nobody.ts';

function partsOf({ parts }: Installation): Record<string, string> {
  return Object.fromEntries(parts.map(({ id, path }) => [id, path]));
}

function isCode(code: string, kind: string) {
  return (error: unknown) => error instanceof LifeboatError && error.code === code && error.kind === kind;
}

test('Home Assistant OS: all parts beside the configuration, apps read from their new place', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/mnt/data/supervisor/homeassistant', '2026.11.0\n');
  device.file('/mnt/data/supervisor/homeassistant/home-assistant_v2.db', 'x');
  const base = '/mnt/data/supervisor';
  for (const name of ['share', 'ssl', 'media', 'backup', 'apps/local/board', 'addons/local']) {
    device.folder(`${base}/${name}`);
  }
  const found = await findInstallation(device.world);
  assert.equal(found.kind, 'os');
  assert.equal(found.version, '2026.11.0');
  assert.deepEqual(partsOf(found), {
    homeassistant: config,
    database: path.join(config, 'home-assistant_v2.db'),
    share: device.folder(`${base}/share`),
    ssl: device.folder(`${base}/ssl`),
    media: device.folder(`${base}/media`),
    'addons/local': device.folder(`${base}/apps/local`),
  });
  assert.deepEqual(Object.keys(partsOf(found)).slice(0, 2), ['homeassistant', 'database']);
  assert.equal(found.backups, device.folder(`${base}/backup`));
  assert.ok(found.notes.some((note) => note.includes('addons/local is no longer in use')));
  assert.ok(found.notes.some((note) => note.includes('through the Supervisor')));
});

test('Supervised: the data folder is the one that hassio.json names, the apps still at their old place', async (t) => {
  const device = testDevice(t);
  device.file('/etc/hassio.json', '{"machine": "generic-x86-64", "data": "/srv/hassio"}');
  const config = device.configuration('/srv/hassio/homeassistant');
  const apps = device.folder('/srv/hassio/addons/local');
  const found = await findInstallation(device.world);
  assert.equal(found.kind, 'supervised');
  assert.deepEqual(partsOf(found), { homeassistant: config, 'addons/local': apps });
});

test('Supervised: without hassio.json the usual data folder', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/usr/share/hassio/homeassistant');
  assert.equal((await findInstallation(device.world)).config, config);
});

test('an app, such as the one for SSH: the folders at the root, `/addons` being the local apps', async (t) => {
  const device = testDevice(t, { SUPERVISOR_TOKEN: 'token' });
  const config = device.configuration('/homeassistant');
  symlinkSync('homeassistant', path.join(device.root, 'config'));
  for (const name of ['share', 'ssl', 'media', 'addons', 'addon_configs', 'backup'])
    device.folder(`/${name}`);
  const found = await findInstallation(device.world);
  assert.equal(found.kind, 'app');
  assert.equal(found.config, config);
  assert.equal(partsOf(found)['addons/local'], device.folder('/addons'));
  assert.deepEqual(Object.keys(partsOf(found)), ['homeassistant', 'share', 'ssl', 'media', 'addons/local']);
  assert.equal(found.backups, device.folder('/backup'));
  assert.deepEqual(found.control, { how: 'supervisor' });
  assert.ok(!found.notes.some((note) => note.includes('another Home Assistant')), '/config is the same one');
  const byLink = await findInstallation(device.world, { config: path.join(device.root, 'config') });
  assert.equal(byLink.kind, 'app');
});

test('a `/homeassistant` of somebody’s own makes no app, a linked `/config` does without the token too', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/homeassistant');
  assert.equal((await findInstallation(device.world, { config })).kind, 'unknown');
  Object.assign(device.answers, dockerAnswers('home', [['/config', '/homeassistant']]));
  assert.equal((await findInstallation(device.world)).kind, 'container');
  symlinkSync('homeassistant', path.join(device.root, 'config'));
  const found = await findInstallation(device.world);
  assert.equal(found.kind, 'app');
  assert.equal(found.control.how, 'none');
  device.answers['ha core info'] = '{"result": "ok"}';
  assert.deepEqual((await findInstallation(device.world)).control, { how: 'supervisor' });
});

test('a container: the configuration and the other mounts as docker tells', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/opt/ha');
  const media = device.folder('/mnt/disk/media');
  device.folder('/opt/ha/share');
  Object.assign(
    device.answers,
    dockerAnswers('home', [
      ['/config', '/opt/ha'],
      ['/media', '/mnt/disk/media'],
      ['/share', '/opt/ha/share'],
      ['/ssl', '/missing'],
      ['/run/dbus', '/run/dbus'],
    ]),
  );
  const found = await findInstallation(device.world);
  assert.equal(found.kind, 'container');
  // What is mounted from inside the configuration belongs to the configuration.
  assert.deepEqual(partsOf(found), { homeassistant: config, media });
  assert.equal(found.backups, path.join(config, 'backups'));
  assert.deepEqual(found.control, { how: 'docker', container: 'home' });
  assert.deepEqual((await findInstallation(device.world, { config })).control, found.control);
});

test('a folder that holds the configuration is no part of its backup', async (t) => {
  const device = testDevice(t);
  device.configuration('/srv/ha');
  Object.assign(
    device.answers,
    dockerAnswers('home', [
      ['/config', '/srv/ha'],
      ['/share', '/srv'],
    ]),
  );
  const found = await findInstallation(device.world);
  assert.deepEqual(Object.keys(partsOf(found)), ['homeassistant']);
  assert.ok(found.notes.some((note) => note.includes('contains the configuration')));
});

test('inside the container: only what is mounted counts, not the empty folders of the image', async (t) => {
  const device = testDevice(t);
  device.configuration('/config');
  device.folder('/media');
  device.folder('/share');
  device.file('/proc/self/mountinfo', '36 35 98:0 / /share rw - ext4 /dev/sda1 rw\n');
  const found = await findInstallation(device.world);
  assert.equal(found.kind, 'container');
  assert.deepEqual(Object.keys(partsOf(found)), ['homeassistant', 'share']);
});

test('a Python environment: in the home of the user, of the one behind sudo, and of the user homeassistant', async (t) => {
  for (const home of ['/root', '/home/anna', '/home/homeassistant']) {
    const device = testDevice(t, { SUDO_USER: 'anna' });
    const config = device.configuration(`${home}/.homeassistant`);
    device.folder(`${home}/media`);
    const found = await findInstallation(device.world);
    assert.equal(found.kind, 'core');
    assert.deepEqual(partsOf(found), { homeassistant: config });
  }
});

test('the service that runs this configuration is found, and none that runs another', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/home/homeassistant/.homeassistant');
  const unit = (id: string, user: string, command: string) =>
    `Id=${id}\nLoadState=loaded\nUser=${user}\nExecStart={ path=/x ; argv[]=${command} ; ignore_errors=no }`;
  device.answers['systemctl show'] = [
    unit('sshd.service', '', '/usr/sbin/sshd -D'),
    unit('other.service', 'ha', '/srv/ha/bin/hass -c /home/ha/config'),
    unit('home-assistant@homeassistant.service', 'homeassistant', '/srv/ha/bin/hass'),
  ].join('\n\n');
  assert.deepEqual((await findInstallation(device.world)).control, {
    how: 'systemd',
    unit: 'home-assistant@homeassistant.service',
  });
  device.answers['systemctl show'] = unit(
    'ha.service',
    'root',
    '/bin/python3 -m homeassistant --config /home/homeassistant/.homeassistant',
  );
  assert.deepEqual((await findInstallation(device.world, { config })).control, {
    how: 'systemd',
    unit: 'ha.service',
  });
  device.answers['systemctl show'] = unit('other.service', 'ha', '/srv/ha/bin/hass -c /home/ha/config');
  assert.equal((await findInstallation(device.world)).control.how, 'none');
});

test('a given directory comes first, then LIFEBOAT_INSTALLATION, then the setting, then the usual places', async (t) => {
  const device = testDevice(t, {});
  const [first, second, third, usual] = ['/a', '/b', '/c', '/config'].map((place) =>
    device.configuration(place),
  );
  const inEnvironment = { ...device.world, env: { LIFEBOAT_INSTALLATION: second } };
  const find = async (...parameters: Parameters<typeof findInstallation>) =>
    (await findInstallation(...parameters)).config;
  assert.equal(await find(inEnvironment, { config: first, setting: third }), first);
  assert.equal(await find(inEnvironment, { setting: third }), second);
  assert.equal(await find(device.world, { setting: third }), third);
  assert.equal(await find(device.world), usual);
});

test('of several installations the first is taken and the others are named', async (t) => {
  const device = testDevice(t);
  const os = device.configuration('/mnt/data/supervisor/homeassistant');
  const core = device.configuration('/root/.homeassistant');
  const found = await findInstallation(device.world);
  assert.equal(found.config, os);
  assert.ok(found.notes.some((note) => note.includes(core) && note.includes('--installation')));
});

test('a given directory that is no configuration is refused with what was looked for', async (t) => {
  const device = testDevice(t);
  const config = device.folder('/somewhere');
  device.configuration('/config');
  for (const place of [config, path.join(config, 'missing'), device.file('/a-file')]) {
    await assert.rejects(findInstallation(device.world, { config: place }), (error: LifeboatError) => {
      assert.ok(isCode('NO_INSTALLATION', 'not-found')(error));
      assert.match(error.message, /\.HA_VERSION, configuration\.yaml, \.storage/);
      return true;
    });
  }
});

test('where there is none the places that were looked at are named', async (t) => {
  const device = testDevice(t);
  await assert.rejects(findInstallation(device.world), (error: LifeboatError) => {
    assert.ok(isCode('NO_INSTALLATION', 'not-found')(error));
    assert.match(error.message, /mnt\/data\/supervisor\/homeassistant/);
    return true;
  });
});

test('a wrecked configuration, with any one of its signs left, is still found', async (t) => {
  const device = testDevice(t);
  for (const sign of ['.HA_VERSION', 'configuration.yaml', '.storage/core.config']) {
    const config = path.dirname(device.file(`/one-${sign.length}/${sign}`).replace('/.storage', ''));
    assert.equal((await findInstallation(device.world, { config })).config, config);
  }
});

test('a directory that this user may not read is told from one that is not there', async (t) => {
  const device = testDevice(t);
  chmodSync(device.root, 0o755);
  const config = device.configuration('/home/homeassistant/.homeassistant');
  chmodSync(config, 0o000);
  const isUnreadable = isCode('INSTALLATION_UNREADABLE', 'failed');
  await asNobody(() => assert.rejects(findInstallation(device.world, { config }), isUnreadable));
  await asNobody(() => assert.rejects(findInstallation(device.world), isUnreadable));
  const other = device.configuration('/config');
  const found = await asNobody(() => findInstallation(device.world));
  chmodSync(config, 0o700);
  assert.equal(found.config, other);
  assert.ok(found.notes.some((note) => note.includes(config)));
});

test('folders beside a directory that only happens to have such neighbours are not taken', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/srv/homeassistant');
  device.folder('/srv/media');
  device.folder('/srv/share');
  assert.deepEqual(partsOf(await findInstallation(device.world, { config })), { homeassistant: config });
});

test('a copy of the Supervisor’s data folder is taken with its parts, also by the name of the whole', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/copy/homeassistant');
  for (const name of ['ssl', 'share', 'backup']) device.folder(`/copy/${name}`);
  const found = await findInstallation(device.world, { config: path.join(device.root, 'copy') });
  assert.equal(found.config, config);
  assert.equal(found.kind, 'unknown');
  assert.deepEqual(Object.keys(partsOf(found)), ['homeassistant', 'share', 'ssl']);
  assert.equal(found.backups, device.folder('/copy/backup'));
});

test('a history that is not in the configuration is no part, and said so', async (t) => {
  const device = testDevice(t);
  const config = device.configuration('/config');
  device.file('/config/configuration.yaml', 'recorder:\n  db_url: mysql://ha:pass@db/ha\n');
  const server = await findInstallation(device.world);
  assert.deepEqual(Object.keys(partsOf(server)), ['homeassistant']);
  assert.ok(server.notes.some((note) => note.includes('mysql://ha@db/ha')));
  assert.ok(!JSON.stringify(server).includes('pass@'));
  device.file('/config/configuration.yaml', 'recorder: [broken');
  assert.equal((await findInstallation(device.world, { config })).recorder.engine, 'unknown');
});
