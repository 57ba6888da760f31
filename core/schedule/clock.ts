/** Whether the clock of the device can be believed. A Raspberry Pi has none that runs on without power. */
import { existsSync, readFileSync } from 'node:fs';
import { LifeboatError } from '../errors.ts';
import { formatDate } from '../format.ts';
import { isSynchronized } from '../prepare/clock.ts';
import { devicePath, type World } from '../world.ts';

/** When this was written: no clock that is right shows less. */
const earliest = new Date('2026-11-01T00:00:00Z');
/** Milliseconds by which clocks are put back when they are set, without having been wrong. */
export const usualStep = 10 * 60_000;
/** Seconds after the start of the device in which a time server is still waited for. */
const patience = 3600;

/** The last that is known to have happened, e.g. the newest backup that this device made. */
export interface Known {
  what: string;
  at: Date;
}

/**
 * Null where the clock can be believed; else why not, as a sentence. A clock that a time server has set is believed, whatever
 * else is dated later.
 */
export async function clockTrouble(world: World, known: readonly Known[]): Promise<string | null> {
  const now = world.now();
  if (now < earliest) return `The clock of this device is not set: it shows ${formatDate(now)}.`;
  const later = known.find(({ at }) => at.getTime() > now.getTime() + usualStep);
  const isFresh = isJustStarted(world) && !hasClockOfItsOwn(world);
  if (!later && !isFresh) return null;
  const isSet = await isSynchronized(world);
  if (isSet) return null;
  if (later)
    return `The clock of this device shows ${formatDate(now)}, but ${later.what} is of ${formatDate(later.at)}.`;
  // Null: nobody here can tell, and to wait for it would be in vain.
  return isSet === false
    ? `The device has just started, and no time server has set its clock yet: it shows ${formatDate(now)}.`
    : null;
}

/** Without one the clock goes on where it stopped when the power went: hours or days too late. */
function hasClockOfItsOwn(world: World): boolean {
  return existsSync(devicePath(world, '/sys/class/rtc/rtc0'));
}

function isJustStarted(world: World): boolean {
  const file = devicePath(world, '/proc/uptime');
  return existsSync(file) && Number.parseFloat(readFileSync(file, 'utf8')) < patience;
}

export function clockNotSet(trouble: string): LifeboatError {
  return new LifeboatError('failed', 'CLOCK_NOT_SET', trouble, {
    safe: 'Nothing was backed up and nothing was removed; the next run makes up for it.',
    remedies: [
      'Set the clock, or wait until the network has set it: timedatectl',
      'Where the clock is right and a backup was made with a wrong one, delete that backup; a plan: turn it off and on.',
      'A backup by hand is made with any clock: lifeboat backup',
    ],
  });
}
