/**
 * Mounting what is not always mounted. A process mounts for itself, at a point of its own, and takes it away again when
 * nobody in it needs the place any more: so no other run of Lifeboat can have it pulled away under its feet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { answer } from '../device/answer.ts';
import { readMounts } from '../device/mounts.ts';
import { type LifeboatError, systemCode } from '../errors.ts';
import { namesIn } from '../names-in.ts';
import { devicePath, type World } from '../world.ts';
import { needsRoot, noProgram } from './mount-errors.ts';
import { isSilence } from './network.ts';

/** A file system that is mounted when it is needed. */
export interface Mountable {
  /** Tells it from others. */
  key: string;
  /** For people. */
  address: string;
  /** Where the system has mounted it by itself; null: nowhere. Throws `unreachable` where it cannot be had at all. */
  find(): Promise<string | null>;
  /** What `mount` takes before the mount point. Throws where it is plain that mounting would be in vain. */
  mountArguments(): Promise<string[]>;
  /** Why `mount` failed, by what it wrote. */
  mountError(output: string): LifeboatError;
}

export interface Connection {
  directory: string;
  /** Twice does no harm. */
  release(): void;
}

interface Held {
  place: Promise<{ directory: string; isOurs: boolean }>;
  users: number;
  idle?: NodeJS.Timeout;
}

/** Milliseconds for which a mount that nobody uses stays: a list of backups is opened file by file. */
const lingering = 5_000;
/** Milliseconds; a drive with a dirty journal takes long. */
const mountPatience = 60_000;

/** Milliseconds for which a server that did not answer is not asked again: a run needs each place several times. */
const silentFor = 10_000;

const held = new Map<string, Held>();
const silent = new Map<string, { at: number; error: unknown }>();
const ourPoints = new Set<string>();
let count = 0;

/** Mounts it, or takes it where it is mounted. Throws `unreachable`. */
export async function connect(world: World, mountable: Mountable): Promise<Connection> {
  const { key } = mountable;
  const silence = silent.get(key);
  if (silence && world.monotonic() - silence.at < silentFor) throw silence.error;
  const known = held.get(key);
  const isUsable = known !== undefined && (known.users > 0 || (await isStillThere(world, known)));
  if (known && !isUsable) drop(world, key, known);
  const one = held.get(key) ?? { place: reach(world, mountable), users: 0 };
  held.set(key, one);
  clearTimeout(one.idle);
  one.users += 1;
  const release = () => {
    one.users -= 1;
    if (one.users === 0) one.idle = setTimeout(() => drop(world, key, one), lingering).unref();
  };
  try {
    const { directory } = await one.place;
    let isHeld = true;
    return {
      directory,
      release: () => {
        if (isHeld) release();
        isHeld = false;
      },
    };
  } catch (error) {
    if (held.get(key) === one) held.delete(key);
    if (isSilence(error)) silent.set(key, { at: world.monotonic(), error });
    throw error;
  }
}

/** Forgets a mount that nobody uses, and takes it away if it is ours. Once is enough. */
function drop(world: World, key: string, one: Held): void {
  clearTimeout(one.idle);
  if (held.get(key) !== one) return;
  held.delete(key);
  void one.place.then(({ directory, isOurs }) => (isOurs ? unmount(world, directory) : undefined));
}

/** Not where the drive was pulled or the system has unmounted it; a drive that comes back gets another number. */
async function isStillThere(world: World, { place }: Held): Promise<boolean> {
  const { directory } = await place;
  const mount = readMounts(world).find(({ point }) => point === directory);
  if (!mount) return false;
  return mount.device.startsWith('0:') || existsSync(devicePath(world, `/sys/dev/block/${mount.device}`));
}

async function reach(world: World, mountable: Mountable): Promise<{ directory: string; isOurs: boolean }> {
  const found = await mountable.find();
  if (found !== null) return { directory: found, isOurs: false };
  if (process.getuid?.() !== 0) throw needsRoot(mountable.address);
  await removeLeftovers(world);
  const words = await mountable.mountArguments();
  const point = newPoint(world);
  // Already now: the process may end while `mount` is at it.
  process.off('exit', unmountAtExit).once('exit', unmountAtExit);
  ourPoints.add(point);
  const { exitCode, stdout, stderr } = await answer(
    // The messages are told apart by their English words.
    world.run('mount', [...words, point], { timeout: mountPatience, env: { LC_ALL: 'C' } }),
    mountable.address,
    mountPatience + 5_000,
  );
  if (exitCode === 0) return { directory: point, isOurs: true };
  ourPoints.delete(point);
  removePoint(point);
  throw exitCode === 127 ? noProgram('mount', 'util-linux') : mountable.mountError(`${stdout}\n${stderr}`);
}

/** Where Lifeboat mounts; below it a folder per process. */
export function mountFolder(world: World): string {
  return devicePath(world, '/run/lifeboat');
}

function newPoint(world: World): string {
  count += 1;
  const point = path.join(mountFolder(world), String(process.pid), String(count));
  mkdirSync(point, { recursive: true, mode: 0o700 });
  return point;
}

/** What is busy still goes as soon as it is not: a program that looks into it must not keep the drive. */
async function unmount(world: World, point: string): Promise<void> {
  const { exitCode } = await world.run('umount', [point]);
  if (exitCode !== 0) await world.run('umount', ['-l', point]);
  ourPoints.delete(point);
  removePoint(point);
}

/** At the end of the process nothing can be waited for. */
function unmountAtExit(): void {
  for (const point of ourPoints) {
    const { status } = spawnSync('umount', [point], { stdio: 'ignore', timeout: 5_000 });
    if (status !== 0) spawnSync('umount', ['-l', point], { stdio: 'ignore', timeout: 5_000 });
    removePoint(point);
  }
}

function removePoint(point: string): void {
  for (const folder of [point, path.dirname(point)]) {
    try {
      rmdirSync(folder);
    } catch (error) {
      // Used by another mount of this process, or still mounted: the next run clears it away.
      if (systemCode(error) === '') throw error;
      return;
    }
  }
}

/** Takes away what processes mounted that were killed. */
async function removeLeftovers(world: World): Promise<void> {
  const folder = mountFolder(world);
  const living = new Set([...namesIn(devicePath(world, '/proc')), String(process.pid)]);
  for (const pid of namesIn(folder)) {
    if (living.has(pid)) continue;
    const of = path.join(folder, pid);
    for (const { point } of readMounts(world).filter(({ point }) => path.dirname(point) === of))
      await world.run('umount', ['-l', point]);
    for (const name of namesIn(of)) removePoint(path.join(of, name));
  }
}
