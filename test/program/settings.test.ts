import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { assertFailure, core, plain, setUp } from '../support/command.ts';

test('settings are shown with their meaning, and set, read and unset by name', async (t) => {
  const { home, config, folder, lifeboat } = setUp(t);
  const listed = await lifeboat(['settings', '--json']);
  const { settings } = listed.json<{ settings: Record<string, unknown> }>();
  assert.deepEqual(settings, {
    installation: null,
    exclude: [],
    ascii: false,
    color: true,
    plain: false,
    locations: [],
    plans: [],
    pinned: [],
  });
  assert.ok(!existsSync(path.join(home, 'settings.json')), 'to look writes nothing');
  const people = (await lifeboat(['settings'])).stdout;
  for (const key of Object.keys(settings)) assert.match(people, new RegExp(`^${key} `, 'm'));

  const value = async (...words: string[]) =>
    (await lifeboat(['settings', ...words, '--json'])).json<{ value: unknown }>().value;
  assert.deepEqual(await value('set', 'exclude', 'www/*.mp4', 'database'), ['www/*.mp4', 'database']);
  assert.deepEqual(await value('get', 'exclude'), ['www/*.mp4', 'database']);
  assert.deepEqual(await value('unset', 'exclude'), []);
  assert.equal(await value('set', 'installation', config), config);
  assert.equal(await value('set', 'color', 'off'), false);
  assert.equal((await lifeboat(['settings', 'get', 'color'])).stdout, 'off\n');

  const refused = async (code: string, exitCode: number, ...words: string[]) =>
    assertFailure(await lifeboat(['settings', ...words, '--json']), exitCode, code);
  await refused('SETTING_UNKNOWN', 10, 'get', 'colour');
  await refused('SETTING_VALUE', 2, 'set', 'plain', 'maybe');
  await refused('BAD_GLOB', 2, 'set', 'exclude', '[z-a]');
  await refused('SETTING_ELSEWHERE', 2, 'set', 'plans', 'x');
  await refused('NO_INSTALLATION', 10, 'set', 'installation', path.join(folder, 'place'));
  assert.equal(await value('get', 'installation'), config, 'a wrong value changes nothing');
});

test('a pinned backup is marked in the list, and delete refuses it until it is said again', async (t) => {
  const { place, lifeboat } = setUp(t);
  copyFileSync(plain, path.join(place, 'a.tar'));
  copyFileSync(core, path.join(place, 'b.tar'));
  assert.equal((await lifeboat(['locations', 'add', 'here', place])).exitCode, 0);
  const pins = async () => {
    const { backups } = (await lifeboat(['list', '--json'])).json<{
      backups: { id: string; pinned: boolean }[];
    }>();
    return backups.filter(({ pinned }) => pinned).map(({ id }) => id);
  };
  assert.deepEqual(await pins(), []);
  const pinned = await lifeboat(['pin', 'd81044ee', '--json']);
  assert.deepEqual(pinned.json(), { pinned: ['d81044ee'] });
  assert.deepEqual(await pins(), ['d81044ee']);
  assert.match((await lifeboat(['list'])).stdout, /^d81044ee .*pinned$/m);

  const refusal = await lifeboat(['delete', 'd81044ee', '--yes', '--json']);
  const { remedies } = assertFailure(refusal, 2, 'PINNED');
  assert.equal(remedies[0], 'lifeboat pin --off d81044ee');
  assert.deepEqual(readdirSync(place).sort(), ['a.tar', 'b.tar']);
  assertFailure(await lifeboat(['pin', 'nothing', '--json']), 10, 'BACKUP_NOT_FOUND');

  assert.equal((await lifeboat(['pin', 'd81044ee', '--off'])).exitCode, 0);
  assert.deepEqual(await pins(), []);
  await lifeboat(['pin', 'd81044ee']);
  assert.equal((await lifeboat(['delete', 'd81044ee', '--yes', '--pinned'])).exitCode, 0);
  assert.deepEqual(readdirSync(place), ['b.tar']);
});
