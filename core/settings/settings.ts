/** The settings, in their file. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type Conf from 'conf';
import { homeError, isUnwritable, LifeboatError, systemCode } from '../errors.ts';
import { makePrivateFolder } from '../private-file.ts';
import type { Misfit } from '../shape.ts';
import { type Migration, migrations } from './migrations.ts';
import { settingShapes, wholeShape } from './shapes.ts';
import type { Settings, SettingsStore } from './types.ts';

/** The file: the settings, the version of their form, and what tells this device from others. */
type SettingsFile = Settings & { version: number; deviceId: string };

/** What holds where nothing is set. */
export const unsetSettings: Settings = {
  installation: null,
  locations: [],
  exclude: [],
  plans: [],
  pinned: [],
  ascii: false,
  color: true,
  plain: false,
};

export function settingsFile(home: string): string {
  return path.join(home, 'settings.json');
}

/** Opens the settings of this home. Nothing is written before the first change. */
export async function openSettings(
  home: string,
  steps: readonly Migration[] = migrations,
): Promise<SettingsStore> {
  const settings = new ConfSettings(home, steps);
  if (existsSync(settings.file)) await settings.load();
  return settings;
}

class ConfSettings implements SettingsStore {
  readonly file: string;
  readonly #home: string;
  readonly #steps: readonly Migration[];
  #conf: Conf<SettingsFile> | null = null;
  /** Where none can be kept: what is made now is nobody's then, and no schedule removes it. */
  #passingId: string | null = null;

  constructor(home: string, steps: readonly Migration[]) {
    this.#home = home;
    this.file = settingsFile(home);
    this.#steps = steps;
  }

  /** The library writes the file when it is opened, and takes long to load: only where there are settings. */
  async load(): Promise<Conf<SettingsFile>> {
    const { default: ConfStore } = await importConf();
    try {
      if (existsSync(this.file)) checkWhole(this.file);
      this.#conf = new ConfStore<SettingsFile>({
        cwd: this.#home,
        configName: 'settings',
        configFileMode: 0o600,
      });
    } catch (error) {
      const isNew = !existsSync(this.file);
      if (error instanceof LifeboatError || (isNew && isUnwritable(error))) throw error;
      throw unreadable(this.file, error);
    }
    const old = this.#conf.get('version', this.#version);
    for (const step of this.#steps.slice(old - 1))
      this.#conf.store = step({ ...this.#conf.store }) as unknown as SettingsFile;
    if (old < this.#version) this.#conf.set('version', this.#version);
    return this.#conf;
  }

  get<Key extends keyof Settings>(key: Key): Settings[Key] {
    const value = this.#conf?.get(key) ?? unsetSettings[key];
    const wrong = settingShapes[key](value, key);
    if (wrong === null) return value;
    throw this.#isNewer ? newer(this.file) : settingsWrong(this.file, wrong);
  }

  async set<Key extends keyof Settings>(key: Key, value: Settings[Key]): Promise<void> {
    try {
      const conf = await this.#writable();
      conf.set({ [key]: value } as Partial<SettingsFile>);
    } catch (error) {
      throw homeError(error, this.#home);
    }
  }

  async deviceId(): Promise<string> {
    const known = this.#conf?.get('deviceId') ?? this.#passingId;
    if (known !== null) return known;
    try {
      return (await this.#writable()).get('deviceId');
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      this.#passingId = randomUUID();
      return this.#passingId;
    }
  }

  get #version(): number {
    return this.#steps.length + 1;
  }

  get #isNewer(): boolean {
    return (this.#conf?.get('version') ?? 0) > this.#version;
  }

  async #writable(): Promise<Conf<SettingsFile>> {
    if (this.#conf === null) makePrivateFolder(this.#home);
    const conf = this.#conf ?? (await this.load());
    if (this.#isNewer) throw newer(this.file);
    if (!conf.has('deviceId')) conf.set({ version: this.#version, deviceId: randomUUID() });
    return conf;
  }
}

/** Throws SETTINGS_WRONG: the library takes for empty what is no object, and would write over it. */
function checkWhole(file: string): void {
  const whole: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const wrong = wholeShape(whole, '');
  if (wrong) throw settingsWrong(file, { ...wrong, path: wrong.path || 'the whole' });
}

/**
 * The library's keeper of temporary files (when-exit) answers each signal by sending it to this process once more: one
 * Ctrl+C would count as two, and end a job that was only to be cancelled. So it hears of the exit alone.
 */
async function importConf() {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const listenersOf = (signal: NodeJS.Signals) => process.rawListeners(signal) as NodeJS.SignalsListener[];
  const before = new Set(signals.flatMap(listenersOf));
  const conf = await import('conf');
  // It listens once; Lifeboat's own listeners stay.
  for (const signal of signals)
    for (const listener of listenersOf(signal))
      if (Object.hasOwn(listener, 'listener') && !before.has(listener)) process.off(signal, listener);
  return conf;
}

function unreadable(file: string, cause: unknown): LifeboatError {
  const reason = systemCode(cause) === 'EACCES' ? 'belong to another user' : 'cannot be read';
  return new LifeboatError('failed', 'SETTINGS_UNREADABLE', `The settings in ${file} ${reason}.`, {
    safe: 'They were not changed, and no backup was.',
    remedies: [
      'Mend the file, or move it away to begin with fresh settings.',
      'Use another home with --home DIR.',
    ],
    cause,
  });
}

export function settingsWrong(file: string, { path: place, message }: Misfit): LifeboatError {
  return new LifeboatError('failed', 'SETTINGS_WRONG', `In ${file}, ${place} ${message}.`, {
    safe: 'No backup was touched. What does not need this setting works.',
    remedies: [
      'Mend the file with an editor.',
      'Move it away to begin with fresh settings: backups and keys stay.',
    ],
  });
}

function newer(file: string): LifeboatError {
  return new LifeboatError(
    'failed',
    'SETTINGS_NEWER',
    `A newer Lifeboat wrote the settings in ${file}; this one only reads them.`,
    {
      safe: 'The settings were not changed.',
      remedies: ['Update Lifeboat on this device.', 'Use another home with --home DIR.'],
    },
  );
}
