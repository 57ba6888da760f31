/** A demo installation with a schedule, two places for its backups, and a clock that the test sets. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { makeDemo } from '../../core/device/demo.ts';
import type { JobEvent } from '../../core/events.ts';
import { installationFinder, locationsOf, type Means } from '../../core/jobs/means.ts';
import { savePlan, usualPlan } from '../../core/schedule/plans.ts';
import { runDue } from '../../core/schedule/run-due.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { testFolder } from './folder.ts';
import { testWorld } from './world.ts';

/** The demo is in Europe/Berlin. The plan is made on the evening of the 1st of November 2026. */
export async function scheduledDemo(t: TestContext, plan: Partial<SchedulePlan> = {}) {
  const folder = testFolder(t);
  const home = path.join(folder, 'home');
  const places = { usb: path.join(folder, 'usb'), nas: path.join(folder, 'nas') };
  for (const place of Object.values(places)) mkdirSync(place);
  let now = new Date('2026-11-01T20:00:00Z');
  // No timer of the machine that the test runs on is looked at.
  const world = testWorld({ root: path.join(folder, 'root'), home: folder, now: () => now });
  const config = path.join(folder, 'demo');
  await makeDemo(world, config);
  const settings = await openSettings(home);
  await settings.set('installation', config);
  await settings.set('locations', [
    { name: 'usb', kind: 'directory', path: places.usb },
    { name: 'nas', kind: 'directory', path: places.nas },
  ]);
  await savePlan(settings, { ...usualPlan('nightly', now), ...plan });
  const means: Means = {
    world,
    home,
    version: '0.0.0',
    secret: async () => null,
    installation: installationFinder(world, home, config),
  };
  const events: JobEvent[] = [];
  return {
    home,
    places,
    settings,
    world,
    means,
    events,
    installation: await means.installation(),
    setClock: (at: string) => {
      now = new Date(at);
    },
    /** What is due at this moment; or this plan. */
    run: (at: string, wanted: string | null = null, signal?: AbortSignal) => {
      now = new Date(at);
      const whatIsDue = settings.get('plans').length > 0 ? 'due' : 'now';
      const asked = wanted === null ? whatIsDue : { plan: wanted };
      return runDue(means, asked, { report: (event) => events.push(event), ...(signal ? { signal } : {}) });
    },
    backups: async () => (await readCatalog(await locationsOf(means, []))).backups,
  };
}
