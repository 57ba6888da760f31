/** What the list of locations knows. */
import type { PlaceStatus } from '../../core/locations/places.ts';
import type { LocationSettings } from '../../core/locations/settings.ts';

export interface LocationRow {
  name: string;
  /** For people. */
  address: string;
  kind: LocationSettings['kind'];
  /** Null: it is Home Assistant's own directory, which nobody has set up. */
  settings: LocationSettings | null;
  /** Null: it has not answered yet. */
  place: PlaceStatus | null;
  /** What it holds; null: not known yet, or not to be had. `newest`: ISO. */
  backups: { count: number; size: number; newest: string | null } | null;
}

export interface LocationsModel {
  rows: readonly LocationRow[];
}

export function isWaiting({ place }: LocationRow): boolean {
  return place === null;
}
