import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { openKeyRing } from '../../../core/keys/ring.ts';
import { plainEmergencyKit } from '../../../screens/emergency-kit/plain.ts';
import { openPlainTerminal } from '../../../screens/plain/terminal.ts';
import { registry } from '../../../screens/registry.ts';
import { testFolder } from '../../support/folder.ts';
import { smallDisk } from '../../support/mounts.ts';
import { type AppOptions, frameSizes, matchesFrame, renderApp } from '../../support/screen.tsx';
import { testWorld } from '../../support/world.ts';

const secret = 'AB12-CD34-EF56-GH78-IJ90-KL12-MN34';

async function setUp(t: TestContext, more: Partial<AppOptions> = {}, home = testFolder(t)) {
  const created = new Date('2026-11-03T10:00:00Z');
  const ring = await openKeyRing(home);
  await ring.add({ secret, source: 'generated', created, label: 'Lifeboat key' });
  const app = renderApp({
    registry,
    start: { screen: 'emergency-kit', params: null },
    ...more,
    context: { home, ...more.context },
  });
  t.after(() => app.unmount());
  return { home, ring, app };
}

for (const [size, options] of frameSizes)
  test(`the kit and its key at ${size}`, async (t) => {
    const { app } = await setUp(t, options);
    await app.shows('Show the key');
    matchesFrame(app.frame(), `emergency-kit.${size}`);
    assert.ok(!app.frame().includes('AB12'), 'the key is shown before it is asked for');
    await app.press('enter');
    await app.shows('AB12-CD34');
    matchesFrame(app.frame(), `emergency-kit-shown.${size}`);
    await app.press('escape');
    await app.hides('AB12');
  });

test('the key counts as saved once it was typed back rightly, dashes or not', async (t) => {
  const { app, ring } = await setUp(t);
  await app.shows('Show the key');
  await app.press('down', 'down', 'enter');
  await app.type(secret.replace('K', 'X'));
  await app.press('enter');
  await app.shows('That is another text');
  assert.equal(ring.current?.shown, null);
  await app.press('ctrl-u');
  await app.type(secret.replaceAll('-', '').toLowerCase());
  await app.press('enter');
  await app.shows('counts as saved');
  await app.shows('[ok] It was saved');
  assert.notEqual(ring.current?.shown, null);
});

test('where nothing can be noted, as on a failing drive, that is said, and the screen stays', async (t) => {
  const home = smallDisk(t, 'size=1m');
  if (home === null) return;
  const { app } = await setUp(t, {}, home);
  execFileSync('mount', ['-o', 'remount,ro', home]);
  await app.shows('Show the key');
  await app.press('down', 'down', 'enter');
  await app.type(secret);
  await app.press('enter');
  await app.shows('Nothing can be kept in');
});

test('it is saved to a file that only its owner can read, and to no file that is there', async (t) => {
  const { app, home, ring } = await setUp(t);
  const file = path.join(home, 'kit.txt');
  await app.shows('Show the key');
  await app.press('down', 'enter');
  await app.press('enter');
  await app.shows('Please type a path');
  await app.type(path.join(home, 'keys.json'));
  await app.press('enter');
  await app.shows('exists already');
  assert.equal(ring.current?.shown, null);
  await app.press('ctrl-u');
  await app.type(file);
  await app.press('enter');
  await app.shows('Copy it off this device');
  assert.ok(readFileSync(file, 'utf8').includes(secret));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.notEqual(ring.current?.shown, null);
});

test('without a key there is nothing to show, and that is said', async (t) => {
  const app = renderApp({
    registry,
    start: { screen: 'emergency-kit', params: null },
    context: { home: testFolder(t) },
  });
  t.after(() => app.unmount());
  await app.shows('There is no key yet');
});

test('in plain questions: shown, typed back, saved', async (t) => {
  const { home, ring } = await setUp(t);
  const [input, output] = [new PassThrough(), new PassThrough()];
  const terminal = openPlainTerminal({ input, output }, false);
  input.end(`s\n${secret}\n`);
  await plainEmergencyKit(terminal, { world: testWorld(), home, installation: null } as never);
  assert.ok(String(output.read()).includes(secret));
  assert.notEqual(ring.current?.shown, null);
});
