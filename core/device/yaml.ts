/**
 * Home Assistant's YAML: one tree over many files, with `!include`, `!include_dir_*`, `!secret` and `!env_var`.
 *
 * A tag becomes a `Reference`, and is followed only when somebody looks at that place. So what is broken elsewhere in a
 * configuration does not matter, and no more files and secrets are read than the question needs.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../errors.ts';

/** Why something cannot be known: a sentence without any value from the file. */
export class YamlError extends Error {}

/** What a tag stands for until it is followed. */
class Reference {
  readonly tag: string;
  readonly text: string;
  /** The file in which the tag stands. */
  readonly from: string;

  constructor(tag: string, text: string, from: string) {
    this.tag = tag;
    this.text = text;
    this.from = from;
  }
}

export interface YamlTree {
  /** The root, tags not yet followed. */
  load(file: string): unknown;
  /** The value, if it is a reference then what it refers to; anything inside it still unfollowed. Throws YamlError. */
  follow(value: unknown): unknown;
  /** The same, all the way down. */
  followAll(value: unknown): unknown;
}

const tags = [
  '!include',
  '!include_dir_list',
  '!include_dir_merge_list',
  '!include_dir_named',
  '!include_dir_merge_named',
  '!secret',
  '!env_var',
];
const secretsFile = 'secrets.yaml';

/** Bounds against files that include each other, and against ones that are no configuration. */
const deepest = 30;
const mostFiles = 2000;
const mostFollowed = 20_000;
const largestFile = 8 * 1024 * 1024;

/** What is Home Assistant's and not ours. */
export interface YamlSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** Where a file is that it finds by this absolute path: in a container that is another place than here. */
  locate(file: string): string;
}

/** `config` is the directory above which no secret is looked for. */
export async function openYaml(config: string, { env, locate }: YamlSurroundings): Promise<YamlTree> {
  // Loaded here: it is large, and few commands need it.
  const { LineCounter, parseDocument } = await import('yaml');
  const parsed = new Map<string, unknown>();
  let followed = 0;

  function parse(file: string): unknown {
    const text = readText(file);
    const lineCounter = new LineCounter();
    const document = parseDocument(text, {
      // PyYAML is of version 1.1: `no` and `off` are false. It lets a later key win over an earlier one.
      version: '1.1',
      uniqueKeys: false,
      // The error's own text would quote the line, and in it maybe a password.
      prettyErrors: false,
      lineCounter,
      logLevel: 'error', // `silent` would take the first of several documents
      customTags: (known) => [
        ...known,
        ...tags.map((tag) => ({ tag, resolve: (text: string) => new Reference(tag, text.trim(), file) })),
      ],
    });
    const [error] = document.errors;
    if (error) {
      const { line } = lineCounter.linePos(error.pos[0]);
      throw new YamlError(`${file} is not valid YAML (line ${line}).`);
    }
    try {
      return document.toJS({ maxAliasCount: 1000 }) ?? null;
    } catch {
      throw new YamlError(`${file} has too many aliases, or merges what is no mapping.`);
    }
  }

  function load(file: string): unknown {
    const known = parsed.get(file);
    if (known !== undefined) return known;
    if (parsed.size >= mostFiles) throw new YamlError(`The configuration has more than ${mostFiles} files.`);
    const value = parse(file);
    parsed.set(file, value);
    return value;
  }

  function follow(value: unknown, depth = 0): unknown {
    if (!(value instanceof Reference)) return value;
    followed += 1;
    if (depth > deepest || followed > mostFollowed) throw new YamlError(`${value.from} includes itself.`);
    return follow(resolve(value, depth), depth + 1);
  }

  function followAll(value: unknown, depth = 0): unknown {
    if (depth > deepest) throw new YamlError('The configuration is nested too deeply, or includes itself.');
    const here = follow(value, depth);
    if (Array.isArray(here)) return here.map((item) => followAll(item, depth + 1));
    if (!isMapping(here)) return here;
    return Object.fromEntries(Object.entries(here).map(([key, item]) => [key, followAll(item, depth + 1)]));
  }

  function resolve({ tag, text, from }: Reference, depth: number): unknown {
    if (tag === '!secret') return secret(text, from);
    if (tag === '!env_var') return environment(text, from);
    const target = path.isAbsolute(text) ? locate(text) : path.resolve(path.dirname(from), text);
    if (tag === '!include') return load(target);
    const files = yamlFilesBelow(target, from);
    const values = files.map((file) => ({ file, value: follow(load(file), depth + 1) }));
    const filled = values.filter(({ value }) => value !== null);
    if (tag === '!include_dir_list') return filled.map(({ value }) => value);
    if (tag === '!include_dir_merge_list') {
      return filled.flatMap(({ value }) => (Array.isArray(value) ? value : []));
    }
    if (tag === '!include_dir_merge_named') {
      return Object.assign({}, ...filled.map(({ value }) => (isMapping(value) ? value : {})));
    }
    return Object.fromEntries(filled.map(({ file, value }) => [path.basename(file, '.yaml'), value]));
  }

  /** From the directory of the file that asks up to the configuration directory, as Home Assistant looks. */
  function secret(name: string, from: string): unknown {
    for (let folder = path.dirname(from); isWithin(config, folder); folder = path.dirname(folder)) {
      const file = path.join(folder, secretsFile);
      if (statSync(file, { throwIfNoEntry: false }) === undefined) continue;
      const secrets = load(file);
      if (isMapping(secrets) && Object.hasOwn(secrets, name)) return secrets[name];
    }
    throw new YamlError(`The secret ${name}, which ${from} uses, is not in ${secretsFile}.`);
  }

  /** `!env_var NAME default`; the variable is Home Assistant's, which need not be ours. */
  function environment(text: string, from: string): unknown {
    const [name = '', ...words] = text.split(/\s+/);
    const value = env[name] ?? (words.length > 0 ? words.join(' ') : undefined);
    if (value !== undefined) return value;
    throw new YamlError(`The environment variable ${name}, which ${from} uses, is not set here.`);
  }

  return { load, follow: (value) => follow(value), followAll: (value) => followAll(value) };
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isWithin(folder: string, inner: string): boolean {
  return inner === folder || inner.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function readText(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new YamlError(`${file} is not a file.`);
    if (stat.size > largestFile) throw new YamlError(`${file} is too large for a configuration.`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof YamlError || systemCode(error) === '') throw error;
    throw new YamlError(unreadable(file, systemCode(error)));
  }
}

/**
 * All `*.yaml` below the folder, those of a folder before those of its folders, as Home Assistant goes through them: of two
 * that say the same the later one counts. Names with a dot in front and secrets are not configuration.
 */
function yamlFilesBelow(folder: string, from: string): string[] {
  try {
    const files: string[] = [];
    const deeper: string[] = [];
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const inner = path.join(folder, entry.name);
      if (entry.isDirectory()) deeper.push(...yamlFilesBelow(inner, from));
      else if (entry.name.endsWith('.yaml') && entry.name !== secretsFile) files.push(inner);
    }
    return [...files, ...deeper];
  } catch (error) {
    if (error instanceof YamlError || systemCode(error) === '') throw error;
    throw new YamlError(`${unreadable(folder, systemCode(error))} ${from} includes it.`);
  }
}

function unreadable(path: string, code: string): string {
  return code === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read (${code}).`;
}
