import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { createBackup } from '../../../core/backup/create.ts';
import { planBackup } from '../../../core/backup/plan.ts';
import { readCatalog } from '../../../core/catalog/catalog.ts';
import { onPlace } from '../../../core/device/alive.ts';
import { farMount } from '../../../core/device/far-mount.ts';
import { findInstallation } from '../../../core/device/find.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { measurePlaces } from '../../../core/locations/places.ts';
import { testFolder } from '../../support/folder.ts';
import { fuseDrive, withoutFuse } from '../../support/mounts.ts';
import { checksOf, subjectOf } from '../../support/prepare.ts';
import { until } from '../../support/until.ts';
import { testWorld } from '../../support/world.ts';

const world = testWorld();

/** A root whose mount table says so. */
function rootWith(t: TestContext, lines: string[]): string {
  const root = testFolder(t);
  mkdirSync(path.join(root, 'proc/self'), { recursive: true });
  writeFileSync(path.join(root, 'proc/self/mountinfo'), `${lines.join('\n')}\n`);
  return root;
}

test('a mount that others answer is found on the way to a directory, through links too', (t) => {
  const folder = testFolder(t);
  const mount = path.join(folder, 'nas');
  symlinkSync('nas/backups', path.join(folder, 'link'));
  const root = rootWith(t, [
    '22 1 8:1 / / rw - ext4 /dev/sda1 rw',
    `30 22 0:50 / ${mount} rw - nfs4 nas:/export rw`,
  ]);
  const there = testWorld({ root });
  assert.equal(farMount(there, path.join(mount, 'a/b'))?.point, mount);
  assert.equal(farMount(there, path.join(folder, 'link/x'))?.point, mount);
  assert.equal(farMount(there, path.join(folder, 'elsewhere')), null);
  assert.equal(farMount(there, `${mount}2`), null);
});

test('a place whose probe does not come back is unreachable, and no call of ours has touched it', async (t) => {
  const folder = testFolder(t);
  const root = rootWith(t, [`30 22 0:50 / ${folder} rw - nfs4 nas:/export rw`]);
  const silent = testWorld({ root, run: () => new Promise(() => {}) });
  const never = () => assert.fail('it was touched');
  await assert.rejects(onPlace(silent, folder, 'nas:/export', never, 20), {
    kind: 'unreachable',
    message: 'nas:/export does not answer.',
  });
});

test('a place that does not answer is asked once, however long that took, and not for each step', async (t) => {
  const folder = testFolder(t);
  const root = rootWith(t, [`30 22 0:50 / ${folder} rw - nfs4 nas:/export rw`]);
  let [asked, clock] = [0, 0];
  const silent = testWorld({
    root,
    monotonic: () => clock,
    run: () => {
      asked += 1;
      clock += 12_000;
      return new Promise(() => {});
    },
  });
  const never = () => assert.fail('it was touched');
  for (let step = 0; step < 3; step += 1)
    await assert.rejects(onPlace(silent, folder, 'nas:/export', never, 20), { kind: 'unreachable' });
  assert.equal(asked, 1);
});

test('a real mount that hangs holds up no other location', { skip: withoutFuse }, async (t) => {
  const { point, server } = await fuseDrive(t);
  const dead = directoryLocation('nas', point, { world });
  assert.deepEqual(await dead.list(), []);
  server.kill('SIGSTOP');
  await until('it is stopped', 180, async () =>
    /\) T /.test(readFileSync(`/proc/${server.pid}/stat`, 'utf8')),
  );

  const good = directoryLocation('here', testFolder(t), { world });
  // More calls at once than Node has threads for files.
  const many = Array.from({ length: 8 }, () => directoryLocation('nas', path.join(point, 'x'), { world }));
  const reads = readCatalog([dead, good, ...many]);
  const [, place] = await measurePlaces(world, [dead, good], null);
  assert.equal(place?.isReachable, true);
  await good.list();
  const { problems } = await reads;
  assert.equal(problems.length, 9);
  for (const { message } of problems) assert.match(message, /does not answer/);

  const { subject } = await subjectOf(t, {
    'configuration.yaml': `recorder:\n  db_url: sqlite:///${path.join(point, 'history.db')}\n`,
  });
  const history = await checksOf(subject, 'database-size', 'database-place', 'disk-used');
  assert.match(history['database-size']?.message ?? '', /history\.db does not answer/);
  assert.equal(history['database-place']?.figure, path.join(point, 'history.db'));
  assert.equal(typeof history['disk-used']?.figure, 'number');

  const { config } = subject.installation;
  const far = path.join(config, 'far');
  mkdirSync(far);
  writeFileSync(path.join(config, 'configuration.yaml'), 'recorder:\n  db_url: sqlite:///far/history.db\n');
  execFileSync('mount', ['--bind', point, far]);
  try {
    const found = await findInstallation(world, { config });
    const parts = found.parts.map(({ id }) => id);
    assert.deepEqual(parts, ['homeassistant']);
    assert.match(found.notes.join(' '), /far\/history\.db does not answer/);
    const request = { locations: [], encryption: null, verify: true, exclude: [] };
    const plan = await planBackup(world, found, { ...request, locations: [good] });
    const run = {
      report: () => undefined,
      key: null,
      deviceId: 'd',
      version: '1',
      scratch: null,
      locations: [good],
    };
    const result = await createBackup(world, plan, run);
    assert.equal(result.complete, false);
    assert.deepEqual(
      result.left_out.map(({ path }) => path),
      ['homeassistant/far/history.db'],
    );
  } finally {
    execFileSync('umount', ['--lazy', far]);
  }

  // In a process of its own: it would hang this one.
  const plan = { exclude: [], locations: [{ path: path.join(point, 'backups') }] };
  const look = `
    import { partFilter } from '${path.resolve('core/backup/part-filter.ts')}';
    const plan = { ...${JSON.stringify(plan)}, installation: { config: '/', recorder: { engine: 'unknown' } } };
    partFilter(plan, { id: 'share', path: '${path.dirname(point)}' });`;
  const looking = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', look]);
  await until('what a backup carries is known', 180, async () => looking.exitCode !== null);
  assert.equal(looking.exitCode, 0);
});
