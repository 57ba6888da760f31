/** How the locations are. */
import { statSync } from 'node:fs';
import { LifeboatError } from '../errors.ts';
import { answer } from '../locations/answer.ts';
import type { Location } from '../locations/types.ts';
import { isAway } from '../locations/usb.ts';
import type { PlaceStatus } from './status.ts';

/** Asks all locations side by side. `config`: the installation whose backups they keep; null: none is known. */
export function measurePlaces(locations: readonly Location[], config: string | null): Promise<PlaceStatus[]> {
  const device = config === null ? null : statSync(config).dev;
  return Promise.all(locations.map((location) => measurePlace(location, device)));
}

async function measurePlace(location: Location, device: number | null): Promise<PlaceStatus> {
  const { name, path, kind } = location;
  try {
    const { total, free, fileSystem, maxFileSize } = await answer(location.usage(), path);
    return {
      name,
      path,
      kind,
      isReachable: true,
      total,
      free,
      maxFileSize,
      isOutside: device !== null && fileSystem !== device,
    };
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    const unknown = { total: null, free: null, isOutside: false };
    const { message } = error;
    return { name, path, kind, isReachable: false, isAway: isAway(error), message, ...unknown };
  }
}
