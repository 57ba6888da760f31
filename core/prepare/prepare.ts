/** Runs the checks. One that fails or takes too long is unknown, with the reason, and hides no other. */
import { isByRights, LifeboatError, systemCode, throwIfCancelled } from '../errors.ts';
import { measurePlaces } from '../locations/places.ts';
import { databaseLane } from './database-lane.ts';
import { deviceLane } from './device-lane.ts';
import { filesLane } from './files-lane.ts';
import { isMalformed } from './recorder-database.ts';
import { SqlError } from './sql-process.ts';
import { TooSlow } from './too-slow.ts';
import {
  type AskPlaces,
  type Check,
  type CheckId,
  checkIds,
  type Lane,
  type Probe,
  type Subject,
  unknown,
} from './types.ts';

export interface PrepareOptions {
  signal?: AbortSignal;
  /** Told as each check is done, in no certain order. */
  onCheck?(check: Check): void;
  /** How long one question to a large database, or a look at all files, may take. */
  seconds?: number;
  /** Default: all. Those that are answered together come along. */
  only?: readonly CheckId[];
}

/** Seconds. An SD card reads some 600 MB meanwhile. */
export const usualPatience = 30;

/** All checks, in the order of their ids. Throws LifeboatError `CANCELLED` only. */
export async function prepare(subject: Subject, options: PrepareOptions = {}): Promise<Check[]> {
  const seconds = options.seconds ?? usualPatience;
  // What reads the same disk goes one after the other; the rest need not wait for it.
  const { world, locations, installation } = subject;
  let asked: ReturnType<AskPlaces> | null = null;
  const places: AskPlaces = () => {
    asked ??= measurePlaces(world, locations, installation.config);
    return asked;
  };
  const lanes = [
    deviceLane(subject, places),
    filesLane(subject, places, seconds),
    databaseLane(subject, seconds),
  ];
  const { only } = options;
  const isWanted = ({ ids }: Probe) => only === undefined || ids.some((id) => only.includes(id));
  return runLanes(
    lanes.map((lane) => ({ ...lane, probes: lane.probes.filter(isWanted) })),
    options,
  );
}

/** The same for any probes. */
export async function runLanes(lanes: readonly Lane[], options: PrepareOptions): Promise<Check[]> {
  const found: Check[] = [];
  const runLane = async ({ probes, close }: Lane) => {
    try {
      for (const probe of probes) {
        for (const check of await runProbe(probe, options.signal)) {
          found.push(check);
          options.onCheck?.(check);
        }
      }
    } finally {
      close?.();
    }
  };
  await Promise.all(lanes.map(runLane));
  return found.sort((one, other) => checkIds.indexOf(one.id) - checkIds.indexOf(other.id));
}

async function runProbe(probe: Probe, signal: AbortSignal | undefined): Promise<Check[]> {
  throwIfCancelled(signal);
  const stop = new AbortController();
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const cancel = () => reject(signal?.reason);
  const timer = setTimeout(() => reject(new TooSlow(probe.seconds)), probe.seconds * 1000);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([probe.run(stop.signal), silence]);
  } catch (error) {
    stop.abort();
    throwIfCancelled(signal);
    const { message, remedies } = reasonOf(error);
    return probe.ids.map((id) => unknown(id, message, remedies));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

const held = 'Another program holds the whole database.';
const cutOff = 'A change of the database was cut off in the middle, and has to be taken back first.';
const noPlace = 'To read the database SQLite has to make a file beside it, and cannot.';
const mayWrite = () =>
  process.geteuid?.() === 0 ? 'Mount its file system for writing, or make room there.' : 'Run it with sudo.';
const longer = 'Give it more time with --time-limit SECONDS.';

/** Also of what nobody foresaw: the other checks are worth having. */
function reasonOf(error: unknown): { message: string; remedies: string[] } {
  if (error instanceof TooSlow) return { message: error.message, remedies: [longer] };
  if (error instanceof LifeboatError) return { message: error.message, remedies: error.remedies };
  if (isMalformed(error)) return { message: 'SQLite finds the database malformed.', remedies: [] };
  if (error instanceof SqlError && error.isBusy) return { message: held, remedies: ['Try again later.'] };
  if (error instanceof SqlError && error.isUnfinished)
    return { message: cutOff, remedies: ['Start Home Assistant: it takes that back.'] };
  if (error instanceof SqlError && error.isForbidden) return { message: noPlace, remedies: [mayWrite()] };
  const message = `It could not be found out: ${error instanceof Error ? error.message : String(error)}.`;
  return { message, remedies: isByRights(systemCode(error)) ? ['Run it with sudo.'] : [] };
}
