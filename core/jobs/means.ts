/** What a job works with on this device; each is looked up when the job first needs it. */
import type { CandidateKey } from '../archive/types.ts';
import { type FindOptions, findInstallation } from '../device/find.ts';
import { readBackupKey } from '../device/storage.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { type ChosenKey, chooseKey } from '../keys/choose.ts';
import { knownKeys } from '../keys/known.ts';
import { openKeyRing } from '../keys/ring.ts';
import { chooseLocations } from '../locations/choose.ts';
import type { Location } from '../locations/types.ts';
import { openSettings } from '../settings/settings.ts';
import type { World } from '../world.ts';

export interface Means {
  world: World;
  /** Lifeboat's own folder. */
  home: string;
  /** Of this program, for the archives that it writes. */
  version: string;
  /**
   * The key that the user gave; null: the key ring and Home Assistant's own are asked. Called only where something is
   * encrypted: not even a key file that does not exist is missed otherwise.
   */
  secret: () => Promise<string | null>;
  /** Throws `not-found` where there is none. Looks once. */
  installation: () => Promise<Installation>;
}

/** Finds the installation: the one with this configuration directory, else the one of the settings. */
export function installationFinder(
  world: World,
  home: string,
  config: string | null,
  options: Pick<FindOptions, 'mayBeNew'> = {},
): () => Promise<Installation> {
  let found: Promise<Installation> | null = null;
  const find = async () => {
    const setting = (await openSettings(home)).get('installation');
    return findInstallation(world, { ...options, config, setting });
  };
  return () => {
    found ??= find();
    return found;
  };
}

/** Null where there is none, for what can do without. */
export async function installationIfAny({
  installation,
}: Pick<Means, 'installation'>): Promise<Installation | null> {
  try {
    return await installation();
  } catch (error) {
    if (error instanceof LifeboatError && error.kind === 'not-found') return null;
    throw error;
  }
}

/** What is tried on an encrypted backup: the given key alone, else all that this device knows. */
export async function keysOf(means: Means): Promise<CandidateKey[]> {
  const secret = await means.secret();
  if (secret !== null) return [{ secret, label: 'the given key' }];
  return knownKeys(means.home, await installationIfAny(means));
}

/** What a new backup is encrypted with. */
export async function newKeyOf(
  { world, home, secret }: Means,
  { config }: Pick<Installation, 'config'>,
): Promise<ChosenKey> {
  return chooseKey(world, {
    given: await secret(),
    ring: await openKeyRing(home),
    homeassistant: readBackupKey(config),
  });
}

/** The locations of these names or directories; without any, all that are set up. Throws `not-found`. */
export async function locationsOf(
  means: Omit<Means, 'secret' | 'version'>,
  named: readonly string[],
): Promise<Location[]> {
  const { world, home } = means;
  const known = (await openSettings(home)).get('locations');
  // To look for Home Assistant takes time: not for a directory, nor for a name that is known.
  const isStrange = (word: string) => !word.includes('/') && !known.some(({ name }) => name === word);
  const isOwnNeeded = named.length === 0 && known.length === 0;
  const installation = isOwnNeeded
    ? await means.installation()
    : named.some(isStrange)
      ? await installationIfAny(means)
      : null;
  return chooseLocations({ world, home, named, known, own: installation?.backups ?? null });
}

/** Those of the copies that lie in a location that is set up; the others are opened by their path. */
export async function knownLocationsOf(
  means: Means,
  copies: readonly { name: string }[],
): Promise<Location[]> {
  const known = (await openSettings(means.home)).get('locations');
  const names = copies.map(({ name }) => name).filter((name) => known.some((one) => one.name === name));
  return names.length === 0 ? [] : locationsOf(means, names);
}
