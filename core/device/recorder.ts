/** How the recorder is set up: where the history is kept, and for how long. */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Mount } from './docker.ts';
import { numberOr, textsOf } from './json-file.ts';
import type { Recorder } from './types.ts';
import { isMapping, openYaml, YamlError, type YamlTree } from './yaml.ts';

export interface RecorderFilter {
  domains: string[];
  entities: string[];
  entityGlobs: string[];
  eventTypes: string[];
}

export interface RecorderSettings {
  recorder: Recorder;
  /** Days of history, 10 unless set; null where that could not be read. */
  keepDays: number | null;
  /** Seconds between two writes, 5 unless set; null where that could not be read. */
  commitInterval: number | null;
  autoPurge: boolean;
  autoRepack: boolean;
  include: RecorderFilter;
  exclude: RecorderFilter;
  /** Sentences: what of the configuration could not be read. */
  problems: string[];
}

/** Where Home Assistant finds its files, as seen by itself: in a container that is another place than here. */
export interface Surroundings {
  config: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The container's, that of the configuration among them; none where Home Assistant sees what we see. */
  mounts: readonly Mount[];
}

export const defaultDatabase = 'home-assistant_v2.db';

/** Never throws for what is in the files: what cannot be known is said so. */
export async function readRecorderSettings(surroundings: Surroundings): Promise<RecorderSettings> {
  const problems: string[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const tree = await openYaml(surroundings.config, surroundings.env);
  const root = attempt(() => tree.load(path.join(surroundings.config, 'configuration.yaml')));
  // Settings of the main file come first and win; Home Assistant refuses a package that contradicts it.
  const sections = [...recorderSections(tree, root, attempt)];
  // Where a section is hidden, anything may stand in it; in one that is seen, a hidden value hides only itself.
  let urlProblem = problems[0];
  const found: Record<string, unknown> = {};
  for (const [key, value] of sections.flatMap((section) => Object.entries(section))) {
    const known = attempt(() => tree.followAll(value));
    if (known !== undefined) found[key] = merged(found[key], known);
    else if (key === 'db_url') urlProblem ??= problems.at(-1);
  }
  const isKnown = problems.length === 0;
  return {
    recorder: recorderOf(found.db_url, surroundings, urlProblem),
    keepDays: numberOr(found.purge_keep_days, isKnown ? 10 : null),
    commitInterval: numberOr(found.commit_interval, isKnown ? 5 : null),
    autoPurge: found.auto_purge !== false,
    autoRepack: found.auto_repack !== false,
    include: filterOf(found.include),
    exclude: filterOf(found.exclude),
    problems,
  };
}

/** The `recorder:` of the main file, then that of each package, its values not yet followed. */
function* recorderSections(
  tree: YamlTree,
  root: unknown,
  attempt: <T>(read: () => T) => T | undefined,
): Generator<Record<string, unknown>> {
  if (!isMapping(root)) return;
  const section = (mapping: Record<string, unknown>) => {
    const value = attempt(() => tree.follow(mapping.recorder));
    return isMapping(value) ? [value] : [];
  };
  yield* section(root);
  const core = attempt(() => tree.follow(root.homeassistant));
  const packages = isMapping(core) ? attempt(() => tree.follow(core.packages)) : undefined;
  if (!isMapping(packages)) return;
  for (const value of Object.values(packages)) {
    const contents = attempt(() => tree.follow(value));
    if (isMapping(contents)) yield* section(contents);
  }
}

/** As Home Assistant merges packages: lists are joined, mappings merged, and of two single values the first stays. */
function merged(first: unknown, second: unknown): unknown {
  if (first === undefined || first === null) return second;
  if (Array.isArray(second)) return [...(Array.isArray(first) ? first : [first]), ...second];
  if (!isMapping(first) || !isMapping(second)) return first;
  const result: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) result[key] = merged(result[key], value);
  return result;
}

function filterOf(value: unknown): RecorderFilter {
  const lists = isMapping(value) ? value : {};
  const list = (key: string) => (typeof lists[key] === 'string' ? [lists[key]] : textsOf(lists[key]));
  return {
    domains: list('domains'),
    entities: list('entities'),
    entityGlobs: list('entity_globs'),
    eventTypes: list('event_types'),
  };
}

function recorderOf(url: unknown, surroundings: Surroundings, problem: string | undefined): Recorder {
  if (url === undefined || url === null || url === '') {
    if (problem !== undefined) return { engine: 'unknown', reason: problem };
    return sqliteIn(surroundings.config, path.join(surroundings.config, defaultDatabase), false);
  }
  if (typeof url !== 'string') return { engine: 'unknown', reason: 'The recorder’s db_url is not a text.' };
  const sqlite = /^sqlite(?:\+\w+)?:\/\/(?:\/(?<file>[^?]*))?(?:\?.*)?$/.exec(url);
  if (sqlite) return sqliteOf(sqlite.groups?.file ?? '', surroundings);
  return { engine: 'server', url: withoutPassword(url) };
}

/** SQLAlchemy: three slashes and a relative path, four and an absolute one; no path is a database in memory. */
function sqliteOf(file: string, { config, mounts }: Surroundings): Recorder {
  if (file === '' || file === ':memory:') {
    return { engine: 'unknown', reason: 'The recorder keeps its history in memory only.' };
  }
  // Home Assistant's working directory is its configuration directory in the official container.
  if (!path.isAbsolute(file)) return sqliteIn(config, path.join(config, file), true);
  const [mount] = mounts
    .filter(({ inside }) => file.startsWith(`${inside}/`))
    .sort((one, other) => other.inside.length - one.inside.length);
  if (mount) return sqliteIn(config, path.join(mount.path, file.slice(mount.inside.length)), true);
  if (mounts.length === 0) return sqliteIn(config, path.normalize(file), true);
  return { engine: 'unknown', reason: `The database ${file} lies inside Home Assistant’s container.` };
}

function sqliteIn(config: string, file: string, configured: boolean): Recorder {
  return { engine: 'sqlite', file, inConfig: pathWithin(config, file), configured };
}

/** Null where it lies outside, also by a link on the way: a backup of the configuration holds that link, not the file. */
function pathWithin(config: string, file: string): string | null {
  const relative = path.relative(
    realpathIfThere(config),
    path.join(realpathIfThere(path.dirname(file)), path.basename(file)),
  );
  if (relative.startsWith('..') || path.isAbsolute(relative)) return null;
  return existsSync(file) && lstatSync(file).isSymbolicLink() ? null : relative;
}

function realpathIfThere(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : path.resolve(folder);
}

/** Also takes out what may hold one: the query. A password may contain `@` and `/`, so the last `@` counts. */
function withoutPassword(url: string): string {
  const [, scheme = 'unknown', rest = ''] = /^([\w+.-]+):\/\/([^?]*)/.exec(url) ?? [];
  const at = rest.lastIndexOf('@');
  const user = rest.slice(0, Math.max(at, 0)).split(':')[0] ?? '';
  return `${scheme}://${user}${user && '@'}${rest.slice(at + 1)}`;
}
