/** What a run could not bring to a location, a later one brings: as a copy from a location that has it. */
import { openArchive } from '../archive/open.ts';
import { isEncrypted } from '../archive/summary.ts';
import { type CatalogEntry, type Copy, readCatalog } from '../catalog/catalog.ts';
import { openBackup } from '../catalog/find.ts';
import { answer } from '../device/answer.ts';
import { LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { conductHere } from '../jobs/conduct.ts';
import type { Means } from '../jobs/means.ts';
import type { JobResults } from '../jobs/types.ts';
import type { Location, LocationUsage } from '../locations/types.ts';
import { keepingLocation, retentionFacts } from '../retention/facts.ts';
import { planRetention } from '../retention/plan.ts';
import { openSettings } from '../settings/settings.ts';
import type { Owed } from './records.ts';
import type { SchedulePlan } from './types.ts';

/** Milliseconds after which no further copy is begun: what is due next must not wait for hours. */
const longest = 3_600_000;

/**
 * Copies what is owed, in this order, to the locations that can be reached. Nothing for a location that would remove it
 * again at its next run. What is owed still.
 */
export async function catchUp(
  means: Means,
  plan: SchedulePlan,
  locations: readonly Location[],
  owed: readonly Owed[],
  run: Run,
): Promise<Owed[]> {
  const { world } = means;
  const lacking = locations.filter(({ name }) => owed.some(({ location }) => location === name));
  // A drive that is away for weeks wakes no other one.
  if (!(await isAnyThere(lacking)))
    return owed.filter(({ location }) => lacking.some(({ name }) => name === location));
  const { backups, problems } = await readCatalog(locations);
  const begun = world.monotonic();
  const left: Owed[] = [];
  for (const one of owed) {
    const to = locations.find(({ name }) => name === one.location);
    const backup = backups.find(({ id, whole }) => id === one.backup && whole);
    // A location that is away may have it.
    if (!to || (!backup && problems.length === 0)) continue;
    if (backup?.locations.some(({ name }) => name === to.name)) continue;
    if (!backup || world.monotonic() - begun > longest || !(await takes(to, backup))) left.push(one);
    else if (await isKeptAt(means, plan, to, backups, backup)) {
      const isCopied = await copyIfPossible(means, to, backup, locations, run);
      if (!isCopied) left.push(one);
    }
  }
  return left;
}

async function isAnyThere(locations: readonly Location[]): Promise<boolean> {
  const usages = await Promise.all(locations.map(usageIfThere));
  return usages.some((usage) => usage !== null);
}

/** Before a job is made of it: nobody wants a failed copy in the list for every night on which a drive is away or full. */
async function takes(to: Location, { size }: CatalogEntry): Promise<boolean> {
  const usage = await usageIfThere(to);
  return usage !== null && size <= (usage.free ?? size) && size <= (usage.maxFileSize ?? size);
}

/** Null where it cannot be reached. */
async function usageIfThere(location: Location): Promise<LocationUsage | null> {
  try {
    return await answer(location.usage(), location.path);
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    return null;
  }
}

async function isKeptAt(
  { world, home, installation }: Means,
  plan: SchedulePlan,
  { name }: Location,
  backups: readonly CatalogEntry[],
  backup: CatalogEntry,
): Promise<boolean> {
  const settings = await openSettings(home);
  const copied = { ...backup, locations: [...backup.locations, { name, path: '' }] };
  const then = backups.map((one) => (one === backup ? copied : one));
  const facts = await retentionFacts({ world, settings, installation: await installation() }, then);
  const verdicts = planRetention(facts, keepingLocation(settings, name), plan.name);
  return verdicts.some((verdict) => verdict.backup === copied && verdict.stays);
}

async function copyIfPossible(
  means: Means,
  to: Location,
  backup: CatalogEntry,
  locations: readonly Location[],
  run: Run,
): Promise<boolean> {
  try {
    await copyTo(means, to, backup, locations, run);
    const message = `${to.name} lacked the backup ${backup.id} and has it now.`;
    run.report({ type: 'note', code: 'CAUGHT_UP', message });
    return true;
  } catch (error) {
    if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
    run.report({ type: 'note', code: error.code, message: error.message, location: to.name });
    return false;
  }
}

/**
 * Copies a backup in the form that the location is meant to have: one that should be encrypted never gets an open copy, nor
 * the other way round. From a copy that has this form already, where there is one; where one cannot be read, from the next.
 * Throws what copying from the last one throws.
 */
export async function copyTo(
  means: Means,
  to: Location,
  { id, locations: copies }: Pick<CatalogEntry, 'id' | 'locations'>,
  all: readonly Location[],
  run: Run,
): Promise<JobResults['copy']> {
  const isWished = to.encrypt !== false;
  let failure: unknown = new Error(`no copy of ${id}`);
  for (const from of await bestFirst(copies, isWished, all)) {
    try {
      return await conductHere(means, { kind: 'copy', id, from, to: to.name, isEncrypted: isWished }, run);
    } catch (error) {
      if (!(error instanceof LifeboatError) || isOfTarget(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Another copy would not go there either. */
function isOfTarget({ kind, code }: LifeboatError): boolean {
  return ['cancelled', 'busy', 'no-space'].includes(kind) || code === 'COPY_DIFFERS';
}

/** Those of the wished form, then the others; those that cannot be opened last, with their own words. */
async function bestFirst(
  copies: readonly Copy[],
  isEncrypted: boolean,
  all: readonly Location[],
): Promise<Copy[]> {
  const ranked = [];
  for (const copy of copies) ranked.push({ copy, rank: await rankOf(copy, isEncrypted, all) });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ copy }) => copy);
}

async function rankOf(copy: Copy, isWished: boolean, all: readonly Location[]): Promise<number> {
  try {
    return (await isCopyEncrypted(copy, all)) === isWished ? 0 : 1;
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    return 2;
  }
}

async function isCopyEncrypted(copy: Copy, all: readonly Location[]): Promise<boolean> {
  const source = await openBackup({ locations: [copy] }, all);
  try {
    return isEncrypted(await openArchive(source));
  } finally {
    await source.close();
  }
}
