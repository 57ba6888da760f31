/** Locations that are really set up, tested and forgotten, from the screens. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { findInstallation } from '../../../core/device/find.ts';
import { passwordFile } from '../../../core/locations/passwords.ts';
import type { LocationSettings } from '../../../core/locations/settings.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { plainLocations } from '../../../screens/locations/plain.ts';
import { openPlainTerminal } from '../../../screens/plain/terminal.ts';
import { registry } from '../../../screens/registry.ts';
import { plain as archive, setUp } from '../../support/command.ts';
import { testFolder } from '../../support/folder.ts';
import { type App, renderApp } from '../../support/screen.tsx';
import { enterShare } from '../../support/share-form.ts';
import { testWorld } from '../../support/world.ts';

const world = testWorld();

/** `known`: what is set up already, in a directory of its own. */
async function openLocations(t: TestContext, known: (place: string) => LocationSettings[] = () => []) {
  const { home, place, config } = setUp(t);
  mkdirSync(home);
  await (await openSettings(home)).set('locations', known(place));
  const installation = await findInstallation(world, { config });
  const app = renderApp({
    registry,
    start: { screen: 'locations', params: null },
    context: { world, home, installation },
  });
  t.after(app.unmount);
  await app.shows('reachable');
  await app.hides(' ...');
  const locations = async () => (await openSettings(home)).get('locations');
  return { app, home, place, config, locations };
}

/** The form of a new network share. */
async function openShare({ press, shows }: App): Promise<void> {
  await press('n', 'down', 'enter');
  await shows('Server');
}

const disk = (place: string): LocationSettings => ({ name: 'disk', kind: 'directory', path: place });

test('a directory is added after its test, beside Home Assistant’s own', async (t) => {
  const { app, place, config, locations } = await openLocations(t);
  await app.shows('Home Assistant’s own directory');
  await app.press('n', 'up', 'down', 'down', 'down', 'enter');
  await app.shows('Directory');
  await app.type('\u0015');
  await app.type('disk');
  await app.press('enter');
  await app.type(place);
  await app.press('enter', 'tab', 'tab', 'tab');
  assert.match(app.selected(), /Test and save/);
  await app.press('enter');
  await app.shows('Everything that a backup needs works there.');
  assert.deepEqual(readdirSync(place), []);
  await app.press('enter');
  await app.shows('disk is saved.');
  assert.deepEqual(await locations(), [
    { name: 'backups', kind: 'directory', path: path.join(config, 'backups') },
    { kind: 'directory', path: place, name: 'disk' },
  ]);
});

test('what cannot be a location is said at its field, and nothing is tested', async (t) => {
  const { app, locations } = await openLocations(t);
  await openShare(app);
  await app.press('up', 'down', 'down', 'down', 'down', 'down', 'down', 'down', 'down', 'down', 'down');
  assert.match(app.selected(), /Test and save/);
  await app.press('enter');
  await app.shows('The server is a name such as nas.local');
  assert.match(app.selected(), /^> Server/);
  assert.deepEqual(await locations(), []);
});

test('a share that is switched off can be saved; its password is in no settings, and for its owner alone', async (t) => {
  const { app, home, locations } = await openLocations(t);
  await openShare(app);
  await enterShare(app, 'very secret');
  assert.doesNotMatch(app.frame(), /very secret/);
  await app.press('tab', 'tab', 'tab', 'tab', 'tab', 'enter');
  await app.shows('No host with the name nas.invalid was found.');
  await app.shows('Save it all the same');
  assert.deepEqual(readdirSync(path.join(home, 'passwords')), [], 'the trial’s own is gone');
  await app.press('down', 'down', 'enter');
  await app.shows('nas is saved.');
  assert.equal((await locations()).length, 2);
  const file = passwordFile(home, 'nas');
  assert.match(readFileSync(file, 'utf8'), /password=very secret/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(path.join(home, 'settings.json'), 'utf8'), /very secret/);
});

test('a location is tested, renamed and forgotten; its files stay', async (t) => {
  const { app, place, locations } = await openLocations(t, (place) => [disk(place)]);
  copyFileSync(archive, path.join(place, 'a.tar'));
  await app.press('a');
  await app.shows('1 backup');
  await app.press('t');
  await app.shows('Everything that a backup needs works there.');
  await app.press('enter');
  await app.shows('1 of 1 reachable');
  await app.press('e');
  await app.shows('Test and save');
  await app.type('\u0015');
  await app.type('cellar');
  await app.press('tab', 'tab', 'tab', 'tab', 'enter');
  await app.shows('Save it');
  await app.press('enter');
  await app.shows('cellar is saved.');
  assert.deepEqual(await locations(), [{ kind: 'directory', path: place, name: 'cellar' }]);
  await app.press('d');
  await app.shows('The 1 backup in');
  await app.press('enter');
  assert.equal((await locations()).length, 1, 'the harmless choice comes first');
  await app.press('d', 'down', 'enter');
  await app.shows('cellar is forgotten. Its files stay.');
  assert.deepEqual(await locations(), []);
  assert.ok(existsSync(path.join(place, 'a.tar')));
});

test('what was entered is not lost by one key; who entered nothing just leaves', async (t) => {
  const { app, locations } = await openLocations(t);
  await openShare(app);
  await app.press('escape');
  await app.shows('1 of 1 reachable');
  await openShare(app);
  await app.press('tab');
  await app.type('nas.local');
  await app.press('escape');
  await app.shows('What you entered is not saved yet.');
  await app.press('enter');
  await app.shows('nas.local');
  await app.press('up', 'up', 'down', 'down', 'down', 'down', 'down', 'down', 'h');
  await app.shows('What you entered is not saved yet.');
  await app.press('down', 'enter');
  await app.shows('1 of 1 reachable');
  assert.deepEqual(await locations(), []);
});

test('what a location keeps is set in its form, and taken back there', async (t) => {
  const { app, place, locations } = await openLocations(t, (place) => [disk(place)]);
  const toRule = () => app.press('e', 'tab', 'tab', 'tab');
  const save = async () => {
    await app.press('tab', 'enter');
    await app.shows('Everything that a backup needs works there.');
    await app.press('enter');
    await app.shows('disk is saved.');
  };
  await toRule();
  await app.shows('as the plans of the schedule say');
  await app.press('enter', 'right', 'right', 'down', 'enter');
  await app.type('\u0015');
  await app.type('5');
  await app.press('enter');
  await app.shows('Here: 2 days, 5 weeks.');
  await app.press('escape');
  await app.shows('Keeps       2 days, 5 weeks');
  await save();
  const retention = { last: 0, days: 0, daily: 2, weekly: 5, monthly: 0, yearly: 0, atLeast: 1 };
  assert.deepEqual(await locations(), [{ ...disk(place), retention }]);
  await app.shows('Keeps       2 days, 5 weeks');
  await toRule();
  await app.press('space');
  await app.shows('Keeps       as the plans');
  await save();
  assert.deepEqual(await locations(), [disk(place)]);
  await toRule();
  await app.press('enter', 'escape');
  await app.shows('Keeps       as the plans');
});

test('where the settings are damaged the form says so, and how to go on', async (t) => {
  const home = testFolder(t);
  writeFileSync(path.join(home, 'settings.json'), '{"locations": [{"name": 7}]}');
  const start = { screen: 'location', params: { kind: 'usb', name: null } };
  const app = renderApp({ registry, start, context: { world, home } });
  t.after(app.unmount);
  await app.shows('SETTINGS_WRONG');
  await app.shows('Try again');
});

test('the same in lines: added, tested, changed, forgotten', async (t) => {
  const { home, place, config } = setUp(t);
  const installation = await findInstallation(world, { config });
  const input = new PassThrough();
  const output = new PassThrough();
  const lines = ['1', 'disk', place, '2', '3', 'daily=3', '4', '3', '5', 'q'];
  input.end(lines.map((line) => `${line}\n`).join(''));
  const terminal = openPlainTerminal({ input, output }, true);
  t.after(() => terminal.close());
  const context = { world, home, installation, wishes: {} } as Parameters<typeof plainLocations>[1];
  await plainLocations(terminal, context);
  const said = String(output.read());
  assert.equal(said.match(/Everything that a backup needs works there\./g)?.length, 2);
  assert.match(said, /own directory is not used any more/);
  assert.equal(said.match(/disk is saved\./g)?.length, 3);
  assert.match(said, /disk is forgotten\. Its files stay\./);
  assert.deepEqual((await openSettings(home)).get('locations'), []);
});
