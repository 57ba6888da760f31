/** Home Assistant's configuration.yaml and what it includes. */
import path from 'node:path';
import type { Installation } from './types.ts';
import { openYaml, type YamlTree } from './yaml.ts';

/** Where Home Assistant finds its files, as seen by itself: in a container that is another place than here. */
export interface Surroundings {
  config: string;
  env: Readonly<Record<string, string | undefined>>;
  mounts: Installation['mounts'];
}

export function openConfiguration(surroundings: Surroundings): Promise<YamlTree> {
  const { config, env } = surroundings;
  return openYaml(config, { env, locate: (file) => locate(file, surroundings) ?? file });
}

/** The main file, tags not yet followed. Throws YamlError. */
export function loadRoot(tree: YamlTree, config: string): unknown {
  return tree.load(path.join(config, 'configuration.yaml'));
}

/** Where a file that Home Assistant finds by this absolute path is for us; null where we cannot reach it. */
export function locate(file: string, { mounts }: Pick<Surroundings, 'mounts'>): string | null {
  if (mounts.length === 0) return path.normalize(file);
  const [mount] = mounts
    .filter(({ inside }) => file.startsWith(`${inside}/`))
    .sort((one, other) => other.inside.length - one.inside.length);
  return mount ? path.join(mount.path, file.slice(mount.inside.length)) : null;
}
