import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readMounts } from '../../../core/device/mounts.ts';
import { connect, mountFolder } from '../../../core/locations/connect.ts';
import { findDrive, listDrives } from '../../../core/locations/drives.ts';
import { openLocation } from '../../../core/locations/open.ts';
import { measurePlaces } from '../../../core/locations/places.ts';
import type { UsbSettings } from '../../../core/locations/settings.ts';
import { testLocation } from '../../../core/locations/staged-test.ts';
import { isAway, usbDrive } from '../../../core/locations/usb.ts';
import { testFolder } from '../../support/folder.ts';
import { driveImage, mountHere, plugIn } from '../../support/mounts.ts';
import { stagesOf, states } from '../../support/stages.ts';
import { testWorld } from '../../support/world.ts';

const now = new Date('2026-11-20T15:05:00Z');
const away: UsbSettings = { name: 'stick', kind: 'usb', uuid: 'none', label: 'STICK', folder: '' };
const world = testWorld();
const around = { world, home: '/nonexistent' };

/** A world whose lsblk says so. */
const withBlocks = (blockdevices: object[]) =>
  testWorld({
    run: async (file) => ({
      exitCode: file === 'lsblk' ? 0 : 2,
      stdout: file === 'lsblk' ? JSON.stringify({ blockdevices }) : '',
      stderr: '',
    }),
  });

const block = (path: string, parts: object = {}) => ({
  path,
  'maj:min': '250:1',
  fstype: null,
  label: null,
  uuid: null,
  size: 64_000_000_000,
  rm: false,
  hotplug: false,
  model: null,
  ...parts,
});

test('offered are partitions with a file system, named by the hardware they are on', async () => {
  const drives = await listDrives(
    withBlocks([
      block('/dev/sdx', {
        model: 'Ultra Fit ',
        hotplug: true,
        children: [
          block('/dev/sdx1', { 'maj:min': '250:2', fstype: 'vfat', uuid: '6B55-3ED7', label: 'PHOTOS' }),
          block('/dev/sdx2', { 'maj:min': '250:3', fstype: 'swap', uuid: 'x' }),
        ],
      }),
      block('/dev/loop7', { fstype: 'squashfs', uuid: 'y' }),
    ]),
  );
  assert.deepEqual(drives, [
    {
      path: '/dev/sdx1',
      uuid: '6B55-3ED7',
      label: 'PHOTOS',
      fileSystem: 'vfat',
      size: 64_000_000_000,
      model: 'Ultra Fit',
      isRemovable: true,
      mountPoint: null,
    },
  ]);
});

test('a drive that the system runs from is not offered, nor are its other partitions', async () => {
  const root = readMounts(world).find(({ point }) => point === '/');
  const parts = { fstype: 'ext4', uuid: 'root' };
  const disk = block('/dev/sdx', {
    children: [
      block('/dev/sdx1', { ...parts, 'maj:min': root?.device }),
      block('/dev/sdx2', { fstype: 'vfat', uuid: 'boot' }),
    ],
  });
  assert.deepEqual(await listDrives(withBlocks([disk])), []);
});

test('flags and sizes that an older lsblk writes as texts are understood', async () => {
  const [drive] = await listDrives(
    withBlocks([block('/dev/sdx', { fstype: 'ext4', uuid: 'u', size: '1000', rm: '1', hotplug: '0' })]),
  );
  assert.equal(drive?.size, 1000);
  assert.equal(drive?.isRemovable, true);
});

test('a drive that is not plugged in is away, which is no fault', async () => {
  const location = openLocation(away, { ...around, world: withBlocks([]) });
  await assert.rejects(location.list(), (error) => isAway(error));
  const [place] = await measurePlaces(world, [location], null);
  assert.equal(place?.isAway, true);
  assert.match(place?.message ?? '', /The drive of "stick" \(STICK\) is not plugged in/);
});

/** Plugs a new ext4 drive in; null, and the test is skipped, where that cannot be. */
function plugInExt4(t: TestContext, label = '') {
  const uuid = randomUUID();
  const canFormat = process.getuid?.() === 0 && existsSync('/usr/sbin/mkfs.ext4');
  const image = canFormat ? driveImage(t, ['mkfs.ext4', '-q', '-U', uuid, '-L', label]) : '';
  const drive = canFormat && mountHere(t, '-t', 'tmpfs', 'tmpfs') !== null ? plugIn(t, image) : null;
  if (drive === null) t.skip('drives are made of files as root only, where the kernel has loop devices');
  return drive && { ...drive, image, settings: { ...away, uuid } };
}

test('a drive is mounted when it is needed, and let go of after', async (t) => {
  const drive = plugInExt4(t);
  if (drive === null) return;
  assert.equal((await findDrive(world, drive.settings.uuid))?.path, drive.device);
  const stick = { ...drive.settings, folder: 'backups' };
  const stages = await stagesOf(stick, around);
  assert.deepEqual(
    states(stages),
    ['drive', 'mount', 'folder', 'write', 'read', 'delete', 'space'].map((id) => `${id} passed`),
    JSON.stringify(stages),
  );
  const location = openLocation(stick, around);
  const locked = await location.lock('backup', now);
  const sink = await locked.createSink();
  await sink.write(Buffer.from('a backup'));
  assert.equal(await sink.finish('a.tar'), 'usb:STICK/backups/a.tar');
  locked.release();
  assert.deepEqual(
    (await location.list()).map((entry) => entry.path),
    ['usb:STICK/backups/a.tar'],
  );
  assert.equal((await location.usage()).maxFileSize, null);
});

test('a label is read as it stands, with its spaces and letters of any language', async (t) => {
  const drive = plugInExt4(t, 'Büro M-1 ~$x');
  if (drive === null) return;
  assert.equal((await findDrive(world, drive.settings.uuid))?.label, 'Büro M-1 ~$x');
});

const notRoot = process.getuid?.() !== 0 && 'only root mounts';

test('a test that is left when its drive is mounted lets go of it', { skip: notRoot }, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const called: string[] = [];
  const blockdevices = [block('/dev/sdx', { fstype: 'ext4', uuid: 'x' })];
  const world = testWorld({
    root: testFolder(t),
    run: async (file) => {
      called.push(file);
      return { exitCode: 0, stdout: file === 'lsblk' ? JSON.stringify({ blockdevices }) : '', stderr: '' };
    },
  });
  for await (const { id } of testLocation({ ...away, uuid: 'x' }, { ...around, world }))
    if (id === 'mount') break;
  // A mount that nobody uses stays for a while.
  t.mock.timers.tick(60_000);
  await nextTurn();
  assert.deepEqual(called.slice(-2), ['mount', 'umount']);
});

test('a run that ends takes its mounts away', async (t) => {
  const drive = plugInExt4(t);
  if (drive === null) return;
  const script = `
    import { realWorld } from '${path.resolve('core/world.ts')}';
    import { openLocation } from '${path.resolve('core/locations/open.ts')}';
    const settings = ${JSON.stringify(drive.settings)};
    const location = openLocation(settings, { world: realWorld(), home: '/nonexistent' });
    console.log(process.pid, (await location.usage()).total > 0);
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  const [pid = '', isRead] = output.trim().split(' ');
  assert.equal(isRead, 'true');
  assert.equal(existsSync(path.join(mountFolder(world), pid)), false);
});

test('what a killed run left mounted is taken away by the next one', async (t) => {
  const drive = plugInExt4(t);
  if (drive === null) return;
  // No process has this number: the highest that Linux gives is 4194304. Nor has another run of this test.
  const left = path.join(mountFolder(world), String(5_000_000 + process.pid), '1');
  // The point and the mount in one step: another run may take an empty point away.
  execFileSync('mount', ['-o', 'X-mount.mkdir', drive.device, left]);
  const connection = await connect(world, usbDrive(drive.settings, world));
  connection.release();
  assert.equal(existsSync(path.dirname(left)), false);
  assert.notEqual(connection.directory, left);
});

test('a drive is known again wherever it is plugged in, and where the system has mounted it', async (t) => {
  const drive = plugInExt4(t);
  if (drive === null) return;
  drive.unplug();
  const other = plugIn(t, driveImage(t, ['mkfs.ext4', '-q']));
  const again = plugIn(t, drive.image);
  assert.ok(other && again && again.device !== other.device);
  const point = mountHere(t, again.device);
  assert.ok(point);
  writeFileSync(path.join(point, 'old.tar'), 'old');
  const location = openLocation(drive.settings, around);
  assert.deepEqual(
    (await location.list()).map(({ name }) => name),
    ['old.tar'],
  );
  assert.deepEqual(readdirSync(point).sort(), ['lost+found', 'old.tar']);
});
