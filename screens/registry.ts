/**
 * Every screen there is. Those with a task make up Home's menu, in this order.
 *
 * A new screen is a file, or a folder with an index, that exports a `Screen`: a title, a view that draws a `Page`, and a
 * task where Home leads to it. It is named here and in `routes.ts`, and nowhere else. Its sentences stand in a `text.ts`
 * beside it; what it waits for it says with a text that ends in ` ...`. The tests of every screen then hold for it too.
 */
import { backupNow } from './backup-now/index.tsx';
import { backups } from './backups/index.tsx';
import { inside } from './backups/inside/index.tsx';
import { cleanUp } from './clean-up/index.tsx';
import { emergencyKit } from './emergency-kit/index.tsx';
import { home } from './home/index.tsx';
import { job } from './job/index.tsx';
import { location } from './locations/form/index.tsx';
import { locations } from './locations/index.tsx';
import { locationTest } from './locations/test.tsx';
import { prepare } from './prepare/index.tsx';
import { restore } from './restore/index.tsx';
import type { Routes } from './routes.ts';
import { schedule } from './schedule/index.tsx';
import { settings } from './settings/index.tsx';
import type { Screen } from './shell/screen.ts';

export const registry: { readonly [Name in keyof Routes]: Screen<Routes[Name]> } = {
  home,
  'backup-now': backupNow,
  backups,
  restore,
  schedule,
  locations,
  'emergency-kit': emergencyKit,
  'clean-up': cleanUp,
  prepare,
  settings,
  job,
  backup: inside,
  location,
  'location-test': locationTest,
};
