/** Carries a backup plan out: one pass over the files into all locations, read back and verified, then published. */
import { openArchive } from '../archive/open.ts';
import { type Summary, summarize } from '../archive/summary.ts';
import { verifyArchive } from '../archive/verify.ts';
import { removeCopies } from '../device/sqlite.ts';
import { LifeboatError } from '../errors.ts';
import { suggestedName } from '../locations/file-name.ts';
import type { Location, LockedLocation } from '../locations/types.ts';
import type { World } from '../world.ts';
import { attempt, requireAny } from './fan-out.ts';
import type { BackupPlan, BackupResult, Missing } from './types.ts';
import { WalTooLarge, type WriteBranch, type WriteRun, writeArchive } from './write.ts';

export interface BackupRun extends WriteRun {
  /** Those of the plan. */
  locations: readonly Location[];
}

/** A location with its share of the work. */
interface Place extends WriteBranch {
  held: LockedLocation | null;
  summary: Summary | null;
  /** Where it was published. */
  path: string | null;
}

const nothingLeft = 'Nothing that looks like a backup was left there; earlier backups are untouched.';

/**
 * Throws the first location's error when no location got the backup, LifeboatError `cancelled` on the signal. A location
 * that fails leaves the others whole, and is named in the result.
 */
export async function createBackup(world: World, plan: BackupPlan, run: BackupRun): Promise<BackupResult> {
  removeCopies(run.scratch);
  const places = plan.locations.map((planned): Place => {
    return { name: planned.name, planned, held: null, sink: null, failure: null, summary: null, path: null };
  });
  try {
    await inEach(places, async (place) => {
      place.held = await locationOf(place, run).lock('backup', world.now());
    });
    const leftOut = await writeToAll(world, plan, run, places);
    await inEach(places, async (place) => {
      place.summary = await readBack(place, plan, run);
    });
    await inEach(places, async (place) => {
      place.path = (await place.sink?.finish(suggestedName(plan.name, plan.date))) ?? null;
    });
    return resultOf(plan, places, leftOut);
  } finally {
    for (const { sink } of places) await sink?.abort();
    for (const { held } of places) held?.release();
  }
}

/** One after another, but for those that have failed. Throws when none is left. */
async function inEach(places: readonly Place[], step: (place: Place) => Promise<void>): Promise<void> {
  for (const place of places) if (place.failure === null) await attempt(place, () => step(place));
  requireAny(places);
}

function locationOf({ planned }: Place, { locations }: BackupRun): Location {
  const found = locations.find(({ name, path }) => name === planned.name && path === planned.path);
  if (!found) throw new Error(`no location ${planned.name}`);
  return found;
}

function resultOf({ verify }: BackupPlan, places: readonly Place[], leftOut: Missing[]): BackupResult {
  const locations = places.flatMap(({ name, path }) => (path === null ? [] : [{ name, path }]));
  const summary = places.find(({ path }) => path !== null)?.summary as Summary;
  const failed = places.flatMap(({ planned: { name, path }, failure }) => {
    return failure
      ? [{ name, path, code: failure.code, message: failure.message, remedies: failure.remedies }]
      : [];
  });
  return {
    backup: { ...summary, locations },
    complete: leftOut.length === 0,
    left_out: leftOut,
    verified: verify,
    failed,
  };
}

/** Once more from the beginning where the recorder's -wal had grown too far: with a copy of the database then. */
async function writeToAll(
  world: World,
  plan: BackupPlan,
  run: BackupRun,
  places: readonly Place[],
): Promise<Missing[]> {
  for (let copyRecorder = false; ; copyRecorder = true) {
    await inEach(places, async (place) => {
      await place.sink?.abort();
      place.sink = (await place.held?.createSink()) ?? null;
    });
    try {
      return await writeArchive(world, plan, { ...run, copyRecorder }, places);
    } catch (error) {
      if (!(error instanceof WalTooLarge)) throw error;
      run.report({ type: 'note', code: 'WAL_GREW', message: error.message });
    }
  }
}

/** Throws LifeboatError `damaged` where the location does not give back what it was given. */
async function readBack({ name, sink }: Place, plan: BackupPlan, run: BackupRun): Promise<Summary> {
  if (!sink) throw new Error('nothing was written');
  const source = await sink.readBack();
  try {
    const archive = await openArchive(source);
    if (plan.verify) {
      run.report({ type: 'stage', stage: 'reading-back' });
      const keys = run.key ? [run.key] : [];
      const { state, parts, problems } = await verifyArchive(archive, keys, { database: false }, run);
      if (state !== 'whole') {
        const why = [...parts, ...problems].map(({ message }) => message).find((message) => message !== '');
        const message = `What was read back from ${name} is not what was written: ${why ?? state}`;
        throw new LifeboatError('damaged', 'READ_BACK_DIFFERS', message, {
          safe: nothingLeft,
          remedies: ['The drive or the memory of this device may be failing: try another location.'],
        });
      }
    }
    return summarize(archive);
  } finally {
    await source.close();
  }
}
