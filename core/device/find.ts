/** Finds the Home Assistant of this device: its configuration, its parts, and how it is run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError, systemCode } from '../errors.ts';
import { readIfAny } from '../read-if-any.ts';
import type { World } from '../world.ts';
import { onPlace } from './alive.ts';
import { openConfiguration } from './configuration.ts';
import { listContainers } from './docker.ts';
import { findControl } from './find-control.ts';
import {
  givenPlace,
  isConfiguration,
  isDirectory,
  isNew,
  otherPlaces,
  type Place,
  realPlace,
  signs,
  supervisorPlaces,
} from './places.ts';
import { historyIn, readRecorderSettings } from './recorder.ts';
import { ownTimeZone } from './time-zone.ts';
import type { Installation, Part, Recorder } from './types.ts';

export interface FindOptions {
  /** The directory that the user names. It comes before `LIFEBOAT_INSTALLATION`. */
  config?: string | null;
  /** The directory from the settings. It comes after. */
  setting?: string | null;
  /** For a restore on the first boot: an empty directory that is named is taken, too. */
  mayBeNew?: boolean;
}

/**
 * Throws LifeboatError: `NO_INSTALLATION` (not-found) where there is none, `INSTALLATION_UNREADABLE` (failed) where there
 * is one that this user may not read. What is found is described as far as it can be; the rest stands in `notes`.
 */
export async function findInstallation(world: World, options: FindOptions = {}): Promise<Installation> {
  const given = givenDirectory(world, options);
  const notes: string[] = [];
  const place = given
    ? await namedPlace(world, given, options.mayBeNew === true)
    : await firstPlace(world, notes);
  const config = realPlace(place.config) ?? place.config;
  const surroundings = { config, env: world.env, mounts: place.mounts };
  const tree = await openConfiguration(surroundings);
  const { recorder, problems } = await readRecorderSettings(surroundings, tree);
  notes.push(...recorderNotes(recorder), ...problems, ...placeNotes(place));
  const history = await historyPart(world, config, recorder, notes);
  return {
    kind: place.kind,
    config,
    version: readVersion(config),
    timeZone: ownTimeZone(config, tree),
    parts: [
      { id: 'homeassistant', path: config },
      ...(history === null || history === 'away' ? [] : [history]),
      ...foldersBeside(place, config, notes),
    ],
    recorder,
    ...(history === 'away' ? { isHistoryAway: true } : {}),
    mounts: place.mounts,
    control: await findControl(world, { ...place, config }),
    backups: realPlace(place.backups) ?? place.backups,
    notes: [...new Set(notes)],
  };
}

/**
 * The configuration directory alone, without asking any other program: a glance. Null where there is none, or where only
 * docker knows of it.
 */
export function glanceConfiguration(world: World, options: FindOptions = {}): string | null {
  const given = givenDirectory(world, options);
  const folders =
    given === null
      ? [...supervisorPlaces(world), ...otherPlaces(world, [])].map(({ config }) => config)
      : configurationsOf(given);
  return folders.find(isReadable) ?? null;
}

function isReadable(folder: string): boolean {
  try {
    return isConfiguration(folder);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return false;
  }
}

function givenDirectory(world: World, { config, setting }: FindOptions): string | null {
  const given = config || world.env.LIFEBOAT_INSTALLATION || setting;
  return given ? path.resolve(given) : null;
}

/** A directory that has the configuration in its `homeassistant` stands for that one: the Supervisor's data, a demo. */
function configurationsOf(named: string): string[] {
  return [named, path.join(named, 'homeassistant')];
}

/** As `.HA_VERSION` tells, which Home Assistant writes at its start. */
function readVersion(config: string): string | null {
  return readIfAny(path.join(config, '.HA_VERSION'))?.trim() || null;
}

/** docker is asked only where the Supervisor is not: programs take their time on a small device. */
async function firstPlace(world: World, notes: string[]): Promise<Place> {
  const supervisor = supervisorPlaces(world);
  const isSupervised = supervisor.some(({ config }) => isDirectory(config));
  const containers = isSupervised ? [] : await listContainers(world);
  return firstOf([...supervisor, ...otherPlaces(world, containers)], notes);
}

function firstOf(usual: readonly Place[], notes: string[]): Place {
  const found = new Map<string, Place>();
  const unreadable: LifeboatError[] = [];
  for (const place of usual) {
    const real = realPlace(place.config);
    if (real === null || found.has(real)) continue;
    try {
      if (hasConfiguration(place.config)) found.set(real, place);
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      unreadable.push(error);
    }
  }
  const [first, ...others] = found.values();
  if (!first) throw unreadable[0] ?? noInstallation('No Home Assistant was found on this device.', usual);
  notes.push(...unreadable.map(({ message }) => message));
  for (const { config } of others) {
    notes.push(`There is another Home Assistant in ${config}. Name the one you mean with --installation.`);
  }
  return first;
}

async function namedPlace(world: World, named: string, mayBeNew: boolean): Promise<Place> {
  const found = configurationsOf(named).find(hasConfiguration);
  const config = found ?? (mayBeNew && isNew(named) ? named : undefined);
  if (config === undefined) throw noInstallation(`${named} is no Home Assistant configuration.`);
  const real = realPlace(config);
  const isNamed = (place: Place) => realPlace(place.config) === real;
  const supervised = supervisorPlaces(world).find(isNamed);
  if (supervised) return supervised;
  const other = otherPlaces(world, await listContainers(world)).find(isNamed);
  return other ?? givenPlace(config);
}

function hasConfiguration(folder: string): boolean {
  try {
    return isConfiguration(folder);
  } catch (error) {
    const code = systemCode(error);
    if (code === '') throw error;
    throw new LifeboatError('failed', 'INSTALLATION_UNREADABLE', `${folder} cannot be read (${code}).`, {
      safe: 'Nothing was changed.',
      remedies: ['Run it as the user whose files these are, or with sudo.'],
      cause: error,
    });
  }
}

function noInstallation(what: string, usual: readonly Place[] = []): LifeboatError {
  const places = [...new Set(usual.map(({ config }) => config))];
  const looked = `Looked for ${signs.join(', ')}${places.length > 0 ? ` in ${places.join(', ')}` : ''}.`;
  return new LifeboatError('not-found', 'NO_INSTALLATION', `${what} ${looked}`, {
    safe: 'Nothing was changed.',
    remedies: ['Name the configuration directory with --installation DIR or LIFEBOAT_INSTALLATION.'],
  });
}

/** It may be on a server's drive that is mounted in the configuration, and does not answer. */
async function historyPart(
  world: World,
  config: string,
  recorder: Recorder,
  notes: string[],
): Promise<Part | 'away' | null> {
  const history = historyIn({ config, recorder });
  if (history === null) return null;
  const { file } = history;
  try {
    const isThere = await onPlace(world, path.dirname(file), file, () => existsSync(file));
    return isThere ? { id: 'database', path: file } : null;
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    notes.push(error.message);
    return 'away';
  }
}

function foldersBeside(place: Place, config: string, notes: string[]): Part[] {
  const parts = new Map<string, Part>();
  for (const { id, path: folder } of place.folders) {
    const real = isDirectory(folder) ? realPlace(folder) : null;
    // A folder inside the configuration is backed up with it.
    if (real === null || contains(config, real)) continue;
    if (contains(real, config)) {
      notes.push(`${folder} contains the configuration itself and is left out.`);
    } else if (parts.has(id)) {
      notes.push(
        `${folder} is no longer in use: ${parts.get(id)?.path} has taken its place. It is left out.`,
      );
    } else {
      parts.set(id, { id, path: real });
    }
  }
  return [...parts.values()];
}

function contains(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative !== '..' && !relative.startsWith('../');
}

function recorderNotes(recorder: Recorder): string[] {
  if (recorder.engine === 'server') {
    return [`The history is kept in ${recorder.url} and is not part of a backup of the configuration.`];
  }
  if (recorder.engine === 'sqlite' && recorder.inConfig === null) {
    return [
      `The history is kept in ${recorder.file}, outside the configuration, and is not part of its backup.`,
    ];
  }
  return recorder.engine === 'unknown' ? [recorder.reason] : [];
}

function placeNotes(place: Place): string[] {
  if (place.kind === 'app' || place.kind === 'os' || place.kind === 'supervised') {
    return ['The data of apps is reached through the Supervisor only.'];
  }
  return [];
}
