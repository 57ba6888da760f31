/** Containers of this device, as `docker inspect` tells. */
import { devicePath, type World } from '../world.ts';
import { dig, textOr } from './json-file.ts';

export interface Mount {
  /** Path in the container. */
  inside: string;
  /** Path on this device, below the world's root. */
  path: string;
}

export interface Container {
  name: string;
  isRunning: boolean;
  mounts: Mount[];
}

/** All containers, the stopped ones too; none where there is no docker, or this user may not ask it. */
export async function listContainers(world: World): Promise<Container[]> {
  const listed = await world.run('docker', ['ps', '--all', '--quiet', '--no-trunc'], { timeout: 10_000 });
  const ids = listed.stdout.split('\n').filter((line) => line.trim() !== '');
  if (listed.exitCode !== 0 || ids.length === 0) return [];
  const inspected = await world.run('docker', ['inspect', '--type', 'container', ...ids], {
    timeout: 20_000,
  });
  return parseInspect(world, inspected.stdout);
}

/** The answer also holds what was found where some of the containers went away meanwhile. */
function parseInspect(world: World, text: string): Container[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(answer) ? answer.map((item) => containerOf(world, item)) : [];
}

function containerOf(world: World, item: unknown): Container {
  const mounts = dig(item, 'Mounts');
  return {
    name: textOr(dig(item, 'Name'), '').replace(/^\//, ''),
    isRunning: dig(item, 'State', 'Running') === true,
    mounts: (Array.isArray(mounts) ? mounts : []).flatMap((mount) => {
      const inside = dig(mount, 'Destination');
      const source = dig(mount, 'Source');
      if (typeof inside !== 'string' || typeof source !== 'string' || source === '') return [];
      return [{ inside, path: devicePath(world, source) }];
    }),
  };
}
