import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { openFileSource } from '../../../core/archive/source.ts';
import { planBackup } from '../../../core/backup/plan.ts';
import { copyBackup } from '../../../core/catalog/copy.ts';
import { directoryLocation } from '../../../core/locations/directory.ts';
import { measurePlaces, placesText, placeText } from '../../../core/locations/places.ts';
import { testLocation } from '../../../core/locations/staged-test.ts';
import type { Stage } from '../../../core/locations/stages.ts';
import { judgeUsed, measureDisk } from '../../../core/prepare/disk.ts';
import { freeBytes, isShort } from '../../../core/restore/space.ts';
import { testInstallation } from '../../support/installation.ts';
import { mountHere } from '../../support/mounts.ts';
import { testWorld } from '../../support/world.ts';

test('a file system that keeps no count of its blocks is not taken for a full one', async (t) => {
  // ramfs tells 0 of everything, as some of FUSE do.
  const place = process.getuid?.() === 0 ? mountHere(t, '-t', 'ramfs', 'ramfs') : null;
  if (place === null) return t.skip('mounting a file system takes root, on a machine that lets it');
  const world = testWorld();
  const here = directoryLocation('here', place, { world });
  const { total, free } = await here.usage();
  assert.deepEqual([total, free], [null, null]);

  const { installation, config } = testInstallation(t, { 'a.txt': 'a' }, {});
  const places = await measurePlaces(world, [here], config);
  assert.deepEqual(places.map(placeText), ['space unknown']);
  assert.equal(placesText(places), '1 of 1 reachable');
  const stages: Stage[] = [];
  const settings = { name: 'here', kind: 'directory', path: place } as const;
  for await (const stage of testLocation(settings, { world, home: config })) stages.push(stage);
  assert.equal(stages.find(({ id }) => id === 'space')?.message, 'How much is free there is not told.');

  const request = { locations: [here], exclude: [], encryption: null, verify: true };
  assert.deepEqual((await planBackup(world, installation, request)).notes, []);
  const archive = await openFileSource(
    path.resolve('test/fixtures/homeassistant/core/core-2026.11.0-plain.tar'),
  );
  t.after(() => archive.close());
  await copyBackup(archive, here, 'copy.tar', world.now(), { report: () => {} });
  assert.equal((await here.list()).length, 1);

  assert.equal(judgeUsed(measureDisk(place)).state, 'unknown');
  assert.equal(isShort({ free: freeBytes(place), need: 2 ** 40 }), false);
});
