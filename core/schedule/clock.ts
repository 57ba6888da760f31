/** Whether the clock of the device can be believed. A Raspberry Pi has none that runs on without power. */
import { existsSync } from 'node:fs';
import { LifeboatError } from '../errors.ts';
import { formatDate } from '../format.ts';
import { devicePath, type World } from '../world.ts';

/** When this was written: no clock that is right shows less. */
const earliest = new Date('2026-11-01T00:00:00Z');
/** Milliseconds by which clocks are put back when they are set, without having been wrong. */
const usualStep = 10 * 60_000;

/** The last that is known to have happened, e.g. the newest backup that this device made. */
export interface Known {
  what: string;
  at: Date;
}

/**
 * Null where the clock can be believed; else why not, as a sentence. A clock that a time server has set is believed, whatever
 * else is dated later.
 */
export function clockTrouble(world: World, known: readonly Known[]): string | null {
  const now = world.now();
  if (now < earliest) return `The clock of this device is not set: it shows ${formatDate(now)}.`;
  // systemd-timesyncd makes this file when it has set the clock, anew at each boot.
  if (existsSync(devicePath(world, '/run/systemd/timesync/synchronized'))) return null;
  const later = known.find(({ at }) => at.getTime() > now.getTime() + usualStep);
  if (!later) return null;
  return `The clock of this device shows ${formatDate(now)}, but ${later.what} is of ${formatDate(later.at)}.`;
}

export function clockNotSet(trouble: string): LifeboatError {
  return new LifeboatError('failed', 'CLOCK_NOT_SET', trouble, {
    safe: 'Nothing was backed up and nothing was removed; the next run makes up for it.',
    remedies: [
      'Set the clock, or wait until the network has set it: timedatectl',
      'Where the clock is right and a backup was made with a wrong one, delete that backup.',
      'A backup by hand is made with any clock: lifeboat backup',
    ],
  });
}
