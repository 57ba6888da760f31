/** The settings as a user sees them: by name, with their meaning, from words and to words. */
import path from 'node:path';
import { findInstallation } from '../device/find.ts';
import { LifeboatError } from '../errors.ts';
import { compileGlob } from '../glob.ts';
import type { World } from '../world.ts';
import { unsetSettings } from './settings.ts';
import type { Settings, SettingsStore } from './types.ts';

export interface SettingKey<Key extends keyof Settings = keyof Settings> {
  key: Key;
  meaning: string;
  /** What may be given for it, as words on the command line; null: it is changed by the commands of `changedBy`. */
  read: ((words: readonly string[], world: World) => Promise<Settings[Key]>) | null;
  changedBy: string;
}

/** In the order in which they are shown. */
export const settingKeys: readonly SettingKey[] = [
  define({
    key: 'installation',
    meaning: 'the configuration directory of Home Assistant; unset: found anew at each start',
    changedBy: 'DIR',
    async read(words, world) {
      const directory = path.resolve(one(words, 'a directory'));
      await findInstallation(world, { config: directory });
      return directory;
    },
  }),
  define({
    key: 'exclude',
    meaning: 'what every backup leaves out: patterns as of `backup --exclude`, or parts such as database',
    changedBy: 'GLOB..',
    async read(words) {
      for (const word of words) compileGlob(word);
      return [...words];
    },
  }),
  define({
    key: 'ascii',
    meaning: 'draw the screens with plain ASCII characters',
    changedBy: 'on|off',
    read: async (words) => isOn(words),
  }),
  define({
    key: 'color',
    meaning: 'draw the screens in colours',
    changedBy: 'on|off',
    read: async (words) => isOn(words),
  }),
  define({
    key: 'plain',
    meaning: 'menus and progress in lines, for screen readers and simple terminals',
    changedBy: 'on|off',
    read: async (words) => isOn(words),
  }),
  define({
    key: 'locations',
    meaning: 'where backups are kept',
    changedBy: 'lifeboat locations',
    read: null,
  }),
  define({ key: 'plans', meaning: 'what is backed up when', changedBy: 'lifeboat schedule', read: null }),
  define({
    key: 'pinned',
    meaning: 'the backups that are kept for ever',
    changedBy: 'lifeboat pin',
    read: null,
  }),
];

function define<Key extends keyof Settings>(key: SettingKey<Key>): SettingKey {
  return key as unknown as SettingKey;
}

/** Throws `not-found`. */
export function findSetting(name: string): SettingKey {
  const found = settingKeys.find(({ key }) => key === name);
  if (found) return found;
  throw new LifeboatError('not-found', 'SETTING_UNKNOWN', `There is no setting ${name}.`, {
    safe: 'Nothing was changed.',
    remedies: [`The settings are: ${settingKeys.map(({ key }) => key).join(', ')}.`],
  });
}

/** Sets it from words, or with null to what holds where nothing is set. Throws `usage`, and what looking at the value throws. */
export async function changeSetting(
  settings: SettingsStore,
  { key, read, changedBy }: SettingKey,
  words: readonly string[] | null,
  world: World,
): Promise<void> {
  if (read === null)
    throw new LifeboatError('usage', 'SETTING_ELSEWHERE', `The setting ${key} has a command of its own.`, {
      safe: 'Nothing was changed.',
      remedies: [`${changedBy} --help`],
    });
  await settings.set(key, words === null ? unsetSettings[key] : await read(words, world));
}

/** For people; '' where nothing is set. */
export function showSetting(value: Settings[keyof Settings]): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  return value.map((item) => (typeof item === 'string' ? item : item.name)).join(', ');
}

function isOn(words: readonly string[]): boolean {
  const word = one(words, 'on or off');
  if (['on', 'yes', 'true'].includes(word)) return true;
  if (['off', 'no', 'false'].includes(word)) return false;
  throw wrong(`It is on or off, not ${word}.`);
}

function one(words: readonly string[], what: string): string {
  const [word, ...others] = words;
  if (word === undefined || word === '' || others.length > 0) throw wrong(`It takes ${what}.`);
  return word;
}

function wrong(message: string): LifeboatError {
  return new LifeboatError('usage', 'SETTING_VALUE', message, {
    safe: 'Nothing was changed.',
    remedies: ['See what each setting means: lifeboat settings'],
  });
}
