/** Carries a backup plan out: one pass over the files into all locations, read back and verified, then published. */
import { statfsSync } from 'node:fs';
import path from 'node:path';
import { openArchive } from '../archive/open.ts';
import { type EncryptionSetup, prepareEncryption } from '../archive/securetar/encrypt.ts';
import { type Summary, summarize } from '../archive/summary.ts';
import { verifyArchive } from '../archive/verify.ts';
import { type ArchiveOutput, createArchiveWriter } from '../archive/write/writer.ts';
import { removeCopies } from '../device/sqlite.ts';
import type { Part } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { formatBytes } from '../format.ts';
import { suggestedName } from '../locations/file-name.ts';
import type { Location, LockedLocation } from '../locations/types.ts';
import type { World } from '../world.ts';
import { PartContent } from './content.ts';
import { attempt, type Branch, fanOut, requireAny } from './fan-out.ts';
import { type Author, backupMetadata } from './metadata.ts';
import type { BackupPlan, PlannedLocation } from './plan.ts';
import type { LeftOut } from './walk.ts';

export interface BackupRun extends Run, Author {
  /** Those of the plan. */
  locations: readonly Location[];
  /** Null where the plan encrypts nowhere. */
  key: { secret: string; label: string } | null;
  /** A private folder on the configuration's file system, held for this job, for databases that can only be copied. */
  scratch: string;
  /** Bytes that the recorder's -wal may grow while it is read; by default a quarter of what is free, up to 1 GiB. */
  walLimit?: number;
}

export interface BackupResult {
  backup: Summary & { locations: { name: string; path: string }[] };
  /** Everything that belongs into it is in it. */
  complete: boolean;
  left_out: { path: string; reason: string }[];
  /** Every copy was read back from its location and found whole. */
  verified: boolean;
  /** Locations that did not get it. */
  failed: { name: string; path: string; code: string; message: string; remedies: string[] }[];
}

/** A location with its share of the work. */
interface Place extends Branch {
  planned: PlannedLocation;
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

function resultOf(
  { verify }: BackupPlan,
  places: readonly Place[],
  leftOut: BackupResult['left_out'],
): BackupResult {
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
): Promise<BackupResult['left_out']> {
  for (let copyRecorder = false; ; copyRecorder = true) {
    await inEach(places, async (place) => {
      await place.sink?.abort();
      place.sink = (await place.held?.createSink()) ?? null;
    });
    try {
      return await write(world, plan, { ...run, copyRecorder }, places);
    } catch (error) {
      if (!(error instanceof WalTooLarge)) throw error;
      run.report({ type: 'note', code: 'WAL_GREW', message: error.message });
    }
  }
}

async function write(
  world: World,
  plan: BackupPlan,
  run: BackupRun & { copyRecorder: boolean },
  places: readonly Place[],
): Promise<BackupResult['left_out']> {
  const leftOut: BackupResult['left_out'] = [];
  const { randomBytes } = world;
  const writer = createArchiveWriter(await outputs(world, plan, run, places), {
    randomBytes,
    now: () => world.now(),
    ...(run.signal ? { signal: run.signal } : {}),
  });
  try {
    let done = 0;
    for (const part of plan.parts) {
      run.report({ type: 'stage', stage: 'writing', part: part.id });
      const content = new PartContent(plan, part, {
        ...run,
        onLeftOut: (left) => tellLeftOut(left, part, run, leftOut),
      });
      const wal = new WalWatch(plan, run);
      try {
        const written = await writer.addMember(memberName(part), content.items(), {
          onProgress(bytes, file) {
            wal.look(content.recorder);
            run.report({
              type: 'progress',
              bytes: done + bytes,
              total: plan.bytes,
              path: pathOf(part, file),
            });
          },
          onIssue({ kind, path: file, reason }) {
            const named = { path: pathOf(part, file), reason };
            if (kind === 'unreadable' || kind === 'shrunk') leftOut.push(named);
            else run.report({ type: 'note', code: kind.toUpperCase(), message: reason, path: named.path });
          },
        });
        done += written.bytes;
      } finally {
        content.close();
      }
    }
    await writer.addMetadata((isEncrypted) =>
      backupMetadata(plan, run, { isEncrypted, isComplete: leftOut.length === 0 }),
    );
    await writer.finish();
    return leftOut;
  } finally {
    await writer.close();
  }
}

/** One for the locations where it is encrypted, one for the others. */
async function outputs(
  world: World,
  { securetar }: BackupPlan,
  { key }: BackupRun,
  places: readonly Place[],
): Promise<ArchiveOutput[]> {
  const setup: EncryptionSetup | null =
    key && securetar ? await prepareEncryption(securetar, key.secret, world.randomBytes) : null;
  return [true, false].flatMap((isEncrypted) => {
    const branches = places.filter(({ planned }) => planned.isEncrypted === isEncrypted);
    if (branches.length === 0) return [];
    if (isEncrypted && !setup) throw new Error('a key is needed');
    return [{ target: fanOut(branches, places), encryption: isEncrypted ? setup : null }];
  });
}

/** As Home Assistant names them. */
function memberName({ id }: Part): string {
  return `${id.replace('/', '_')}.tar.gz`;
}

function pathOf(part: Part, tarPath: string): string {
  return path.posix.join(part.id, tarPath.replace(/^data\//, ''));
}

function tellLeftOut(left: LeftOut, part: Part, run: Run, leftOut: BackupResult['left_out']): void {
  const named = { path: `${part.id}/${left.path}`, reason: left.reason };
  if (left.why === 'unreadable' || left.why === 'name') leftOut.push(named);
  if (left.why === 'deleted') {
    run.report({ type: 'note', code: 'DELETED', message: left.reason, path: named.path });
  }
}

/** While its transaction lives nothing of the -wal can be moved into the database, so it grows with every commit. */
class WalWatch {
  readonly #limit: number;
  #start: number | null = null;

  constructor(plan: BackupPlan, { walLimit }: BackupRun) {
    const { bavail, bsize } = statfsSync(plan.installation.config);
    this.#limit = walLimit ?? Math.min(2 ** 30, Math.max(2 ** 26, (bavail * bsize) / 4));
  }

  look(recorder: PartContent['recorder']): void {
    if (recorder?.method !== 'transaction') return;
    const bytes = recorder.walBytes();
    this.#start ??= bytes;
    if (bytes - this.#start > this.#limit) throw new WalTooLarge(bytes - this.#start);
  }
}

class WalTooLarge extends Error {
  constructor(bytes: number) {
    super(
      `Home Assistant wrote ${formatBytes(bytes)} while its database was read. The backup begins anew, with a copy of the database.`,
    );
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
