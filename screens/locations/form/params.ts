import type { LocationKind } from '../../../core/locations/settings.ts';

/** What the page of one location is about. */
export interface LocationParams {
  kind: LocationKind;
  /** The location that is changed; null: a new one. */
  name: string | null;
}
