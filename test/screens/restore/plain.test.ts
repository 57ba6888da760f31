/** The same in lines, for screen readers and terminals without a cursor. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeDemo } from '../../../core/device/demo.ts';
import { findInstallation } from '../../../core/device/find.ts';
import { openJobs } from '../../../core/jobs/jobs.ts';
import type { ScreenContext } from '../../../screens/context.ts';
import { restorePlain } from '../../../screens/restore/plain.ts';
import { testFolder } from '../../support/folder.ts';
import { testWorld } from '../../support/world.ts';

async function setUp(t: TestContext) {
  const world = testWorld();
  const folder = testFolder(t);
  await makeDemo(world, path.join(folder, 'demo'));
  const installation = await findInstallation(world, { config: path.join(folder, 'demo') });
  copyFileSync(
    'test/fixtures/homeassistant/core/core-2026.11.0-plain.tar',
    path.join(installation.backups, 'core.tar'),
  );
  const home = path.join(folder, 'home');
  const jobs = openJobs({
    world,
    home,
    installation: installation.config,
    program: [process.execPath, path.resolve('source/main.ts')],
  });
  const context = { world, home, installation, jobs, wishes: {} };
  /** What is said when these lines are typed. */
  const talk = (...lines: string[]) => converse(context, lines);
  const converse = async (given: ScreenContext, lines: string[]) => {
    const said: string[] = [];
    const answers = [...lines];
    const ask = async (question: string) => {
      said.push(question);
      return answers.shift() ?? null;
    };
    await restorePlain({ say: (line) => said.push(line), ask, close: () => {} }, given);
    assert.deepEqual(answers, [], 'all that was typed was asked for');
    return said.join('\n');
  };
  const talkWithout = (...lines: string[]) => converse({ ...context, installation: null }, lines);
  return { folder, talk, talkWithout, file: path.join(installation.config, 'automations.yaml') };
}

test('a single file is restored by numbers and a yes, and taken back', async (t) => {
  const { talk, file } = await setUp(t);
  const before = readFileSync(file, 'utf8');
  const said = await talk('1', '1', 'homeassistant/automations.yaml', 'yes');
  assert.match(said, /1 file replaced, 0 added, 0 removed/);
  assert.match(said, /Restored: homeassistant\/automations\.yaml\./);
  assert.notEqual(readFileSync(file, 'utf8'), before);
  assert.match(await talk('3', 'yes'), /Taken back: homeassistant\/automations\.yaml\./);
  assert.equal(readFileSync(file, 'utf8'), before);
});

test('all of Home Assistant wants the name of the device; anything else changes nothing', async (t) => {
  const { talk, file } = await setUp(t);
  writeFileSync(file, 'mine\n');
  const said = await talk('1', '2', 'yes');
  assert.match(said, new RegExp(`Type ${hostname()} to go on`));
  assert.match(said, /Nothing was changed\.$/);
  assert.equal(readFileSync(file, 'utf8'), 'mine\n');
});

test('without a Home Assistant a backup is brought out into a directory', async (t) => {
  const { talkWithout, folder } = await setUp(t);
  const said = await talkWithout(
    '1',
    path.resolve('test/fixtures/homeassistant/supervisor/plain-full.tar'),
    '2',
    path.join(folder, 'new'),
    'yes',
  );
  assert.match(said, /Brought out into /);
  assert.ok(existsSync(path.join(folder, 'new/homeassistant/configuration.yaml')));
});
