/** Gathers what "Clean up" decides by, and saves what was decided. */
import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Installation } from '../../core/device/types.ts';
import { chooseLocations } from '../../core/locations/choose.ts';
import { keepingLocation, retentionFacts } from '../../core/retention/facts.ts';
import type { KeepingLocation, RetentionFacts } from '../../core/retention/plan.ts';
import type { Keep } from '../../core/retention/types.ts';
import { recurrenceOf } from '../../core/schedule/due.ts';
import { nextRuns } from '../../core/schedule/occurrences.ts';
import { findPlan, savePlan } from '../../core/schedule/plans.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';

type Home = Pick<ScreenContext, 'world' | 'home'>;

export interface CleanUpData {
  plans: readonly SchedulePlan[];
  facts: RetentionFacts;
  locations: KeepingLocation[];
  /** Names of those whose backups cannot be listed now. */
  unread: string[];
}

/** Reads all backups of all locations: seconds where these are slow. */
export async function loadCleanUp({ world, home }: Home, installation: Installation): Promise<CleanUpData> {
  const settings = await openSettings(home);
  const known = settings.get('locations');
  const locations = chooseLocations({ world, home, named: [], known, own: installation.backups });
  const { backups, problems } = await readCatalog(locations);
  const isUnread = ({ path }: { path: string }) => problems.some((problem) => problem.path === path);
  return {
    plans: settings.get('plans'),
    facts: await retentionFacts({ world, settings, installation }, backups),
    locations: locations.map(({ name }) => keepingLocation(settings, name)),
    unread: locations.filter(isUnread).map(({ name }) => name),
  };
}

/** When the plan runs next; null where it is off. */
export function nextRunOf(plan: SchedulePlan, { now, zone, deviceId }: RetentionFacts): Date | null {
  return plan.isOn ? (nextRuns(recurrenceOf(plan, { zone, deviceId }), now, 1)[0] ?? null) : null;
}

/** Throws LifeboatError. */
export async function saveKeep({ home }: Home, name: string, keep: Keep): Promise<void> {
  const settings = await openSettings(home);
  await savePlan(settings, { ...findPlan(settings.get('plans'), name), keep });
}
