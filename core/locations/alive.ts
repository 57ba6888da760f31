/**
 * Whether a mount answers, found out by another process. A call of our own on a dead one would hold one of Node's four
 * threads for files for ever; four of them would stop everything that reads or writes.
 */
import type { World } from '../world.ts';
import { answer } from './answer.ts';
import { farMount } from './mount-table.ts';

/** Milliseconds for which an answer, or none, holds. */
const rememberedFor = 10_000;
/** Milliseconds. A NAS that has to spin its drives up takes some seconds. */
const patience = 12_000;

interface Look {
  at: number;
  result: Promise<void>;
}

/** By mount point. */
const looks = new Map<string, Look>();

/** Throws `unreachable` where the directory is on a network or FUSE mount that does not answer. `place`: for messages. */
export async function requireAnswer(
  world: World,
  directory: string,
  place = directory,
  milliseconds = patience,
): Promise<void> {
  const mount = farMount(world, directory);
  if (mount === null) return;
  const known = looks.get(mount.point);
  const now = world.monotonic();
  if (known && now - known.at < rememberedFor) return known.result;
  // Whether it finds anything there is for our own calls to tell; only that it comes back counts.
  const look = world.run('stat', ['-f', mount.point], { timeout: milliseconds }).then(() => undefined);
  const result = answer(look, place, milliseconds);
  result.catch(() => undefined);
  looks.set(mount.point, { at: now, result });
  return result;
}
