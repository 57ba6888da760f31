/** Whether Home Assistant runs on a configuration. */
import { type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { readIfAny } from '../read-if-any.ts';
import { devicePath, type World } from '../world.ts';
import { dig, numberOr, readJsonFile } from './json-file.ts';
import type { Installation } from './types.ts';

/** Home Assistant holds this file locked (flock) as long as it runs, since 2025; it stays there after the end. */
const lockName = '.ha_run.lock';

/** By its lock first: that holds across containers and for a Home Assistant that was started by hand. */
export async function isRunning(world: World, installation: Installation): Promise<boolean> {
  const lock = await lockState(world, installation.config);
  if (lock === 'held') return true;
  if (await isControlRunning(world, installation)) return true;
  return lock === 'unknown' && isOwnerAlive(world, installation.config);
}

/** absent: never run, or by a version that has no such file. unknown: nobody here can tell. */
export async function lockState(
  world: World,
  config: string,
): Promise<'held' | 'free' | 'absent' | 'unknown'> {
  const file = path.join(config, lockName);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return 'absent';
  if (isListed(world, stat)) return 'held';
  // The list hides the locks of other containers, and Btrfs shows another device number there than here. To take the
  // lock for a moment tells for certain. A Home Assistant that starts in that moment would give up, so the list is first.
  const { exitCode } = await world.run('flock', ['-n', file, 'true'], { timeout: 10_000 });
  if (exitCode === 0) return 'free';
  return exitCode === 1 ? 'held' : 'unknown';
}

/** Lines such as `1: FLOCK  ADVISORY  WRITE 15586 fe:00:2146407 0 EOF`: device in hexadecimal, inode in decimal. */
function isListed(world: World, stat: Stats): boolean {
  const { major, minor } = deviceNumbers(stat.dev);
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  const identity = `${hex(major)}:${hex(minor)}:${stat.ino}`;
  return (readIfAny(devicePath(world, '/proc/locks')) ?? '')
    .split('\n')
    .map((line) => line.split(/\s+/))
    .some((words) => words[1] === 'FLOCK' && words[3] === 'WRITE' && words[5] === identity);
}

/** As the C library of Linux packs them (makedev): 12 bits and more for the major, 20 for the minor number. */
function deviceNumbers(dev: number): { major: number; minor: number } {
  const number = BigInt(dev);
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn);
  const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn);
  return { major: Number(major), minor: Number(minor & 0xffffffffn) };
}

async function isControlRunning(world: World, { control }: Installation): Promise<boolean> {
  if (control.how === 'docker') {
    const state = await world.run('docker', ['inspect', '--format', '{{.State.Running}}', control.container]);
    return state.stdout.trim() === 'true';
  }
  if (control.how === 'systemd') {
    const state = await world.run('systemctl', ['is-active', control.unit]);
    return ['active', 'activating', 'reloading', 'deactivating'].includes(state.stdout.trim());
  }
  return false;
}

/** Pids are used again, so the process must also look like Home Assistant. */
function isOwnerAlive(world: World, config: string): boolean {
  const pid = numberOr(dig(readJsonFile(path.join(config, lockName)), 'pid'), 0);
  if (!Number.isInteger(pid) || pid < 1) return false;
  return /hass|homeassistant/.test(readIfAny(devicePath(world, `/proc/${pid}/cmdline`)) ?? '');
}
