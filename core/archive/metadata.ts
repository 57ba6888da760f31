/**
 * `backup.json` of any maker and age, read as kindly as can be: what has a wrong type gets a usable value and is named.
 * Home Assistant itself fails on some of these (`folders: null` hides every backup of an installation).
 */
import type { Maker, Metadata, Problem } from './types.ts';

export interface ReadMetadata {
  metadata: Metadata;
  document: Record<string, unknown>;
  maker: Maker;
  /** Lists that could not be read: nothing may be called unlisted by them. */
  hasBrokenLists: boolean;
  problems: Problem[];
}

/** Reads the metadata `text` of the outer entry `path`; a Problem where it is no JSON object. */
export function readMetadata(path: string, text: Buffer): ReadMetadata | Problem {
  let raw: unknown;
  try {
    raw = JSON.parse(text.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path, code: 'METADATA_BROKEN', message: `The metadata is no JSON: ${reason}` };
  }
  if (!isObject(raw)) return { path, code: 'METADATA_BROKEN', message: 'The metadata is no JSON object.' };

  const fields = new Fields(path, raw);
  const metadata: Metadata = {
    slug: fields.text('slug', '', true),
    version: fields.version(),
    name: fields.text('name', '', true),
    date: fields.text('date', '', true),
    type: fields.type(),
    protected: fields.flag('protected', false, true),
    compressed: fields.flag('compressed', true, false),
    homeassistant: fields.homeassistant(),
    folders: fields.list('folders', (item) => (typeof item === 'string' ? item : null)),
    addons: fields.list('addons', readApp),
    supervisorVersion: raw.supervisor_version === undefined ? null : fields.text('supervisor_version', null),
    extra: fields.object('extra'),
  };
  // Before 2025 Core named its configuration as a folder, as the Supervisor did before 2021.
  if (metadata.folders.includes('homeassistant') && !metadata.homeassistant)
    metadata.homeassistant = { version: null, excludeDatabase: false };
  metadata.folders = metadata.folders.filter((folder) => folder !== 'homeassistant');
  return {
    metadata,
    document: raw,
    maker: makerOf(raw, metadata),
    hasBrokenLists: fields.hasBrokenLists,
    problems: fields.problems,
  };
}

/** Only the Supervisor writes `supervisor_version` and `repositories`; Core writes neither apps nor folders. */
function makerOf(raw: Record<string, unknown>, metadata: Metadata): Maker {
  if (Object.keys(metadata.extra).some((key) => key.startsWith('lifeboat.'))) return 'lifeboat';
  if ('supervisor_version' in raw || 'repositories' in raw) return 'supervisor';
  return metadata.homeassistant && !('addons' in raw) ? 'core' : 'unknown';
}

function readApp(item: unknown): Metadata['addons'][number] | null {
  if (!isObject(item) || typeof item.slug !== 'string' || item.slug === '') return null;
  const { slug, name, version } = item;
  return {
    slug,
    name: typeof name === 'string' ? name : slug,
    version: typeof version === 'string' || typeof version === 'number' ? String(version) : '',
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads fields of the JSON object and collects what had to be put right. */
class Fields {
  readonly problems: Problem[] = [];
  hasBrokenLists = false;
  #path: string;
  #raw: Record<string, unknown>;

  constructor(path: string, raw: Record<string, unknown>) {
    this.#path = path;
    this.#raw = raw;
  }

  text<T extends string | null>(key: string, fallback: T, isRequired = false): string | T {
    const value = this.#raw[key];
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return this.#wrong(key, 'a text', String(value));
    return value === undefined && !isRequired ? fallback : this.#wrong(key, 'a text', fallback);
  }

  version(): number {
    const value = this.#raw.version ?? 1;
    return value === 1 || value === 2 ? value : this.#wrong('version', '1 or 2', Number(value) === 1 ? 1 : 2);
  }

  type(): 'full' | 'partial' {
    const value = this.#raw.type;
    return value === 'full' || value === 'partial'
      ? value
      : this.#wrong('type', 'full or partial', 'partial');
  }

  /** `whenWrong` is what the Supervisor makes of a value that is no boolean. */
  flag(key: string, fallback: boolean, whenWrong: boolean): boolean {
    const value = this.#raw[key];
    if (value === undefined) return fallback;
    return typeof value === 'boolean' ? value : this.#wrong(key, 'true or false', whenWrong);
  }

  object(key: string): Record<string, unknown> {
    const value = this.#raw[key];
    if (value === undefined) return {};
    return isObject(value) ? value : this.#wrong(key, 'an object', {});
  }

  list<T>(key: string, read: (item: unknown) => T | null): T[] {
    const value = this.#raw[key];
    if (value === undefined) return [];
    const items = Array.isArray(value) ? value.map(read) : [null];
    const good = items.filter((item) => item !== null);
    if (good.length === items.length) return good;
    this.hasBrokenLists = true;
    return this.#wrong(key, 'a list of the right things', good);
  }

  homeassistant(): Metadata['homeassistant'] {
    const value = this.#raw.homeassistant;
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') {
      const core = { version: value, excludeDatabase: false };
      return (this.#raw.version ?? 1) === 1 ? core : this.#wrong('homeassistant', 'an object', core);
    }
    if (!isObject(value)) {
      this.hasBrokenLists = true;
      return this.#wrong('homeassistant', 'an object', null);
    }
    const { version, exclude_database: excludeDatabase } = value;
    if (Object.keys(value).length === 0 || (version === null && excludeDatabase === undefined)) return null;
    return {
      version: typeof version === 'string' ? version : null,
      excludeDatabase: excludeDatabase === true,
    };
  }

  #wrong<T>(key: string, expected: string, value: T): T {
    const message = `"${key}" in the metadata is not ${expected}. Home Assistant may refuse this backup.`;
    this.problems.push({ path: this.#path, code: 'METADATA_WRONG_TYPE', message });
    return value;
  }
}
