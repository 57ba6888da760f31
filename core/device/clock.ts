/** What is known of the clock of the device. A Raspberry Pi has none that runs on without power. */
import { existsSync, readFileSync } from 'node:fs';
import { devicePath, type World } from '../world.ts';

/** When this was written: no clock that is right shows less. */
export const earliest = new Date('2026-11-01T00:00:00Z');
/** Milliseconds by which clocks are put back when they are set, without having been wrong. */
export const usualStep = 10 * 60_000;
/** Seconds after the start of the device in which a time server is still waited for. */
const patience = 3600;

/** Whether the network has set the clock. Null: nobody here can tell, e.g. in a container. */
export async function isSynchronized(world: World): Promise<boolean | null> {
  // systemd-timesyncd leaves it there once it has heard from a server.
  if (existsSync(devicePath(world, '/run/systemd/timesync/synchronized'))) return true;
  const words = ['show', '--property', 'NTPSynchronized', '--value'];
  const { exitCode, stdout } = await world.run('timedatectl', words, { timeout: 5_000 });
  if (exitCode !== 0) return null;
  return stdout.trim() === 'yes';
}

/** Without a clock of its own a device goes on, after its start, where it stopped: hours or days too late. */
export function isFreshWithoutClock(world: World): boolean {
  return isJustStarted(world) && !existsSync(devicePath(world, '/sys/class/rtc/rtc0'));
}

function isJustStarted(world: World): boolean {
  const file = devicePath(world, '/proc/uptime');
  return existsSync(file) && Number.parseFloat(readFileSync(file, 'utf8')) < patience;
}
