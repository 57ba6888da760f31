/** What the timer calls: finds out what is due, carries it out, keeps a record of it and tells who wants to know. */
import { readCatalog } from '../catalog/catalog.ts';
import { timeZoneOf } from '../device/time-zone.ts';
import { asLifeboatError, LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { countOf } from '../format.ts';
import { locationsOf, type Means } from '../jobs/means.ts';
import type { Location } from '../locations/types.ts';
import { acquireLock } from '../lock.ts';
import { type Notice, sendNotices } from '../notify/notices.ts';
import { makePrivateFolder } from '../private-file.ts';
import { openSettings, type SettingsStore } from '../settings/settings.ts';
import { clockNotSet, clockTrouble, type Known } from './clock.ts';
import { type DueRun, dueRuns } from './due.ts';
import { datesOfPlans } from './overview.ts';
import { findPlan, keepAll, usualName, usualPlan } from './plans.ts';
import { type RunRecord, readRecords, runFolder, runsBefore, writeRecord } from './records.ts';
import { copyTo, locationsOfPlan, type PlanResult, requireReachable, runPlan } from './run.ts';

/** What became of one plan. */
export interface PlanOutcome {
  plan: string;
  /** ISO. */
  due: string;
  state: 'done' | 'incomplete' | 'failed';
  /** Null where it failed. */
  result: PlanResult | null;
  error: LifeboatError | null;
}

/**
 * due: what is due by the plans. now: every plan that is on, due or not, for whoever is a schedule himself; where there is
 * no plan everything is backed up, and nothing removed. A plan: that one, due or not.
 */
export type Wanted = 'due' | 'now' | { plan: string };

export async function findDue(means: Means, settings: SettingsStore, wanted: Wanted): Promise<DueRun[]> {
  const { world, home } = means;
  const plans = settings.get('plans');
  const now = world.now();
  if (typeof wanted === 'object') return [{ plan: findPlan(plans, wanted.plan), at: now, attempt: 1 }];
  if (plans.length === 0) {
    const plan = { ...usualPlan(usualName, now), keep: keepAll };
    return wanted === 'due' ? [] : [{ plan, at: now, attempt: 1 }];
  }
  if (wanted === 'now') {
    return plans.filter(({ isOn }) => isOn).map((plan) => ({ plan, at: now, attempt: 1 }));
  }
  const zone = timeZoneOf(await means.installation());
  return dueRuns(plans, readRecords(home), { now, zone, deviceId: await settings.deviceId() });
}

/**
 * Carries out what is due, one after another; a plan that fails stops no other. Throws `busy` where another run is at it,
 * CLOCK_NOT_SET, `cancelled`.
 */
export async function runDue(means: Means, wanted: Wanted, run: Run): Promise<PlanOutcome[]> {
  const { world, home } = means;
  const settings = await openSettings(home);
  await requireClock(means, datesOfPlans(settings.get('plans')));
  const isAnything = await findDue(means, settings, wanted);
  const lacking = lackingPlans(home, settings);
  if (isAnything.length === 0 && lacking.length === 0) return [];
  makePrivateFolder(home);
  const lock = await acquireLock(runFolder(home), 'run of the schedule', world.now());
  try {
    // Another run may have done it until the lock was ours.
    const due = await findDue(means, settings, wanted);
    if (due.length > 0) await requireClock(means, await datesOfBackups(means, settings));
    const outcomes: PlanOutcome[] = [];
    for (const one of due) outcomes.push(await carryOutPlan(means, one, run));
    for (const plan of lacking)
      if (!due.some((one) => one.plan.name === plan)) await catchUp(means, plan, run);
    return outcomes;
  } finally {
    lock.release();
  }
}

async function requireClock({ world }: Means, known: readonly Known[]): Promise<void> {
  const trouble = await clockTrouble(world, known);
  if (trouble !== null) throw clockNotSet(trouble);
}

async function datesOfBackups(means: Means, settings: SettingsStore): Promise<Known[]> {
  const { backups } = await readCatalog(await locationsOf(means, []));
  const deviceId = await settings.deviceId();
  const own = backups.filter(({ device, date }) => device === deviceId && !Number.isNaN(Date.parse(date)));
  return own.map(({ id, date }) => ({ what: `the backup ${id}`, at: new Date(date) }));
}

async function carryOutPlan(means: Means, { plan, at, attempt }: DueRun, run: Run): Promise<PlanOutcome> {
  const { world, home } = means;
  const previous = readRecords(home)[plan.name] ?? null;
  const due = at.toISOString();
  const begun: RunRecord = {
    due,
    before: runsBefore(previous, due),
    attempts: attempt,
    started: world.now().toISOString(),
    ended: null,
    state: 'running',
    message: '',
    backup: null,
    missing: [],
  };
  const end = (parts: Partial<RunRecord>) =>
    writeRecord(home, plan.name, { ...begun, ended: world.now().toISOString(), ...parts });
  const tell = (notice: Omit<News, 'plan'>) => tellOf(means, { plan: plan.name, ...notice }, run);
  writeRecord(home, plan.name, begun);
  await tell({ state: 'started', message: 'The backup has begun.' });
  try {
    const result = await runPlan(means, plan, run);
    const isDone = result.problems.length === 0;
    const state = isDone ? 'done' : 'incomplete';
    const message = isDone ? '' : problemText(result);
    end({ state, message, backup: result.backup.backup.id, missing: result.missing });
    await tell({
      state,
      message: isDone ? doneText(result) : message,
      about: message,
      backup: result.backup.backup,
    });
    return { plan: plan.name, due: begun.due, state, result, error: null };
  } catch (thrown) {
    const error = asLifeboatError(thrown);
    if (error.kind === 'busy') {
      // It has not begun: the next time the timer wakes it is due still.
      writeRecord(home, plan.name, previous);
      throw thrown;
    }
    if (error.kind === 'cancelled') {
      // A process that is asked to end, as when the device is turned off, leaves its run to be made up.
      if (!run.signal?.aborted) end({ state: 'cancelled', message: error.message });
      throw thrown;
    }
    end({ state: 'failed', message: error.message });
    await tell({ state: 'failed', message: error.message, about: error.code });
    return { plan: plan.name, due: begun.due, state: 'failed', result: null, error };
  }
}

type News = Omit<Notice, 'at' | 'backup'> & Partial<Pick<Notice, 'backup'>>;

/** Tells all who want to know; who cannot be told is noted. */
export async function tellOf({ world, home }: Means, news: News, run: Run): Promise<void> {
  for (const message of await sendNotices(home, { at: world.now(), backup: null, ...news }))
    run.report({ type: 'note', code: 'NOTICE_NOT_SENT', message });
}

function doneText({ backup, removed }: PlanResult): string {
  const where = backup.backup.locations.map(({ name }) => name).join(', ');
  const gone = removed.length > 0 ? ` ${countOf(removed.length, 'old one')} removed.` : '';
  return `Backup ${backup.backup.id} was made and read back, in ${where}.${gone}`;
}

function problemText({ problems }: PlanResult): string {
  const [first, ...others] = problems.map(({ location, message }) =>
    location === null ? message : `${location}: ${message}`,
  );
  return others.length > 0 ? `${first} (and ${others.length} more)` : (first ?? '');
}

/** Plans whose last backup some location lacks, as a drive that was away. */
function lackingPlans(home: string, settings: SettingsStore): string[] {
  const records = readRecords(home);
  return settings
    .get('plans')
    .filter(({ name, isOn }) => isOn && (records[name]?.missing.length ?? 0) > 0)
    .map(({ name }) => name);
}

/** Copies the last backup of a plan to the locations that lack it and can be reached again. */
async function catchUp(means: Means, name: string, run: Run): Promise<void> {
  const record = readRecords(means.home)[name];
  const plan = (await openSettings(means.home)).get('plans').find((one) => one.name === name);
  if (!record?.backup || !plan) return;
  const { locations } = await locationsOfPlan(means, plan);
  const back = await reachable(locations, record.missing);
  if (back.length === 0) return;
  const { backups } = await readCatalog(locations);
  const backup = backups.find(({ id, whole }) => id === record.backup && whole);
  const missing = record.missing.filter((lacking) => !back.includes(lacking));
  for (const lacking of back) {
    if (!backup || backup.locations.some((copy) => copy.name === lacking)) continue;
    if (!locations.some(({ name: known }) => known === lacking)) continue;
    try {
      await copyTo(means, lacking, backup, locations, run);
    } catch (error) {
      if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
      missing.push(lacking);
    }
  }
  const isMended = missing.length === 0 && record.state === 'incomplete';
  writeRecord(means.home, name, {
    ...record,
    missing,
    ...(isMended ? { state: 'done' as const, message: '' } : {}),
  });
}

/** Those of the names that can be reached, or are no locations of the plan any more. */
async function reachable(locations: readonly Location[], names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    try {
      await requireReachable(locations, name);
      found.push(name);
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
    }
  }
  return found;
}
