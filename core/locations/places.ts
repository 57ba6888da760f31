/** How the locations are. */
import { answer } from '../device/answer.ts';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { freeText, type Room } from './file-system.ts';
import { type Ground, groundOf, isApart } from './ground.ts';
import type { LocationKind } from './settings.ts';
import type { Location } from './types.ts';
import { isAway } from './usb.ts';

/** Its room is not known either where it cannot be reached. */
export interface PlaceStatus extends Room {
  name: string;
  path: string;
  kind?: LocationKind;
  isReachable: boolean;
  /** A drive that is not plugged in: no fault. */
  isAway?: boolean;
  /** Why it cannot be reached, a sentence. */
  message?: string;
  /** These two as in `LocationUsage`; null also where it cannot be reached. */
  maxFileSize?: number | null;
  refusal?: string | null;
  /** On another drive than the installation: it may survive the end of that. */
  isOutside: boolean;
}

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

/** `96 GB free`, or what is in the way: `not writable`, `not plugged in`, `not reachable`. */
export function placeText({
  free,
  isReachable,
  isAway,
  refusal,
}: Pick<PlaceStatus, 'free' | 'isReachable' | 'isAway' | 'refusal'>): string {
  if (refusal) return 'not writable';
  if (isReachable) return freeText(free);
  return isAway ? 'not plugged in' : 'not reachable';
}

/** `2 of 3 reachable, 96 GB free`: what is free in the one with the least. */
export function placesText(places: readonly PlaceStatus[]): string {
  const reachable = places.filter(({ isReachable }) => isReachable);
  const free = reachable.flatMap((place) => (place.free === null ? [] : [place.free]));
  const least = free.length > 0 ? `, ${freeText(Math.min(...free))}` : '';
  return `${reachable.length} of ${places.length} reachable${least}`;
}
