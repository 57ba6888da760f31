/** Carries a backup plan out: one pass over the files into all locations, read back and verified, then published. */
import { openArchive } from '../archive/open.ts';
import { type Summary, summarize } from '../archive/summary.ts';
import { type VerifyResult, verifyArchive } from '../archive/verify.ts';
import { LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { suggestedName } from '../locations/file-name.ts';
import type { Location, LockedLocation } from '../locations/types.ts';
import { removeCopies } from '../sqlite/consistent.ts';
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
  if (run.scratch !== null) removeCopies(run.scratch);
  const places = plan.locations.map((planned): Place => {
    return { name: planned.name, planned, held: null, sink: null, failure: null, summary: null, path: null };
  });
  try {
    await inEach(places, run, async (place) => {
      place.held = await locationOf(place, run).lock('backup', world.now());
    });
    const leftOut = await writeToAll(world, plan, run, places);
    const { length } = places.filter(({ failure }) => failure === null);
    let number = 0;
    // Published as soon as it is known to be good: the others may take hours.
    await inEach(places, run, async (place) => {
      number += 1;
      place.summary = await readBack(place, plan, turnOf(place, { number, of: length }, run), run.key);
      place.path = (await place.sink?.finish(suggestedName(plan.name, plan.date))) ?? null;
    });
    return resultOf(plan, places, leftOut);
  } catch (error) {
    if (error instanceof LifeboatError && error.kind === 'cancelled') await inEach(places, run, takeBack);
    throw error;
  } finally {
    for (const { sink } of places) await sink?.abort();
    for (const { held } of places) held?.release();
  }
}

/** Whoever stops a backup finds nothing of it. */
async function takeBack({ held, path }: Place): Promise<void> {
  if (path !== null) await held?.remove(path);
}

/** One after another, but for those that have failed. Throws when none is left. */
async function inEach(
  places: readonly Place[],
  { report }: Run,
  step: (place: Place) => Promise<void>,
): Promise<void> {
  for (const place of places)
    if (place.failure === null) await attempt(place, places, report, () => step(place));
  requireAny(places);
}

/** What is told while one place is read back: which one it is, and how far all of them are. */
function turnOf({ name }: Place, turn: { number: number; of: number }, run: Run): Run {
  return {
    ...run,
    report(event) {
      if (event.type === 'stage') run.report({ ...event, stage: 'reading-back', location: name, turn });
      else if (event.type === 'progress' && event.total !== null)
        run.report({
          ...event,
          bytes: event.bytes + (turn.number - 1) * event.total,
          total: event.total * turn.of,
        });
      else run.report(event);
    },
  };
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
    await inEach(places, run, async (place) => {
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

/** Throws LifeboatError `damaged` where the location does not give back what it was given, `unreachable` where nothing. */
async function readBack(
  { name, sink }: Place,
  { verify }: BackupPlan,
  run: Run,
  key: WriteRun['key'],
): Promise<Summary> {
  if (!sink) throw new Error('nothing was written');
  if (verify) run.report({ type: 'stage', stage: 'reading-back' });
  const source = await sink.readBack();
  try {
    const archive = await openArchive(source).catch((error: unknown) => {
      throw error instanceof LifeboatError && error.kind === 'damaged' ? differs(name, error.message) : error;
    });
    if (verify) requireWhole(await verifyArchive(archive, key ? [key] : [], { database: false }, run), name);
    return summarize(archive);
  } finally {
    await source.close();
  }
}

function requireWhole({ state, parts, problems }: VerifyResult, name: string): void {
  if (state === 'whole') return;
  const why =
    [...parts, ...problems].map(({ message }) => message).find((message) => message !== '') ?? state;
  if (state !== 'unreadable') throw differs(name, why);
  const message = `What was written to ${name} cannot be read back: ${why}`;
  throw new LifeboatError('unreachable', 'READ_BACK_FAILED', message, {
    safe: nothingLeft,
    remedies: ['Check the drive or its connection, or try another location.'],
  });
}

function differs(name: string, why: string): LifeboatError {
  const message = `What was read back from ${name} is not what was written: ${why}`;
  return new LifeboatError('damaged', 'READ_BACK_DIFFERS', message, {
    safe: nothingLeft,
    remedies: ['The drive or the memory of this device may be failing: try another location.'],
  });
}
