import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { findInstallation } from '../../../core/device/find.ts';
import type { Installation } from '../../../core/device/types.ts';
import { readRecipients, setRecipient } from '../../../core/notify/settings.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { openPlainTerminal } from '../../../screens/plain/terminal.ts';
import { registry } from '../../../screens/registry.ts';
import type { SettingsData } from '../../../screens/settings/load.ts';
import { plainSettings } from '../../../screens/settings/plain.ts';
import { SettingsPage } from '../../../screens/settings/settings-page.tsx';
import { testFolder } from '../../support/folder.ts';
import { type AppOptions, frameSizes, matchesFrame, renderApp, renderScreen } from '../../support/screen.tsx';
import { testWorld } from '../../support/world.ts';

async function setUp(t: TestContext, more: Partial<AppOptions> = {}) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  const world = testWorld({ home: folder, root: folder, env: {} });
  for (const name of ['ha', 'other']) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'configuration.yaml'), '');
  }
  const installation = await findInstallation(world, { config: path.join(folder, 'ha') });
  const app = renderApp({
    registry,
    start: { screen: 'settings', params: null },
    ...more,
    context: { world, home, installation },
  });
  t.after(() => app.unmount());
  await app.shows('Leave out');
  return { folder, home, app };
}

const data: SettingsData = {
  host: 'homepi',
  isNamed: true,
  exclude: ['*.mp4', 'media'],
  key: {
    id: 'a3',
    secret: '',
    label: 'Lifeboat key',
    created: '2026-11-03T10:00:00Z',
    source: 'generated',
    shown: null,
  },
  recipients: [
    { kind: 'ntfy', url: 'https://ntfy.sh/secret-topic', when: 'trouble' },
    { kind: 'healthchecks', url: 'https://hc-ping.com/secret', when: 'always' },
  ],
  isOn: { color: true, ascii: false, plain: false },
};

for (const [size, options] of frameSizes) {
  test(`the settings look as in the file settings.${size}`, (t) => {
    const installation = { config: '/srv/homeassistant' } as Installation;
    const app = renderScreen(<SettingsPage data={data} reload={() => {}} />, {
      ...options,
      context: { home: '/home/anna/.config/lifeboat', installation },
    });
    t.after(app.unmount);
    matchesFrame(app.frame(), `settings.${size}`);
  });
}

test('another Home Assistant is named, a wrong one is told and stays to be mended, and it is found anew', async (t) => {
  const { folder, home, app } = await setUp(t);
  await app.shows('(found by itself)');
  await app.press('enter', 'ctrl-u', 'enter');
  await app.shows('Please type a path.');
  await app.type('~/nowhere');
  await app.press('enter');
  await app.shows(path.join(folder, 'nowhere'));
  assert.equal((await openSettings(home)).get('installation'), null);
  for (const _ of 'nowhere') await app.press('backspace');
  await app.type('other\r');
  await app.shows('Found: ');
  assert.equal((await openSettings(home)).get('installation'), path.join(folder, 'other'));
  await app.hides('(found by itself)');
  await app.press('d');
  await app.shows('No Home Assistant was found');
  assert.equal((await openSettings(home)).get('installation'), path.join(folder, 'other'));
});

test('what every backup leaves out is typed with commas; what is no pattern is not saved', async (t) => {
  const { home, app } = await setUp(t);
  await app.press('down', 'enter');
  await app.type('*.mp4, [z-a]');
  await app.press('enter');
  await app.shows('is not a pattern');
  assert.deepEqual((await openSettings(home)).get('exclude'), []);
  await app.press('ctrl-u');
  await app.type('*.mp4, media');
  await app.press('enter');
  await app.shows('Saved.');
  assert.deepEqual((await openSettings(home)).get('exclude'), ['*.mp4', 'media']);
  await app.press('enter', 'ctrl-u', 'enter');
  await app.shows('nothing besides');
  assert.deepEqual((await openSettings(home)).get('exclude'), []);
});

test('a switch is turned, and says from when it holds', async (t) => {
  const { home, app } = await setUp(t);
  await app.press('end', 'up', 'space');
  await app.shows('[x] plain ASCII characters');
  await app.shows('from the next start');
  assert.equal((await openSettings(home)).get('ascii'), true);
  await app.press('space');
  await app.shows('[ ] plain ASCII characters');
  assert.equal((await openSettings(home)).get('ascii'), false);
});

test('an address is added, tried and forgotten; it is kept for its owner alone, and never shown whole', async (t) => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end();
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { home, app } = await setUp(t);
  await app.press('down', 'down', 'down', 'down', 't');
  await app.shows('there is no address');
  await app.press('enter');
  await app.type('nonsense');
  await app.press('enter');
  await app.shows('no http or https URL');
  await app.press('ctrl-u');
  await app.type(`http://127.0.0.1:${port}/secret-topic`);
  await app.press('enter');
  await app.shows(`only of trouble, http://127.0.0.1:${port}/...`);
  assert.ok(!app.frame().includes('secret-topic'));
  assert.equal(statSync(path.join(home, 'notify.json')).mode & 0o777, 0o600);
  await app.press('t');
  await app.shows('The test was sent.');
  assert.deepEqual(heard, ['/secret-topic']);
  await app.press('w');
  await app.shows('after every run');
  assert.equal(readRecipients(home)[0]?.when, 'always');
  await app.press('d', 'enter');
  assert.equal(readRecipients(home).length, 1, 'the question is answered with no at first');
  await app.press('d', 'down', 'enter');
  await app.shows('Saved.');
  assert.deepEqual(readRecipients(home), []);
});

test('a test that fails says why, without the secret part of the address', async (t) => {
  const { home, app } = await setUp(t);
  setRecipient(home, 'webhook', { url: 'http://127.0.0.1:9/secret', when: 'always' });
  await app.press('escape');
  app.unmount();
  const again = renderApp({ registry, start: { screen: 'settings', params: null }, context: { home } });
  t.after(again.unmount);
  await again.shows('http://127.0.0.1:9/...');
  await again.press('down', 'down', 'down', 't');
  await again.shows('was not told');
  assert.ok(!again.frame().includes('secret'));
});

test('Enter on the key leads to the emergency kit', async (t) => {
  const { app } = await setUp(t);
  await app.press('down', 'down', 'enter');
  await app.shows('Settings › Emergency kit');
});

test('in plain questions: a pattern, a switch and an address', async (t) => {
  const home = testFolder(t);
  const [input, output] = [new PassThrough(), new PassThrough()];
  const terminal = openPlainTerminal({ input, output }, false);
  input.end('2\n*.mp4\n8\n5\nhttps://ntfy.sh/secret-topic\nq\n');
  await plainSettings(terminal, { world: testWorld(), home, installation: null } as never);
  const settings = await openSettings(home);
  assert.deepEqual([settings.get('exclude'), settings.get('ascii')], [['*.mp4'], true]);
  assert.equal(readRecipients(home)[0]?.url, 'https://ntfy.sh/secret-topic');
  assert.ok(!String(output.read()).includes('secret-topic'));
});
