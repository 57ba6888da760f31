/** What a command works with. Everything is looked up when it is first needed: `show FILE` needs no installation. */
import type { Command } from 'commander';
import type { CandidateKey } from '../core/archive/types.ts';
import { type Catalog, type CatalogEntry, readCatalog } from '../core/catalog/catalog.ts';
import { findBackup, isArchivePath, readArchiveFile } from '../core/catalog/find.ts';
import { openConfiguration } from '../core/device/configuration.ts';
import { glanceConfiguration } from '../core/device/find.ts';
import { dig, readJsonFile, textOr } from '../core/device/json-file.ts';
import { ownTimeZone, timeZoneOf } from '../core/device/time-zone.ts';
import type { Installation } from '../core/device/types.ts';
import { LifeboatError } from '../core/errors.ts';
import {
  installationFinder,
  installationIfAny,
  keysOf,
  locationsOf,
  type Means,
} from '../core/jobs/means.ts';
import type { Jobs } from '../core/jobs/types.ts';
import { keyIn, readKeyFile } from '../core/keys/read-key-file.ts';
import { type KeyRing, openKeyRing } from '../core/keys/ring.ts';
import type { Location } from '../core/locations/types.ts';
import { findHome } from '../core/settings/home.ts';
import { openSettings, settingsFile } from '../core/settings/settings.ts';
import type { SettingsStore } from '../core/settings/types.ts';
import { version } from '../core/version.ts';
import type { World } from '../core/world.ts';
import { readInput } from './input.ts';
import type { Output } from './output/output.ts';
import { thisProgram } from './this-program.ts';

/** Options that every command takes. */
export interface Globals {
  json?: boolean;
  yes?: boolean;
  keyFile?: string;
  installation?: string;
  home?: string;
  ascii?: boolean;
  color?: boolean;
  plain?: boolean;
}

/** Runs a command's work, and tells its failure. The work gives an exit code; none is 0. */
export type Start = (
  command: Command,
  work: (context: Context) => Promise<number | undefined>,
) => Promise<void>;

export class Context {
  readonly world: World;
  readonly output: Output;
  readonly globals: Globals;
  readonly home: string;
  /** Those that were looked into so far: what `findBackups` found lies there. */
  usedLocations: Location[] = [];
  readonly #once = new Map<string, Promise<unknown>>();

  constructor(world: World, output: Output, globals: Globals) {
    this.world = world;
    this.output = output;
    this.globals = globals;
    this.home = findHome(world, globals.home);
  }

  settings(): Promise<SettingsStore> {
    return this.#keep('settings', () => openSettings(this.home));
  }

  keyRing(): Promise<KeyRing> {
    return this.#keep('keyRing', () => openKeyRing(this.home));
  }

  /**
   * Throws `not-found` / NO_INSTALLATION where there is none. `mayBeNew`, asked for first: an empty directory will do, for
   * this command.
   */
  installation(options: { mayBeNew?: boolean } = {}): Promise<Installation> {
    return this.#keep('installation', async () => {
      const { world, home, globals } = this;
      try {
        return await installationFinder(world, home, globals.installation ?? null, options)();
      } catch (error) {
        throw withDemo(error);
      }
    });
  }

  /** Null where there is none: for commands that can do without. */
  installationIfAny(): Promise<Installation | null> {
    return installationIfAny({ installation: () => this.installation() });
  }

  /**
   * IANA name: in which dates are told. Where nothing else asked for the installation, a glance: neither are the settings
   * opened, nor is docker asked.
   */
  zone(): Promise<string> {
    return this.#keep('zone', async () => {
      if (this.#once.has('installation')) return timeZoneOf(await this.installationIfAny());
      const config = this.#glance();
      if (config === null) return timeZoneOf(null);
      const tree = await openConfiguration({ config, env: this.world.env, mounts: [] });
      return timeZoneOf({ timeZone: ownTimeZone(config, tree) });
    });
  }

  /** The configuration directory; null where it cannot be known so. */
  #glance(): string | null {
    const setting = textOr(dig(readJsonFile(settingsFile(this.home)), 'installation'), null);
    return glanceConfiguration(this.world, { config: this.globals.installation ?? null, setting });
  }

  /** The locations of these names or directories; without any, all that are set up. */
  async locations(named: readonly string[] = []): Promise<Location[]> {
    const { world, home } = this;
    this.usedLocations = await locationsOf({ world, home, installation: () => this.installation() }, named);
    return this.usedLocations;
  }

  /** The backups there, as they are when this is first asked for. */
  catalog(named: readonly string[] = []): Promise<Catalog> {
    return this.#keep(`catalog ${named.join('\n')}`, async () => readCatalog(await this.locations(named)));
  }

  /** The backups that these words name, each one once. */
  async findBackups(words: readonly string[], named: readonly string[] = []): Promise<CatalogEntry[]> {
    const needsCatalog = words.some((word) => !isArchivePath(word));
    const catalog = needsCatalog ? await this.catalog(named) : null;
    const found: CatalogEntry[] = [];
    for (const word of words) {
      const entry = catalog && !isArchivePath(word) ? findBackup(catalog, word) : await readArchiveFile(word);
      if (!found.includes(entry)) found.push(entry);
    }
    return found;
  }

  async findBackup(word: string): Promise<CatalogEntry> {
    const [entry] = await this.findBackups([word]);
    if (!entry) throw new LifeboatError('usage', 'USAGE', 'A backup must be named.');
    return entry;
  }

  /** The key of --key-file or LIFEBOAT_KEY_FILE; null where neither is given. */
  givenKey(): Promise<string | null> {
    return this.#keep('givenKey', async () => {
      const file = this.globals.keyFile ?? this.world.env.LIFEBOAT_KEY_FILE;
      if (!file) return null;
      return file === '-' ? keyIn(await readInput(), 'The standard input') : readKeyFile(file);
    });
  }

  /** What is tried on an encrypted backup: the given key alone, else the key ring and Home Assistant's own. */
  async keys(): Promise<CandidateKey[]> {
    return keysOf(this.means());
  }

  /** What a job is given. */
  means(): Means {
    const { world, home } = this;
    const [secret, installation] = [() => this.givenKey(), () => this.installation()];
    return { world, home, version, secret, installation };
  }

  /** The jobs of this home, to be looked at. Loaded only here: most commands have nothing to do with them. */
  jobs(): Promise<Jobs> {
    return this.#keep('jobs', async () => {
      const { openJobs } = await import('../core/jobs/jobs.ts');
      const { world, home } = this;
      return openJobs({ world, home, installation: null, program: thisProgram() });
    });
  }

  #keep<Value>(name: string, make: () => Promise<Value>): Promise<Value> {
    const kept = this.#once.get(name) as Promise<Value> | undefined;
    if (kept) return kept;
    const made = make();
    this.#once.set(name, made);
    return made;
  }
}

/** Where there is no Home Assistant, everything can be tried on one that Lifeboat makes. */
function withDemo(error: unknown): unknown {
  if (!(error instanceof LifeboatError) || error.code !== 'NO_INSTALLATION') return error;
  const { kind, code, message, safe, remedies } = error;
  return new LifeboatError(kind, code, message, {
    safe,
    remedies: [...remedies, 'To try everything without a Home Assistant: lifeboat demo'],
    cause: error,
  });
}
