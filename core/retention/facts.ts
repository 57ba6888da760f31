/** Gathers what retention decides by. */
import type { CatalogEntry } from '../catalog/catalog.ts';
import { timeZoneOf } from '../device/time-zone.ts';
import type { Installation } from '../device/types.ts';
import { settingsWrong } from '../settings/settings.ts';
import { keepShape } from '../settings/shapes.ts';
import type { SettingsStore } from '../settings/types.ts';
import { orNull } from '../shape.ts';
import type { World } from '../world.ts';
import type { KeepingLocation, RetentionFacts } from './plan.ts';

interface Sources {
  world: World;
  settings: SettingsStore;
  installation: Installation;
}

export async function retentionFacts(
  { world, settings, installation }: Sources,
  backups: readonly CatalogEntry[],
): Promise<RetentionFacts> {
  const plans = settings.get('plans');
  return {
    backups,
    plans,
    // Without a plan there is nothing of this device to remove, and no id is made only to find that out.
    deviceId: plans.length > 0 ? await settings.deviceId() : '',
    pinned: new Set(settings.get('pinned')),
    now: world.now(),
    zone: timeZoneOf(installation),
  };
}

/** The location of this name with the rule of its own, where it has one. Throws SETTINGS_WRONG for one that cannot be. */
export function keepingLocation(settings: SettingsStore, name: string): KeepingLocation {
  const locations = settings.get('locations');
  const index = locations.findIndex((location) => location.name === name);
  const retention = locations[index]?.retention ?? null;
  const wrong = orNull(keepShape)(retention, `locations[${index}].retention`);
  if (wrong) throw settingsWrong(settings.file, wrong);
  return { name, retention };
}
