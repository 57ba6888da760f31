/** The time zone that dates are told in. */
import { readCoreConfig } from './storage.ts';
import type { Installation } from './types.ts';

/** IANA name: the installation's own where this Node knows it, else the device's. */
export function timeZoneOf(installation: Installation | null): string {
  const known = (name: string | null) =>
    Intl.DateTimeFormat('en', name === null ? {} : { timeZone: name }).resolvedOptions().timeZone;
  try {
    return known(installation ? readCoreConfig(installation.config).timeZone : null);
  } catch (error) {
    if (error instanceof RangeError) return known(null);
    throw error;
  }
}
