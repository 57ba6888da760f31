/** Which locations a command works on. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { LifeboatError } from '../errors.ts';
import type { LocationSettings } from '../settings/settings.ts';
import { directoryLocation } from './directory.ts';
import type { Location } from './types.ts';

export interface LocationChoice {
  /** Names of locations, or directories that are none (this once). */
  named: readonly string[];
  /** As set up. */
  known: readonly LocationSettings[];
  /** The installation's own backups directory; null where no installation is known. */
  own: string | null;
}

/** Those that are named, else those that are set up, else the installation's own. Throws `not-found` for a bad name. */
export function chooseLocations({ named, known, own }: LocationChoice): Location[] {
  if (named.length > 0) return [...new Set(named)].map((word) => byWord(word, known, own));
  if (known.length > 0) return known.map((location) => directoryLocation(location.name, location.path));
  return own === null ? [] : [ownLocation(own)];
}

/** The name of the installation's own backups directory, where nothing is set up. */
const ownName = 'backups';

function ownLocation(directory: string): Location {
  return directoryLocation(ownName, directory, { mayBeMissing: true });
}

function byWord(word: string, known: readonly LocationSettings[], own: string | null): Location {
  const location = known.find(({ name }) => name === word);
  if (location) return directoryLocation(location.name, location.path);
  const directory = path.resolve(word);
  if (own !== null && word === ownName) return ownLocation(own);
  // A path is taken as one even where nothing is: then its drive is missing, which is another message.
  if (word.includes('/') || statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    return directoryLocation(directory, directory);
  const names = known.map(({ name }) => name).join(', ');
  throw new LifeboatError('not-found', 'LOCATION_UNKNOWN', `There is no location ${word}.`, {
    safe: 'Nothing was changed.',
    remedies: [
      names ? `The locations are: ${names}.` : 'None is set up yet.',
      'Give a directory, for instance ./backups.',
    ],
  });
}
