/** Which locations a command works on. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import { directoryLocation } from './directory.ts';
import { openLocation, type Surroundings } from './open.ts';
import type { LocationSettings } from './settings.ts';
import type { Location } from './types.ts';

export interface LocationChoice extends Surroundings {
  /** Names of locations, or directories that are none (this once). */
  named: readonly string[];
  /** As set up. */
  known: readonly LocationSettings[];
  /** The installation's own backups directory; null where no installation is known. */
  own: string | null;
}

/** Those that are named, else those that are set up, else the installation's own. Throws `not-found` for a bad name. */
export function chooseLocations(choice: LocationChoice): Location[] {
  const { named, known, own } = choice;
  if (named.length > 0) return [...new Set(named)].map((word) => byWord(word, choice));
  if (known.length > 0) return known.map((settings) => openLocation(settings, choice));
  return own === null ? [] : [ownLocation(own, choice)];
}

/** The name of the installation's own backups directory, where nothing is set up. */
export const ownName = 'backups';

function ownLocation(directory: string, { world }: Surroundings): Location {
  return directoryLocation(ownName, directory, { world, mayBeMissing: true });
}

function byWord(word: string, choice: LocationChoice): Location {
  const { known, own, world } = choice;
  const settings = known.find(({ name }) => name === word);
  if (settings) return openLocation(settings, choice);
  if (own !== null && word === ownName) return ownLocation(own, choice);
  // A path is taken as one even where nothing is: then its drive is missing, which is another message.
  const directory = path.resolve(word);
  if (word.includes('/') || isInCurrentFolder(directory))
    return directoryLocation(directory, directory, { world });
  const names = known.map(({ name }) => name).join(', ');
  throw new LifeboatError('not-found', 'LOCATION_UNKNOWN', `There is no location ${word}.`, {
    safe: 'Nothing was changed.',
    remedies: [
      names ? `The locations are: ${names}.` : 'None is set up yet.',
      'Give a directory, for instance ./backups.',
    ],
  });
}

function isInCurrentFolder(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
