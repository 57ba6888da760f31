/** Where the list of locations comes from. */
import { type Catalog, readCatalog } from '../../core/catalog/catalog.ts';
import { measurePlaces } from '../../core/locations/places.ts';
import type { Location } from '../../core/locations/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';
import { knownLocations } from '../files/open-backup.ts';
import type { LocationRow, LocationsModel } from './model.ts';

/** Asks all locations side by side; `report` is told what is known so far, as they answer. */
export async function loadLocations(
  context: ScreenContext,
  report: (model: LocationsModel) => void,
): Promise<LocationsModel> {
  const [locations, settings] = await Promise.all([knownLocations(context), openSettings(context.home)]);
  const known = settings.get('locations');
  let rows: LocationRow[] = locations.map(({ name, path, kind }) => ({
    name,
    address: path,
    kind,
    settings: known.find((one) => one.name === name) ?? null,
    place: null,
    backups: null,
  }));
  const change = (name: string, parts: Partial<LocationRow>) => {
    rows = rows.map((row) => (row.name === name ? { ...row, ...parts } : row));
    report({ rows });
  };
  report({ rows });
  const config = context.installation?.config ?? null;
  await Promise.all(
    locations.map(async (location) => {
      const [places, catalog] = await Promise.all([
        measurePlaces(context.world, [location], config),
        readCatalog([location]),
      ]);
      change(location.name, { place: places[0] ?? null, backups: holdings(location, catalog) });
    }),
  );
  return { rows };
}

function holdings({ path }: Location, { backups, problems }: Catalog): LocationRow['backups'] {
  // The location itself could not be read.
  if (problems.some((problem) => problem.path === path)) return null;
  return {
    count: backups.length,
    size: backups.reduce((sum, { size }) => sum + size, 0),
    newest: backups[0]?.date ?? null,
  };
}
