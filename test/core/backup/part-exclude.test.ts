import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutParts } from '../../../core/backup/part-exclude.ts';
import { planBackup } from '../../../core/backup/plan.ts';
import { testInstallation } from '../../support/installation.ts';
import { testWorld } from '../../support/world.ts';

const all = ['homeassistant', 'database', 'share', 'media'] as const;

test('an entry that is a part leaves it out, unless parts are named', () => {
  const left = (exclude: string[], parts?: (typeof all)[number][]) => withoutParts({ parts, exclude }, all);
  assert.deepEqual(left(['*.mp4']), { parts: undefined, exclude: ['*.mp4'] });
  assert.deepEqual(left(['database', '*.mp4', 'media']), {
    parts: ['homeassistant', 'share'],
    exclude: ['*.mp4'],
  });
  assert.deepEqual(left(['media/', 'homeassistant/www//']), {
    parts: ['homeassistant', 'database', 'share'],
    exclude: ['homeassistant/www'],
  });
  assert.deepEqual(left(['media'], ['media']), { parts: ['media'], exclude: [] });
  assert.deepEqual(left(['homeassistant']), { parts: ['share', 'media'], exclude: [] });
});

test('a backup is planned without a part that the settings leave out', async (t) => {
  const { installation } = testInstallation(t, { 'a.txt': 'x', 'home-assistant_v2.db': 'y' }, { share: 's' });
  const request = { locations: [], encryption: null, verify: true };
  const plan = await planBackup(testWorld(), installation, { ...request, exclude: ['share', 'database'] });
  assert.deepEqual([plan.parts.map(({ id }) => id), plan.database], [['homeassistant'], false]);
  assert.deepEqual([plan.exclude, plan.bytes], [[], 1]);
  const parts = ['share'] as const;
  const named = await planBackup(testWorld(), installation, {
    ...request,
    parts: [...parts],
    exclude: ['share'],
  });
  assert.deepEqual([named.parts.map(({ id }) => id), named.bytes], [['share'], 1]);
});
