/** Where the list of backups comes from: the only place where this screen meets core, besides the files' own. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Catalog, type CatalogEntry, type Copy, readCatalog } from '../../core/catalog/catalog.ts';
import { type Deletion, deleteCopies } from '../../core/catalog/delete.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import type { Location } from '../../core/locations/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';
import { knownLocations, openForReading } from '../files/open-backup.ts';
import { type BackupsModel, checksOf } from './model.ts';

/** Reads all locations; `report` is told what is known so far, as they answer. */
export async function loadBackups(
  context: ScreenContext,
  report: (model: BackupsModel) => void,
): Promise<BackupsModel> {
  const [locations, settings, jobs] = await Promise.all([
    knownLocations(context),
    openSettings(context.home),
    context.jobs.list(),
  ]);
  const base = {
    places: locations.map(({ name }) => name),
    pinned: new Set(settings.get('pinned')),
    checks: checksOf(jobs),
    timeZone: timeZoneOf(context.installation),
  };
  const model = (catalog: Catalog, waiting: readonly string[]): BackupsModel => {
    const isDead = ({ path }: Location) => catalog.problems.some((problem) => problem.path === path);
    return { ...base, catalog, waiting, dead: locations.filter(isDead).map(({ name }) => name) };
  };
  return model(await readCatalog(locations, (known, waiting) => report(model(known, waiting))), []);
}

/** Milliseconds that a selection rests before its archive is opened: whoever scrolls by wants none of them. */
const rest = 300;

/** The labels of the keys that open it; null: it is encrypted, and none does. Throws what opening throws. */
export async function keyLabels(
  context: ScreenContext,
  entry: CatalogEntry,
  signal: AbortSignal,
): Promise<string[] | null> {
  if (!entry.encrypted) return [];
  await pause(rest, undefined, { signal });
  const own = new AbortController();
  try {
    const { fitting, locked } = await openForReading(context, entry, null, own.signal);
    return locked.length > 0 ? null : fitting.map(({ label }) => label);
  } finally {
    own.abort();
  }
}

export async function removeCopies(context: ScreenContext, copies: readonly Copy[]): Promise<Deletion> {
  return await deleteCopies(copies, await knownLocations(context), context.world.now());
}
