import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { judgeApps, readApps } from '../../../core/prepare/apps.ts';
import { judgeClock, readClock } from '../../../core/prepare/clock.ts';
import { judgeFree, judgeLocations, judgeUsed } from '../../../core/prepare/disk.ts';
import {
  judgePower,
  judgeStorageLife,
  judgeTemperature,
  readPower,
  readStorageLife,
  readTemperature,
} from '../../../core/prepare/hardware.ts';
import { deviceZone } from '../../../core/wall-clock.ts';
import { testDevice } from '../../support/device-root.ts';
import { smallDisk } from '../../support/mounts.ts';
import { checksOf, subjectOf } from '../../support/prepare.ts';

const GiB = 1024 ** 3;

test('the disk of Home Assistant: figure, share, and when it gets tight', () => {
  const roomy = judgeUsed({ total: 64 * GiB, used: 20 * GiB, free: 40 * GiB });
  assert.deepEqual([roomy.state, roomy.figure], ['ok', 20 * GiB]);
  assert.match(roomy.message, /33 %/);
  assert.equal(judgeUsed({ total: 64 * GiB, used: 60 * GiB, free: 3 * GiB }).state, 'advice');
  assert.equal(judgeUsed({ total: 8 * GiB, used: 6 * GiB, free: 1.5 * GiB }).state, 'advice');
  assert.equal(judgeUsed({ total: 8 * GiB, used: 8 * GiB, free: 0 }).state, 'problem');
});

test('a history on a disk of its own: its room counts too', async (t) => {
  const small = smallDisk(t, 'size=1m');
  if (small === null) return;
  writeFileSync(path.join(small, 'history.db'), '');
  const { subject } = await subjectOf(t, {
    'configuration.yaml': `recorder:\n  db_url: sqlite:///${path.join(small, 'history.db')}\n`,
  });
  const { 'disk-used': used } = await checksOf(subject, 'disk-used');
  assert.equal(used?.state, 'problem');
  assert.match(used?.message ?? '', /On that of its database 1\.0 MB are free/);
  assert.equal(used?.details.find(({ name }) => name === 'free beside the database')?.figure, 1024 ** 2);
});

test('what is free is that of the location with the least, and lost locations are a problem', () => {
  const place = { path: '/mnt', isReachable: true, total: 9 * GiB, isOutside: true };
  const places = [
    { ...place, name: 'nas', free: 8 * GiB },
    { ...place, name: 'usb', free: 3 * GiB },
    { ...place, name: 'away', isReachable: false, total: null, free: null },
  ];
  const free = judgeFree(places);
  assert.deepEqual([free.figure, free.state], [3 * GiB, 'ok']);
  assert.equal(judgeFree([{ ...place, name: 'usb', free: GiB }]).state, 'advice');
  assert.equal(judgeFree(places.slice(2)).state, 'unknown');
  assert.equal(judgeLocations(places).state, 'problem');
  assert.match(
    judgeLocations(places).message,
    /^2 of 3 locations would take a backup\. away: \/mnt cannot be reached/,
  );
  assert.equal(judgeLocations(places.slice(0, 2)).state, 'ok');
  const stick = { ...place, name: 'stick', isReachable: false, isAway: true, free: null };
  assert.equal(
    judgeLocations([...places.slice(0, 2), stick]).state,
    'ok',
    'a drive that is away is no fault',
  );
  assert.equal(judgeLocations([stick]).state, 'problem', 'unless no other location is left');
  const [nas] = places;
  assert.ok(nas);
  const refusing = judgeLocations([{ ...nas, refusal: '/mnt cannot be used: it is mounted read-only.' }]);
  assert.deepEqual([refusing.state, refusing.figure], ['problem', 0]);
  assert.match(refusing.message, /nas: \/mnt cannot be used: it is mounted read-only/);
});

test('a clock that was never set is a problem, one that nobody confirmed an advice', async (t) => {
  const device = testDevice(t);
  assert.equal((await readClock(device.world, 'UTC')).isSynchronized, null, 'a container has no timedatectl');
  device.answers.timedatectl = 'no\n';
  assert.equal(judgeClock(await readClock(device.world, 'UTC')).state, 'advice');
  device.answers.timedatectl = 'yes\n';
  assert.equal(judgeClock(await readClock(device.world, 'UTC')).state, 'ok');
  const reset = { ...device.world, now: () => new Date('1970-01-01T00:00:40Z') };
  assert.equal(judgeClock(await readClock(reset, 'UTC')).state, 'problem');
  device.answers.timedatectl = 'no\n';
  device.file('/run/systemd/timesync/synchronized');
  assert.equal((await readClock(device.world, 'UTC')).isSynchronized, true);
  const afar = deviceZone() === 'Asia/Kathmandu' ? 'UTC' : 'Asia/Kathmandu';
  assert.match(
    judgeClock(await readClock(device.world, afar)).message,
    new RegExp(`in ${afar}, as Home Assistant`),
  );
});

test('the hottest zone counts, and none is no fault', (t) => {
  const { world, file } = testDevice(t);
  assert.equal(judgeTemperature(readTemperature(world)).state, 'unknown');
  file('/sys/class/thermal/thermal_zone0/temp', '48312\n');
  file('/sys/class/thermal/thermal_zone1/temp', '81250\n');
  file('/sys/class/thermal/thermal_zone2/temp', '-274000\n');
  assert.deepEqual(
    [readTemperature(world), judgeTemperature(readTemperature(world)).state],
    [81.25, 'advice'],
  );
  assert.equal(judgeTemperature(86).state, 'problem');
});

test('voltage is read from the firmware, from its file, and from the kernel’s own watch', async (t) => {
  const device = testDevice(t);
  assert.equal(await readPower(device.world), null);
  assert.equal(judgePower(null).state, 'unknown');
  device.file('/sys/class/hwmon/hwmon0/name', 'cpu_thermal\n');
  device.file('/sys/class/hwmon/hwmon1/name', 'rpi_volt\n');
  device.file('/sys/class/hwmon/hwmon1/in0_lcrit_alarm', '1\n');
  assert.equal(judgePower(await readPower(device.world)).state, 'problem');
  device.file('/sys/devices/platform/soc/soc:firmware/get_throttled', '50000\n');
  assert.deepEqual(await readPower(device.world), { isLow: false, wasLow: true });
  device.answers['vcgencmd get_throttled'] = 'throttled=0x50005\n';
  assert.deepEqual(await readPower(device.world), { isLow: true, wasLow: true });
  device.answers['vcgencmd get_throttled'] = 'throttled=0x0\n';
  assert.equal(judgePower(await readPower(device.world)).state, 'ok');
});

test('the wear of eMMC is the worse of its two estimates', (t) => {
  const { world, file } = testDevice(t);
  assert.equal(judgeStorageLife(readStorageLife(world)).state, 'unknown');
  file('/sys/block/mmcblk0/device/life_time', '0x02 0x09\n');
  assert.deepEqual([readStorageLife(world), judgeStorageLife(readStorageLife(world)).state], [90, 'advice']);
  assert.equal(judgeStorageLife(110).state, 'problem');
});

const apps = {
  data: {
    addons: [
      { slug: 'core_mosquitto', name: 'Mosquitto', state: 'started', detached: false },
      { slug: 'core_duckdns', name: 'Duck DNS', state: 'stopped', detached: false },
      { slug: 'a0d7b954_gone', name: 'Gone', state: 'started', detached: true },
    ],
  },
};

test('apps are asked of the Supervisor, and those that stand idle are named', async (t) => {
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.end(JSON.stringify(apps));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const device = testDevice(t, { SUPERVISOR_TOKEN: 'moon', SUPERVISOR_ENDPOINT: `127.0.0.1:${port}` });
  const check = judgeApps(await readApps(device.world, 'app'));
  assert.deepEqual(tokens, ['Bearer moon']);
  assert.deepEqual([check.state, check.figure], ['advice', 1]);
  assert.deepEqual(
    check.details.map(({ name, figure }) => [name, figure]),
    [
      ['Duck DNS', 'stopped'],
      ['Gone', 'in no store'],
    ],
  );
  const host = testDevice(t);
  host.answers['ha apps --raw-json'] = JSON.stringify(apps);
  assert.equal(judgeApps(await readApps(host.world, 'os')).figure, 1);
  assert.equal(judgeApps(await readApps(testDevice(t).world, 'os')).state, 'unknown');
  assert.equal(judgeApps(await readApps(host.world, 'container')).figure, 0);
});
