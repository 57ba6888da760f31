/** What a job works with on this device; each is looked up when the job first needs it, as the commands do. */
import type { CandidateKey } from '../archive/types.ts';
import { findInstallation } from '../device/find.ts';
import { readBackupSettings } from '../device/storage.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { type ChosenKey, chooseKey } from '../keys/choose.ts';
import { knownKeys } from '../keys/known.ts';
import { openKeyRing } from '../keys/ring.ts';
import { chooseLocations } from '../locations/choose.ts';
import type { Location } from '../locations/types.ts';
import { openSettings } from '../settings/settings.ts';
import type { World } from '../world.ts';

/** What a job is given by whoever carries it out. */
export interface Setting {
  world: World;
  /** Lifeboat's own folder. */
  home: string;
  /** Of this program, for the archives that it writes. */
  version: string;
  /** The configuration directory; null: found, as far as one is needed at all. */
  config: string | null;
  /** The key that the user gave; null: the key ring and Home Assistant's own are asked. */
  secret: string | null;
}

/** Throws `not-found` where there is none. */
export async function installationOf({ world, home, config }: Setting): Promise<Installation> {
  const setting = (await openSettings(home)).get('installation');
  return findInstallation(world, { ...(config ? { config } : {}), ...(setting ? { setting } : {}) });
}

/** What is tried on an encrypted backup: the given key alone, else all that this device knows. */
export async function keysOf(setting: Setting): Promise<CandidateKey[]> {
  if (setting.secret !== null) return [{ secret: setting.secret, label: 'the given key' }];
  return knownKeys(setting.home, await orNull(installationOf(setting)));
}

/** What a new backup is encrypted with. */
export async function newKeyOf(
  { world, home, secret }: Setting,
  { config }: Pick<Installation, 'config'>,
): Promise<ChosenKey> {
  return chooseKey(world, {
    given: secret,
    ring: await openKeyRing(home),
    homeassistant: readBackupSettings(config).password,
  });
}

/** The locations of these names or directories. Throws `not-found`. */
export async function locationsOf(setting: Setting, named: readonly string[]): Promise<Location[]> {
  if (named.length === 0) return [];
  const { world, home } = setting;
  const known = (await openSettings(home)).get('locations');
  // To look for Home Assistant takes time: only for a name that can be nothing but its own place for backups.
  const isStrange = (word: string) => !word.includes('/') && !known.some(({ name }) => name === word);
  const installation = named.some(isStrange) ? await orNull(installationOf(setting)) : null;
  return chooseLocations({ world, home, named, known, own: installation?.backups ?? null });
}

/** Those of the copies that lie in a location that is set up; the others are opened by their path. */
export async function knownLocationsOf(
  setting: Setting,
  copies: readonly { name: string }[],
): Promise<Location[]> {
  const known = (await openSettings(setting.home)).get('locations');
  const names = copies.map(({ name }) => name).filter((name) => known.some((one) => one.name === name));
  return locationsOf(setting, names);
}

async function orNull<Value>(found: Promise<Value>): Promise<Value | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof LifeboatError && error.kind === 'not-found') return null;
    throw error;
  }
}
