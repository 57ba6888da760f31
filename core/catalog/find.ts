/** The backup that a user means by a word: an id, the beginning of one, `latest`, or the path of an archive. */
import path from 'node:path';
import { openArchive } from '../archive/open.ts';
import { openFileSource } from '../archive/source.ts';
import type { Problem, Source } from '../archive/types.ts';
import { LifeboatError } from '../errors.ts';
import type { Location } from '../locations/types.ts';
import { type Catalog, type CatalogEntry, type Copy, catalogEntry } from './catalog.ts';

/** Whether a word is meant as the path of an archive: then neither catalog nor installation is needed. */
export function isArchivePath(word: string): boolean {
  return word.includes('/') || word.endsWith('.tar');
}

/** The entry of an archive at a path, whether it lies in a location or not. Throws what opening it throws. */
export async function readArchiveFile(file: string): Promise<CatalogEntry> {
  const absolute = path.resolve(file);
  const source = await openFileSource(absolute);
  try {
    return catalogEntry(await openArchive(source), { name: path.dirname(absolute), path: absolute });
  } finally {
    await source.close();
  }
}

/** Finds a backup by `latest`, its id, or the beginning of its id where no other begins so. Throws `not-found`. */
export function findBackup({ backups, problems }: Catalog, word: string): CatalogEntry {
  if (word === 'latest') {
    // One that was cut while it was made is not what anybody means by the latest backup.
    const latest = backups.find(({ whole }) => whole) ?? backups[0];
    if (!latest) throw new LifeboatError('not-found', 'NO_BACKUPS', noneText(problems), noneYet(problems));
    return latest;
  }
  const exact = backups.filter(({ id }) => id === word);
  const matching = exact.length > 0 || word === '' ? exact : backups.filter(({ id }) => id.startsWith(word));
  const [match, ...others] = matching;
  if (!match) throw notFound(backups, problems, word);
  if (others.length > 0) throw ambiguous(matching, word);
  return match;
}

/** Opens the first copy that can be had; throws what the last one threw. */
export async function openBackup(
  entry: Pick<CatalogEntry, 'locations'>,
  locations: readonly Location[],
): Promise<Source> {
  return (await openCopy(entry, locations)).source;
}

/** The same, and which copy it is: two copies need not be the same bytes. */
export async function openCopy(
  entry: Pick<CatalogEntry, 'locations'>,
  locations: readonly Location[],
): Promise<{ source: Source; copy: Copy }> {
  let failure: unknown = null;
  for (const copy of entry.locations) {
    const location = locations.find(({ name }) => name === copy.name);
    try {
      return { source: await (location ? location.open(copy.path) : openFileSource(copy.path)), copy };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** What to say where no backup was found: a location that is away may have some. */
export function noneText(problems: readonly Problem[]): string {
  return unseen(problems).length > 0 ? 'No backup can be seen now.' : 'There is no backup yet.';
}

function noneYet(problems: readonly Problem[]) {
  const ways = ['Make one: lifeboat backup', 'Give the path of an archive.'];
  return { safe: 'Nothing was changed.', remedies: [...unseen(problems), ...ways] };
}

/** Why locations could not be looked into; what is wrong with a file in one is something else. */
function unseen(problems: readonly Problem[]): string[] {
  return problems.filter(({ path: at }) => !at.endsWith('.tar')).map(({ message }) => message);
}

function notFound(
  backups: readonly CatalogEntry[],
  problems: readonly Problem[],
  word: string,
): LifeboatError {
  if (backups.length === 0)
    return new LifeboatError(
      'not-found',
      'BACKUP_NOT_FOUND',
      `There is no backup ${word}, and no other one.`,
      noneYet(problems),
    );
  const newest = backups.slice(0, 3).map(({ id, name }) => `${id} (${name})`);
  return new LifeboatError('not-found', 'BACKUP_NOT_FOUND', `There is no backup ${word}.`, {
    safe: 'Nothing was changed.',
    remedies: [...unseen(problems), `The newest are ${newest.join(', ')}.`, 'See all: lifeboat list'],
  });
}

function ambiguous(matching: readonly CatalogEntry[], word: string): LifeboatError {
  return new LifeboatError('usage', 'BACKUP_AMBIGUOUS', `${word} may be one of ${matching.length} backups.`, {
    safe: 'Nothing was changed.',
    remedies: matching.slice(0, 5).map(({ id, locations }) => `Say ${id}, or ${locations[0]?.path}`),
  });
}
