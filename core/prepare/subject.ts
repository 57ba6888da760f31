/** What is looked at, gathered from a home and an installation. */
import { readCatalog } from '../catalog/catalog.ts';
import type { Installation } from '../device/types.ts';
import type { Jobs } from '../jobs/types.ts';
import { chooseLocations } from '../locations/choose.ts';
import { openSettings } from '../settings/settings.ts';
import type { World } from '../world.ts';
import type { Subject } from './types.ts';

/** Throws SETTINGS_WRONG; the locations themselves are not touched. */
export async function openSubject(
  world: World,
  home: string,
  installation: Installation,
  jobs: Pick<Jobs, 'list'>,
): Promise<Subject> {
  const settings = await openSettings(home);
  const known = settings.get('locations');
  const locations = chooseLocations({ world, home, named: [], known, own: installation.backups });
  return {
    world,
    installation,
    locations,
    exclude: settings.get('exclude'),
    async history() {
      const [{ backups }, earlier] = await Promise.all([readCatalog(locations), jobs.list()]);
      return { backups, jobs: earlier };
    },
  };
}
