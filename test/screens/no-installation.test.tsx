import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { openSettings } from '../../core/settings/settings.ts';
import { home as homeScreen } from '../../screens/home/index.tsx';
import type { Screen } from '../../screens/shell/screen.ts';
import { testFolder } from '../support/folder.ts';
import { matchesFrame, renderApp } from '../support/screen.tsx';
import { testWorld } from '../support/world.ts';

function open(t: TestContext) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  const world = testWorld({ home: folder, root: folder, env: {} });
  const app = renderApp({ registry: { home: homeScreen as Screen }, context: { world, home } });
  t.after(app.unmount);
  return { folder, home, app };
}

test('a directory can be named, is found again at the next start, and a wrong one is told', async (t) => {
  const { folder, home, app } = open(t);
  mkdirSync(path.join(folder, 'ha'));
  matchesFrame(app.frame(), 'no-installation.80x24');
  await app.press('enter', 'enter');
  await app.shows('Please type a path');
  await app.type('~/nowhere');
  await app.press('enter');
  await app.shows(path.join(folder, 'nowhere'));
  writeFileSync(path.join(folder, 'ha', 'configuration.yaml'), '');
  for (const _ of 'nowhere') await app.press('backspace');
  await app.type('ha\r');
  await app.shows('Not protected.');
  assert.equal((await openSettings(home)).get('installation'), path.join(folder, 'ha'));
});

test('Esc leaves the field, and the demo is made with one choice', async (t) => {
  const { home, app } = open(t);
  await app.press('enter');
  await app.shows('Directory:');
  await app.press('escape', 'down', 'down');
  await app.shows('Makes a small Home Assistant');
  assert.ok(!existsSync(home));
  await app.press('enter');
  await app.shows('Not protected.');
  await app.shows('Found: ');
});
