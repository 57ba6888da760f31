/**
 * Calls on mounts that may be dead. A call of our own on one would hold one of Node's few threads for files for ever, and
 * some of them would stop everything that reads or writes. So another process looks first whether the mount answers,
 * and no more than one call at a time is out on it.
 */
import type { World } from '../world.ts';
import { answer } from './answer.ts';
import { farMount } from './far-mount.ts';

/** Milliseconds for which an answer, or none, holds, from when it came. */
const rememberedFor = 10_000;
/** Milliseconds. A NAS that has to spin its drives up takes some seconds. */
const patience = 12_000;

interface Look {
  /** When it ended; null: it is not over. */
  at: number | null;
  result: Promise<void>;
}

/** By mount point. */
const looks = new Map<string, Look>();
/** The call that is out, by mount point. */
const out = new Map<string, Promise<void>>();

/**
 * Takes a step that calls the file system of a directory. Throws `unreachable` where that is a network or FUSE mount that
 * does not answer. `place`: for messages. Steps must not be taken inside each other.
 */
export async function onPlace<Result>(
  world: World,
  directory: string,
  place: string,
  step: () => Result | Promise<Result>,
  milliseconds = patience,
): Promise<Result> {
  const point = farMount(world, directory)?.point;
  if (point === undefined) return await step();
  await lookAt(world, point, place, milliseconds);
  for (let before = out.get(point); before; before = out.get(point))
    await answer(before, place, milliseconds);
  const { promise, resolve } = Promise.withResolvers<void>();
  out.set(point, promise);
  try {
    return await step();
  } finally {
    out.delete(point);
    resolve();
  }
}

/** Throws where the mount does not answer. Whether it finds anything there is for our own calls to tell. */
function lookAt(world: World, point: string, place: string, milliseconds: number): Promise<void> {
  const known = looks.get(point);
  if (known && (known.at === null || world.monotonic() - known.at < rememberedFor)) return known.result;
  const look = world.run('stat', ['-f', point], { timeout: milliseconds }).then(() => undefined);
  const result = answer(look, place, milliseconds);
  const one: Look = { at: null, result };
  const end = () => {
    one.at = world.monotonic();
  };
  result.then(end, end);
  looks.set(point, one);
  return result;
}
