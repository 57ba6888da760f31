/** What holds for every screen that can be opened, on a device with an installation and backups. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { use } from 'react';
import { makeDemo } from '../../core/device/demo.ts';
import { findInstallation } from '../../core/device/find.ts';
import type { Installation } from '../../core/device/types.ts';
import { widthOf } from '../../screens/draw/text.ts';
import { registry } from '../../screens/registry.ts';
import type { Binding } from '../../screens/shell/binding.ts';
import type { LayerStack } from '../../screens/shell/layers.ts';
import type { Registry, Screen } from '../../screens/shell/screen.ts';
import { LayerStackContext } from '../../screens/shell/use-layer.tsx';
import { type App, renderApp, type ScreenSize } from '../support/screen.tsx';
import { differences, readTree } from '../support/tree.ts';
import { testWorld } from '../support/world.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-screens-'));
const home = path.join(folder, 'home');
const world = testWorld();
let installation: Installation;

before(async () => {
  mkdirSync(home);
  await makeDemo(world, path.join(folder, 'demo'));
  installation = await findInstallation(world, { config: path.join(folder, 'demo') });
  for (const name of ['core-2026.11.0-plain', 'core-2026.11.0-securetar-v3'])
    copyFileSync(
      `test/fixtures/homeassistant/core/${name}.tar`,
      path.join(installation.backups, `${name}.tar`),
    );
});
after(() => rmSync(folder, { recursive: true }));

const all: Registry = registry;
const screens = Object.entries(all).filter(([name, { task }]) => name === 'home' || task);

let seen: LayerStack | null = null;

/** The screen of that name, and a look at the shell's layers from inside. */
function Watched({ params: name }: { params: string }) {
  seen = use(LayerStackContext);
  const View = all[name]?.View;
  return View && <View params={null as never} />;
}

/** The screen as Home opens it, its data read. */
async function open(name: string, size?: ScreenSize): Promise<App> {
  const watched: Screen<string> = { title: all[name]?.title ?? '', View: Watched };
  const app = renderApp({
    ...size,
    registry: { ...all, watched: watched as Screen },
    start: { screen: 'watched', params: name },
    context: { world, home, installation },
  });
  await app.hides(' ...');
  return app;
}

function bindingsOf(): Binding[] {
  return seen?.layers().flatMap((layer) => [...layer.bindings]) ?? [];
}

for (const [name, { title }] of screens) {
  test(`${title}: every key has a label, and one key has one meaning a layer`, async (t) => {
    const app = await open(name);
    t.after(app.unmount);
    for (const { keys, label } of bindingsOf()) assert.notEqual(label, '', `${keys.join(' ')} has no label`);
    for (const layer of seen?.layers() ?? []) {
      const keys = layer.bindings.flatMap((binding) => [...binding.keys]);
      assert.deepEqual(keys, [...new Set(keys)]);
    }
  });

  test(`${title}: ? shows the keys, Esc goes back, q leaves`, async (t) => {
    const app = await open(name);
    t.after(app.unmount);
    await app.press('?');
    await app.shows(`Keys on ${title}`);
    await app.press('escape');
    await app.hides(`Keys on ${title}`);
    await app.press('escape', 'q');
    assert.equal(await app.leaves(), 0);
  });

  test(`${title}: no row is wider than the window, none is left out below, at any size`, async (t) => {
    const app = await open(name);
    t.after(app.unmount);
    for (let columns = 40; columns <= 200; columns += columns < 110 ? 3 : 15) {
      for (const rows of [12, 17, 24, 50]) {
        await app.resize({ columns, rows });
        await app.shows('? keys');
        const drawn = app.frame().split('\n');
        assert.equal(drawn.length, rows);
        for (const row of drawn) assert.ok(widthOf(row) < columns, `at ${columns} x ${rows}: ${row}`);
        assert.match(drawn.at(-1) ?? '', /\? keys/);
      }
    }
  });

  test(`${title}: no key alone changes a file`, async (t) => {
    // A pin is a setting of Lifeboat's own, and the same key takes it back.
    const ignore = (relative: string) => /-(wal|shm)$|^home\/settings\.json$/.test(relative);
    const before = readTree(folder, { ignore });
    const first = await open(name);
    const keys = new Set(bindingsOf().flatMap((binding) => [...binding.keys]));
    first.unmount();
    for (const key of keys) {
      const app = await open(name);
      t.after(app.unmount);
      await app.press(key);
      app.unmount();
      assert.deepEqual(differences(before, readTree(folder, { ignore })), [], `${key} changed files`);
    }
  });
}
