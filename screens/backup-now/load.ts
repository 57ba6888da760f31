/** Gathers what the form shows. With `start.ts` the only place where this screen meets core. */
import { type CatalogEntry, readCatalog } from '../../core/catalog/catalog.ts';
import { readBackupKey } from '../../core/device/storage.ts';
import type { Installation } from '../../core/device/types.ts';
import type { Job } from '../../core/jobs/types.ts';
import { openKeyRing } from '../../core/keys/ring.ts';
import { chooseLocations } from '../../core/locations/choose.ts';
import { measurePlaces } from '../../core/locations/places.ts';
import type { Location } from '../../core/locations/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';
import type { Place } from './form.ts';

/** The key that a backup takes by itself. `homeassistant`: the one that it encrypts with; `new`: none is there yet. */
export type CurrentKey = { label: string } | 'homeassistant' | 'new';

export interface Device {
  /** All that can be chosen, with how they are. */
  locations: Location[];
  places: Place[];
  current: CurrentKey;
  /** The others of the key ring. */
  otherKeys: { id: string; label: string; secret: string }[];
  /** What every backup leaves out, as set up: patterns, and ids of parts. */
  exclude: string[];
  /** What was done before, newest first. */
  jobs: Job[];
  backups: CatalogEntry[];
}

/** Asks all locations: seconds where these are slow. */
export async function loadDevice(context: ScreenContext, installation: Installation): Promise<Device> {
  const { world, home } = context;
  const settings = await openSettings(home);
  const known = settings.get('locations');
  const choice = { world, home, named: [], own: installation.backups };
  const proposed = chooseLocations({ ...choice, known });
  // Home Assistant's own folder can be chosen too, where others are set up.
  const isOwnThere = proposed.some(({ path }) => path === installation.backups);
  const locations = isOwnThere ? proposed : [...proposed, ...chooseLocations({ ...choice, known: [] })];
  const [places, { backups }, jobs, ring] = await Promise.all([
    measurePlaces(world, locations, installation.config),
    readCatalog(locations),
    context.jobs.list(),
    openKeyRing(home),
  ]);
  return {
    locations,
    places: places.map(
      ({ name, path, isReachable, isAway = false, free, maxFileSize = null, refusal = null }) => ({
        name,
        path,
        isReachable,
        isAway,
        free,
        maxFileSize,
        refusal,
        isSetUp: proposed.some((location) => location.name === name),
        encrypt: locations.find((location) => location.name === name)?.encrypt ?? null,
      }),
    ),
    current: ring.current ?? (readBackupKey(installation.config) ? 'homeassistant' : 'new'),
    otherKeys: ring.keys.filter(({ id }) => id !== ring.current?.id),
    exclude: settings.get('exclude'),
    jobs,
    backups,
  };
}
