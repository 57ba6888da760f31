/** How the locations are. */
import { LifeboatError } from '../errors.ts';
import { answer } from '../locations/answer.ts';
import { type Ground, groundOf, isApart } from '../locations/ground.ts';
import type { Location } from '../locations/types.ts';
import { isAway } from '../locations/usb.ts';
import type { World } from '../world.ts';
import type { PlaceStatus } from './status.ts';

/** Asks all locations side by side. `config`: the installation whose backups they keep; null: none is known. */
export function measurePlaces(
  world: World,
  locations: readonly Location[],
  config: string | null,
): Promise<PlaceStatus[]> {
  const ground = config === null ? null : groundOf(world, config);
  return Promise.all(locations.map((location) => measurePlace(location, ground)));
}

async function measurePlace(location: Location, config: Ground | null): Promise<PlaceStatus> {
  const { name, path, kind } = location;
  try {
    const { total, free, ground, maxFileSize, refusal } = await answer(location.usage(), path);
    return {
      name,
      path,
      kind,
      isReachable: true,
      total,
      free,
      maxFileSize,
      refusal,
      isOutside: config !== null && ground !== null && isApart(ground, config),
    };
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    const unknown = { total: null, free: null, isOutside: false };
    const { message } = error;
    return { name, path, kind, isReachable: false, isAway: isAway(error), message, ...unknown };
  }
}
