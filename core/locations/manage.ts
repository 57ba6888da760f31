/** Setting locations up, changing and forgetting them: settings and password together. The backups there stay. */
import { LifeboatError } from '../errors.ts';
import { renameOwed } from '../schedule/rename.ts';
import type { SettingsStore } from '../settings/types.ts';
import { checkLocation } from './check.ts';
import { ownName } from './choose.ts';
import { makeLikeParent } from './directory.ts';
import { listDrives } from './drives.ts';
import { mountPointOf } from './ground.ts';
import type { Surroundings } from './open.ts';
import {
  forgetOldTrials,
  forgetPassword,
  hasPassword,
  passwordFile,
  renamePassword,
  savePassword,
  trialName,
} from './passwords.ts';
import type { LocationSettings, UsbSettings } from './settings.ts';
import { type TestSurroundings, testLocation } from './staged-test.ts';
import type { Stage } from './stages.ts';

export interface Draft {
  settings: LocationSettings;
  /** Of the user of a share; null: the one that is known, if any. */
  password: string | null;
  /** The name of the location that it changes; null: it is a new one. */
  replaces: string | null;
}

/** Tests what is not saved yet. The password lies in a file of its own for as long as that takes. */
export async function* testDraft(draft: Draft, around: TestSurroundings): AsyncGenerator<Stage, void> {
  const { settings, password, replaces } = draft;
  if (settings.kind !== 'smb' || settings.user === null) return yield* testLocation(settings, around);
  const known = passwordFile(around.home, replaces ?? settings.name);
  if (password === null) return yield* testLocation(settings, { ...around, credentials: known });
  const name = trialName();
  const forget = () => forgetPassword(around.home, name);
  forgetOldTrials(around.home);
  savePassword(around.home, name, settings.user, password);
  process.once('exit', forget);
  try {
    const trial: TestSurroundings = { ...around, credentials: passwordFile(around.home, name) };
    yield* testLocation(settings, trial);
  } finally {
    process.off('exit', forget);
    forget();
  }
}

/**
 * Throws `usage` for what cannot be a location, or has no password where one is needed; `busy` for a new name while the
 * schedule runs.
 */
export async function saveLocation(
  store: SettingsStore,
  { home, world }: Pick<TestSurroundings, 'home' | 'world'>,
  draft: Draft,
): Promise<void> {
  const { password, replaces } = draft;
  const settings = withMount(draft.settings, { home, world });
  const { name } = settings;
  const known = store.get('locations');
  const old = known.find((one) => one.name === replaces) ?? null;
  const others = known.filter((one) => one !== old);
  checkLocation(settings, others);
  const user = settings.kind === 'smb' ? settings.user : null;
  if (user !== null && password === null && !hasPassword(home, replaces ?? name)) throw noPassword(user);
  if (replaces !== null && replaces !== name) {
    await renameOwed(home, replaces, name, world.now());
    renamePassword(home, replaces, name);
  }
  if (user === null) forgetPassword(home, name);
  else if (password !== null) savePassword(home, name, user, password);
  await store.set(
    'locations',
    old ? known.map((one) => (one === old ? settings : one)) : [...known, settings],
  );
  if (replaces !== null && replaces !== name) await renameInPlans(store, replaces, name);
}

/** Remembers where the drive or share of a new directory is mounted. What carries Lifeboat's own folder is always there. */
function withMount(
  settings: LocationSettings,
  { home, world }: Pick<TestSurroundings, 'home' | 'world'>,
): LocationSettings {
  if (settings.kind !== 'directory' || settings.mount !== undefined) return settings;
  const mount = mountPointOf(world, settings.path);
  return mount === null || mount === mountPointOf(world, home) ? settings : { ...settings, mount };
}

/** What was forgotten. Throws `not-found`; `usage` where a plan of the schedule keeps its backups there alone. */
export async function forgetLocation(
  store: SettingsStore,
  home: string,
  name: string,
): Promise<LocationSettings> {
  const location = findLocation(store.get('locations'), name);
  const plans = store.get('plans');
  const bound = plans.find(({ locations }) => locations.length === 1 && locations[0] === name);
  if (bound) throw neededByPlan(name, bound.name);
  if (plans.some(({ locations }) => locations.includes(name)))
    await store.set(
      'plans',
      plans.map((plan) => ({ ...plan, locations: plan.locations.filter((one) => one !== name) })),
    );
  await store.set(
    'locations',
    store.get('locations').filter((one) => one.name !== name),
  );
  forgetPassword(home, name);
  return location;
}

/** Throws `not-found`. */
export function findLocation(known: readonly LocationSettings[], name: string): LocationSettings {
  const location = known.find((one) => one.name === name);
  if (location) return location;
  throw new LifeboatError('not-found', 'LOCATION_UNKNOWN', `There is no location ${name}.`, {
    safe: 'Nothing was changed.',
    remedies: [`The locations are: ${known.map((one) => one.name).join(', ') || 'none'}.`],
  });
}

/** The drive that a user means by its label, UUID or device. Throws `not-found`; `usage` where several have that label. */
export async function chooseDrive(
  world: Surroundings['world'],
  word: string,
): Promise<Pick<UsbSettings, 'uuid' | 'label'>> {
  const drives = await listDrives(world);
  const matching = drives.filter(
    ({ uuid, label, path }) => path === word || label === word || uuid.toLowerCase() === word.toLowerCase(),
  );
  const [drive, ...others] = matching;
  const offered = drives.map(({ path, label, uuid }) => `${path}${label ? ` (${label})` : ''}, UUID ${uuid}`);
  const details = {
    safe: 'Nothing was changed.',
    remedies:
      offered.length > 0
        ? offered.map((one) => `There is ${one}.`)
        : ['Plug one in, with a file system on it.'],
  };
  if (!drive)
    throw new LifeboatError('not-found', 'DRIVE_UNKNOWN', `No drive ${word} is plugged in.`, details);
  if (others.length > 0)
    throw new LifeboatError('usage', 'DRIVE_AMBIGUOUS', `Several drives are called ${word}.`, {
      ...details,
      remedies: matching.map(({ path, uuid }) => `Name one by its UUID: usb:${uuid} is ${path} now.`),
    });
  return { uuid: drive.uuid, label: drive.label };
}

async function renameInPlans(store: SettingsStore, from: string, to: string): Promise<void> {
  const plans = store.get('plans');
  if (!plans.some(({ locations }) => locations.includes(from))) return;
  const renamed = (locations: string[]) => locations.map((one) => (one === from ? to : one));
  await store.set(
    'plans',
    plans.map((plan) => ({ ...plan, locations: renamed(plan.locations) })),
  );
}

function noPassword(user: string): LifeboatError {
  return new LifeboatError('usage', 'PASSWORD_NEEDED', `The password of ${user} is not known.`, {
    safe: 'Nothing was changed.',
    remedies: [
      'Give it with --password-file FILE, or - for standard input.',
      'Leave the user out to come as a guest.',
    ],
  });
}

function neededByPlan(name: string, plan: string): LifeboatError {
  const message = `The plan "${plan}" of the schedule keeps its backups only at "${name}".`;
  return new LifeboatError('usage', 'LOCATION_NEEDED', message, {
    safe: 'Nothing was changed.',
    remedies: ['Give that plan another location first: lifeboat schedule'],
  });
}

/** Home Assistant's own directory stays a location beside the first one that is set up; made where it is not there. */
export async function keepOwnDirectory(store: SettingsStore, directory: string): Promise<void> {
  if (store.get('locations').length > 0) return;
  await makeLikeParent(directory);
  await store.set('locations', [ownSettings(directory)]);
}

/** Home Assistant's own directory as a location that is set up. */
export function ownSettings(directory: string): LocationSettings {
  return { name: ownName, kind: 'directory', path: directory };
}
