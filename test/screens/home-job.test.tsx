import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { planBackup } from '../../core/backup/plan.ts';
import { findInstallation } from '../../core/device/find.ts';
import { openJobs } from '../../core/jobs/jobs.ts';
import { chooseLocations } from '../../core/locations/choose.ts';
import { realWorld } from '../../core/world.ts';
import { registry } from '../../screens/registry.ts';
import type { Registry } from '../../screens/shell/screen.ts';
import { setUp } from '../support/command.ts';
import { addLongFile, isUnderWay } from '../support/journal.ts';
import { renderApp } from '../support/screen.tsx';

test('Home leads to the job that runs, tells its end, and tells one that was killed', async (t) => {
  let stop = async () => {};
  t.after(() => stop());
  const { home, config, place } = setUp(t);
  addLongFile(config, 64 * 2 ** 30);
  const world = realWorld();
  const installation = await findInstallation(world, { config });
  const program = [process.execPath, path.resolve('source/main.ts')] as const;
  const jobs = openJobs({ world, home, installation: config, program });
  const locations = chooseLocations({ world, home, named: [place], known: [], own: null });
  const request = { exclude: [], locations, verify: true, encryption: null };
  const start = async () => {
    const plan = await planBackup(world, installation, request);
    const { record } = await jobs.start({ kind: 'backup', plan }, null);
    stop = () => jobs.cancel(record.id);
    await isUnderWay(home, record.id);
    return record.id;
  };
  const open = () => {
    const app = renderApp({
      registry: registry as Registry,
      context: { world, home, installation, jobs },
    });
    t.after(app.unmount);
    return app;
  };

  const id = await start();
  const first = open();
  await first.shows('Backing up');
  await first.shows('You may close this window');
  await first.shows('Watch the job');
  assert.match(first.selected(), /Watch the job/);
  await jobs.cancel(id);
  await first.shows('A backup was stopped');
  assert.match(first.selected(), /What came of it/, 'rows do not come and go under the cursor');
  await first.press('enter');
  await first.shows('The backup was stopped.');
  first.unmount();

  const again = await start();
  process.kill(JSON.parse(readFileSync(path.join(home, 'jobs', again, 'lock.json'), 'utf8')).pid, 'SIGKILL');
  const second = open();
  await second.shows(`A backup (job ${again}) ended without a word`);
  await second.press('enter');
  await second.shows('Back up again');
});
