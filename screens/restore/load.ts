/** Where a restore gets its facts from: the only place where this screen meets core, besides the files' own. */
import { hostname } from 'node:os';
import type { CandidateKey } from '../../core/archive/types.ts';
import { type CatalogEntry, type Copy, readCatalog } from '../../core/catalog/catalog.ts';
import { findBackup, isArchivePath, openBackup, readArchiveFile } from '../../core/catalog/find.ts';
import { isRunning } from '../../core/device/run-state.ts';
import type { Installation } from '../../core/device/types.ts';
import { LifeboatError, systemCode } from '../../core/errors.ts';
import type { Report } from '../../core/events.ts';
import type { Job } from '../../core/jobs/types.ts';
import { knownKeys } from '../../core/keys/known.ts';
import { planRestore } from '../../core/restore/plan.ts';
import type { FileChange, RestorePlan } from '../../core/restore/types.ts';
import { type KeptRestore, lastRestore } from '../../core/restore/undo.ts';
import { typedPath } from '../../core/typed-path.ts';
import type { World } from '../../core/world.ts';
import type { ScreenContext } from '../context.ts';
import { knownLocations, type OpenedBackup } from '../files/open-backup.ts';
import { filesText } from '../files/text.ts';
import type { Choice } from './model.ts';

export interface Choices {
  /** Newest first. */
  backups: CatalogEntry[];
  /** How many were looked into. */
  locations: number;
  /** Places that did not answer, files that are none. */
  problems: number;
  /** The last restore, as long as it can be taken back. */
  last: KeptRestore | null;
}

export async function loadChoices(context: ScreenContext): Promise<Choices> {
  const locations = await knownLocations(context);
  const { backups, problems } = await readCatalog(locations);
  return {
    backups,
    locations: locations.length,
    problems: new Set(problems.map(({ path: place }) => place)).size,
    last: lastOf(context),
  };
}

/** What cannot be looked up, because of its owner or because a newer Lifeboat wrote it, is not offered either. */
function lastOf({ world, installation }: ScreenContext): KeptRestore | null {
  if (installation === null) return null;
  try {
    return lastRestore(world, installation);
  } catch (error) {
    if (error instanceof LifeboatError || ['EACCES', 'EPERM'].includes(systemCode(error))) return null;
    throw error;
  }
}

/** A backup by its id, or an archive by its path. Throws LifeboatError. */
export async function findEntry(context: ScreenContext, word: string): Promise<CatalogEntry> {
  if (isArchivePath(word)) return await readArchiveFile(word);
  return findBackup(await readCatalog(await knownLocations(context)), word);
}

/** An archive by its path as somebody types it, even where that is a bare name. Throws LifeboatError. */
export async function findFile({ world }: ScreenContext, typed: string): Promise<CatalogEntry> {
  return await readArchiveFile(typedPath(world, typed));
}

/** Home Assistant while its files change places. blocked: it runs, and nobody here can stop it; why, as a sentence. */
export type Interruption =
  | { state: 'none' }
  | { state: 'stopped' }
  | { state: 'restarts' }
  | { state: 'blocked'; reason: string };

export interface Review {
  /** The device's name: what is typed where all of Home Assistant is replaced. */
  host: string;
  plan: RestorePlan;
  /** Every file that changes, or the first of very many. */
  changes: FileChange[];
  interruption: Interruption;
}

/** More are counted, but not listed. */
const mostListed = 20_000;

/** Reads all that was chosen, and changes nothing. Throws what planning throws. */
export async function loadReview(
  context: ScreenContext,
  opened: OpenedBackup,
  { choice, to }: { choice: Choice; to: string | null },
  run: { signal: AbortSignal; report: Report },
): Promise<Review> {
  const { world, installation } = context;
  const changes: FileChange[] = [];
  const plan = await planRestore(world, {
    archive: opened.archive,
    keys: (await keysFor(context, opened)).keys,
    ...choice,
    ...(to === null ? {} : { to }),
    ...(installation ? { installation } : {}),
    measure: true,
    onChange: (change) => changes.length < mostListed && changes.push(change),
    ...run,
  });
  const isHere = plan.kind === 'in-place' && installation !== null;
  return {
    host: hostname(),
    plan,
    changes,
    interruption: isHere ? await interruptionOf(world, installation) : { state: 'none' },
  };
}

/** What a job will try: a key that was typed and not kept goes alone, as with every command. */
async function keysFor(
  { home, installation }: ScreenContext,
  { typed }: OpenedBackup,
): Promise<{ keys: CandidateKey[]; secret: string | null }> {
  const known = await knownKeys(home, installation);
  if (typed === null || known.some(({ secret }) => secret === typed)) return { keys: known, secret: null };
  return { keys: [{ secret: typed, label: filesText.key.typed }], secret: typed };
}

async function interruptionOf(world: World, installation: Installation): Promise<Interruption> {
  if (!(await isRunning(world, installation))) return { state: 'stopped' };
  const { control } = installation;
  return control.how === 'none' ? { state: 'blocked', reason: control.reason } : { state: 'restarts' };
}

/** Hands the plan to a job of its own. Throws `busy`. */
export async function startRestore(
  context: ScreenContext,
  plan: RestorePlan,
  entry: CatalogEntry,
  opened: OpenedBackup,
): Promise<Job> {
  const from = await copyThatOpens(context, entry);
  const { secret } = await keysFor(context, opened);
  return await context.jobs.start({ kind: 'restore', plan, from }, secret);
}

/** Of several copies the first that can be had: a job reads one. */
async function copyThatOpens(context: ScreenContext, { locations }: CatalogEntry): Promise<Copy> {
  const known = await knownLocations(context);
  let failure: unknown;
  for (const copy of locations) {
    try {
      await (await openBackup({ locations: [copy] }, known)).close();
      return copy;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
