/** Deletes copies of backups, and knows what stays. */
import path from 'node:path';
import { answer, isNoAnswer } from '../device/answer.ts';
import { LifeboatError } from '../errors.ts';
import { directoryLocation } from '../locations/directory.ts';
import type { Location } from '../locations/types.ts';
import type { CatalogEntry, Copy } from './catalog.ts';

export interface Deletion {
  deleted: Copy[];
  /** A dead location keeps its copies; those of the others are deleted all the same. */
  failed: { copy: Copy; error: LifeboatError }[];
}

/** Deletes these files and no others, location by location. What could not be deleted is in the result, not thrown. */
export async function deleteCopies(
  copies: readonly Copy[],
  locations: readonly Location[],
  now: Date,
): Promise<Deletion> {
  const deletion: Deletion = { deleted: [], failed: [] };
  for (const [place, theirs] of Map.groupBy(copies, (copy) => placeOf(copy, locations)))
    await deleteAt(place, theirs, now, deletion);
  return deletion;
}

/** An archive that lies in no location: its directory is one for this once. */
function placeOf(copy: Copy, locations: readonly Location[]): Location | string {
  return locations.find(({ name }) => name === copy.name) ?? path.dirname(copy.path);
}

async function deleteAt(
  place: Location | string,
  copies: readonly Copy[],
  now: Date,
  { deleted, failed }: Deletion,
): Promise<void> {
  const location = typeof place === 'string' ? directoryLocation(place, place) : place;
  const { value: locked, error } = await attempt(() =>
    answer(location.lock('delete', now, { isOnlyToRemove: true }), location.path),
  );
  let dead = error;
  for (const copy of copies) {
    const failure =
      dead ?? (await attempt(async () => locked && answer(locked.remove(copy.path), copy.path))).error;
    if (failure) failed.push({ copy, error: failure });
    else deleted.push(copy);
    if (isNoAnswer(failure)) dead = failure;
  }
  locked?.release();
}

/** What a step gives, or the error that the user is told of. */
async function attempt<Value>(
  step: () => Promise<Value>,
): Promise<{ value: Value; error: null } | { value: null; error: LifeboatError }> {
  try {
    return { value: await step(), error: null };
  } catch (error) {
    if (error instanceof LifeboatError) return { value: null, error };
    throw error;
  }
}

/** The backups that have a copy left when these are gone. */
export function backupsLeft(backups: readonly CatalogEntry[], gone: readonly Copy[]): CatalogEntry[] {
  const paths = Map.groupBy(gone, (copy) => copy.path);
  // A file that was named by its path has its directory for the name of its location.
  const isGone = (copy: Copy) =>
    paths.get(copy.path)?.some(({ name }) => name === copy.name || name === path.dirname(copy.path)) ?? false;
  return backups.filter(({ locations }) => locations.some((copy) => !isGone(copy)));
}
