/** The time zone that dates are told in. */
import { deviceZone, isZone } from '../wall-clock.ts';
import { readTimeZone } from './storage.ts';
import type { Installation } from './types.ts';

/** IANA name: the installation's own where this Node knows it, else the device's. */
export function timeZoneOf(installation: Pick<Installation, 'config'> | null): string {
  return ownTimeZoneOf(installation) ?? deviceZone();
}

/** The one of its `core.config`; null where it has none, or one that is not known here. */
export function ownTimeZoneOf(installation: Pick<Installation, 'config'> | null): string | null {
  const name = installation ? readTimeZone(installation.config) : null;
  return name !== null && isZone(name) ? name : null;
}
