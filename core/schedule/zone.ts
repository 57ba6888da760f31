/** The time zone of the schedule. */
import { readCoreConfig } from '../device/storage.ts';
import { deviceZone, isZone } from '../wall-clock.ts';

/** Home Assistant's time zone; the device's own where that is not known, or to no Node. */
export function zoneOf(config: string): string {
  const { timeZone } = readCoreConfig(config);
  return timeZone !== null && isZone(timeZone) ? timeZone : deviceZone();
}
