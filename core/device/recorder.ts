/** How the recorder is set up: where the history is kept, and for how long. */
import path from 'node:path';
import { loadRoot, locate, openConfiguration, type Surroundings } from './configuration.ts';
import { followTo } from './far-mount.ts';
import { textsOf } from './json-file.ts';
import type { Installation, Recorder } from './types.ts';
import { isMapping, YamlError, type YamlTree } from './yaml.ts';

export interface RecorderFilter {
  domains: string[];
  entities: string[];
  entityGlobs: string[];
  eventTypes: string[];
}

export interface RecorderSettings {
  recorder: Recorder;
  /** Days of history, 10 unless set; null where that cannot be known. */
  keepDays: number | null;
  /** Seconds between two writes, 5 unless set; null where that cannot be known. */
  commitInterval: number | null;
  autoPurge: boolean;
  autoRepack: boolean;
  include: RecorderFilter;
  exclude: RecorderFilter;
  /** Sentences: what of the configuration could not be read, and what Home Assistant refuses. */
  problems: string[];
}

/** What a package may be called. */
const slug = /^[a-z0-9]+(_[a-z0-9]+)*$/;

export const defaultDatabase = 'home-assistant_v2.db';

export interface History {
  file: string;
  /** Relative to the configuration. */
  inConfig: string;
}

/**
 * The database that travels with the configuration. Where the settings cannot be read, as in a wrecked configuration, that
 * is the file of the usual name, whether or not it is there.
 */
export function historyIn({ config, recorder }: Pick<Installation, 'config' | 'recorder'>): History | null {
  if (recorder.engine === 'unknown')
    return { file: path.join(config, defaultDatabase), inConfig: defaultDatabase };
  if (recorder.engine === 'server' || recorder.inConfig === null) return null;
  return { file: recorder.file, inConfig: recorder.inConfig };
}

/** Never throws for what is in the files: what cannot be known is said so. `opened`: the configuration, where it is open. */
export async function readRecorderSettings(
  surroundings: Surroundings,
  opened?: YamlTree,
): Promise<RecorderSettings> {
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
  const tree = opened ?? (await openConfiguration(surroundings));
  const root = attempt(() => loadRoot(tree, surroundings.config));
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
  /** Null: not set, or refused. */
  const taken = <T>(key: string, takes: Taker<T>): T | null => {
    if (!Object.hasOwn(found, key)) return null;
    const value = takes.read(found[key]);
    if (value === null)
      problems.push(`Home Assistant refuses ${key} of the recorder: it takes ${takes.words}.`);
    return value;
  };
  const keepDays = taken('purge_keep_days', wholeNumber(1));
  const commitInterval = taken('commit_interval', wholeNumber(0));
  const autoPurge = taken('auto_purge', yesOrNo);
  const autoRepack = taken('auto_repack', yesOrNo);
  const isKnown = problems.length === 0;
  return {
    recorder: recorderOf(found.db_url, surroundings, urlProblem),
    keepDays: keepDays ?? (isKnown ? 10 : null),
    commitInterval: commitInterval ?? (isKnown ? 5 : null),
    autoPurge: autoPurge ?? true,
    autoRepack: autoRepack ?? true,
    include: filterOf(found.include),
    exclude: filterOf(found.exclude),
    problems,
  };
}

/** What Home Assistant makes of a value: all from `!env_var` are texts, and many from `!secret`. Null: it refuses it. */
interface Taker<T> {
  words: string;
  read(value: unknown): T | null;
}

function wholeNumber(least: number): Taker<number> {
  return {
    words: `a whole number of at least ${least}`,
    read(value) {
      const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\s*\d+\s*$/.test(value));
      return isNumber && Number(value) >= least ? Math.trunc(Number(value)) : null;
    },
  };
}

/** As its config_validation takes them. */
const yesOrNo: Taker<boolean> = {
  words: 'true or false',
  read(value) {
    const word = String(value).trim().toLowerCase();
    if (['true', 'yes', 'on', 'enable', '1'].includes(word)) return true;
    return ['false', 'no', 'off', 'disable', '0'].includes(word) ? false : null;
  },
};

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
  for (const [name, value] of Object.entries(packages)) {
    if (!slug.test(name)) continue; // Home Assistant tells of it in its log, and goes on without that package
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
  const { entities } = lists;
  return {
    domains: list('domains'),
    // One text may name several, and their names have no capitals.
    entities: (typeof entities === 'string' ? entities.split(',') : textsOf(entities)).map((name) =>
      name.trim().toLowerCase(),
    ),
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
  if (!/^sqlite\b/.test(url)) return { engine: 'server', url: withoutPassword(url) };
  const file = /^sqlite(?:\+\w+)?:\/\/(?:\/(?<file>[^?]*))?(?:\?.*)?$/.exec(url)?.groups;
  if (file) return sqliteOf(file.file ?? '', surroundings);
  return { engine: 'unknown', reason: 'The recorder’s db_url names no file: that takes sqlite:////PATH.' };
}

/** SQLAlchemy: three slashes and a relative path, four and an absolute one; no path is a database in memory. */
function sqliteOf(file: string, surroundings: Surroundings): Recorder {
  const { config } = surroundings;
  if (file === '' || file === ':memory:') {
    return { engine: 'unknown', reason: 'The recorder keeps its history in memory only.' };
  }
  // Home Assistant's working directory is its configuration directory in the official container.
  if (!path.isAbsolute(file)) return sqliteIn(config, path.join(config, file), true);
  const here = locate(file, surroundings);
  if (here !== null) return sqliteIn(config, here, true);
  return { engine: 'unknown', reason: `The database ${file} lies inside Home Assistant’s container.` };
}

/**
 * Of a link `file` is what it leads to: a backup of the configuration holds that link, not the file. Nothing is asked of
 * the file itself: it may be on a server that does not answer.
 */
function sqliteIn(config: string, file: string, configured: boolean): Recorder {
  const real = followed(file);
  const isLink = real !== path.join(followed(path.dirname(file)), path.basename(file));
  const relative = path.relative(followed(config), real);
  const isOutside = relative.startsWith('..') || path.isAbsolute(relative);
  return { engine: 'sqlite', file: isLink ? real : file, inConfig: isOutside ? null : relative, configured };
}

function followed(file: string): string {
  return followTo({ root: '/' }, file).path;
}

/** Also takes out what may hold one: the query. A password may contain `@` and `/`, so the last `@` counts. */
function withoutPassword(url: string): string {
  const [, scheme = 'unknown', rest = ''] = /^([\w+.-]+):\/\/([^?]*)/.exec(url) ?? [];
  const at = rest.lastIndexOf('@');
  const user = rest.slice(0, Math.max(at, 0)).split(':')[0] ?? '';
  return `${scheme}://${user}${user && '@'}${rest.slice(at + 1)}`;
}
