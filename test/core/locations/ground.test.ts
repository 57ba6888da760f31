import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Ground, groundOf, isApart } from '../../../core/locations/ground.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

/** A device with these mounts (`8:1 ext4 /dev/sda1`, by folder) and folders and links of /sys; the ground of a folder. */
function deviceWith(t: TestContext, mounts: Record<string, string>, sys: Record<string, string | null>) {
  const root = realpathSync(testFolder(t));
  const lines = Object.entries(mounts).map(([folder, words], index) => {
    const [device, type, source] = words.split(' ');
    mkdirSync(path.join(root, folder), { recursive: true });
    return `${30 + index} 1 ${device} / ${path.join(root, folder)} rw - ${type} ${source} rw`;
  });
  mkdirSync(path.join(root, 'proc/self'), { recursive: true });
  writeFileSync(path.join(root, 'proc/self/mountinfo'), `${lines.join('\n')}\n`);
  for (const [name, target] of Object.entries(sys)) {
    const file = path.join(root, 'sys', name);
    mkdirSync(target === null ? file : path.dirname(file), { recursive: true });
    if (target !== null) symlinkSync(path.join(root, 'sys', target), file);
  }
  const world = testWorld({ root });
  return (folder: string) => groundOf(world, path.join(root, folder));
}

test('the partitions of a card lie on that card', (t) => {
  const ground = deviceWith(
    t,
    { ha: '179:2 ext4 /dev/mmcblk0p2', 'ha/data': '179:3 ext4 /dev/mmcblk0p3' },
    {
      'devices/mmcblk0/mmcblk0p2/partition': null,
      'devices/mmcblk0/mmcblk0p3/partition': null,
      'dev/block/179:2': 'devices/mmcblk0/mmcblk0p2',
      'dev/block/179:3': 'devices/mmcblk0/mmcblk0p3',
    },
  );
  assert.deepEqual(ground('ha').drives, ['mmcblk0']);
  assert.deepEqual(ground('ha/data').drives, ['mmcblk0']);
});

test('what is encrypted, mirrored, of btrfs or ZFS lies on the drives below; of a share nobody knows', (t) => {
  const ground = deviceWith(
    t,
    {
      crypt: '254:1 ext4 /dev/mapper/root',
      btrfs: '0:40 btrfs /dev/sda3',
      zfs: '0:41 zfs rpool/data/ha',
      nas: '0:42 nfs4 nas:/export',
    },
    {
      'devices/sda/sda3/partition': null,
      'devices/sdb': null,
      'devices/dm-1/slaves/md0': 'devices/md0',
      'devices/md0/slaves/sda3': 'devices/sda/sda3',
      'devices/md0/slaves/sdb': 'devices/sdb',
      'dev/block/254:1': 'devices/dm-1',
      'class/block/sda3': 'devices/sda/sda3',
    },
  );
  assert.deepEqual(ground('crypt').drives, ['sda', 'sdb']);
  assert.deepEqual(ground('btrfs').drives, ['sda']);
  assert.deepEqual(ground('zfs').drives, ['rpool']);
  assert.deepEqual(ground('nas').drives, []);
});

test('only what is on no common drive, and lasts, is apart', () => {
  const ground = (parts: Partial<Ground>): Ground => ({
    fileSystem: 1,
    drives: ['sda'],
    isPassing: false,
    ...parts,
  });
  assert.equal(isApart(ground({}), ground({})), false);
  assert.equal(isApart(ground({ fileSystem: 2 }), ground({})), false, 'another partition');
  assert.equal(isApart(ground({ fileSystem: 2, drives: ['sdb'] }), ground({})), true);
  assert.equal(isApart(ground({ fileSystem: 2, drives: [] }), ground({})), true, 'a share');
  assert.equal(isApart(ground({ fileSystem: 2, drives: [], isPassing: true }), ground({})), false, 'memory');
});
