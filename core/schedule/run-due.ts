/** What the timer calls: finds out what is due, carries it out, keeps a record of it and tells who wants to know. */
import { readCatalog } from '../catalog/catalog.ts';
import { timeZoneOf } from '../device/time-zone.ts';
import { asLifeboatError, LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { countOf } from '../format.ts';
import { locationsOf, type Means } from '../jobs/means.ts';
import { sendNotices } from '../notify/notices.ts';
import type { Notice } from '../notify/types.ts';
import { keepAll } from '../retention/keep.ts';
import { openSettings } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/types.ts';
import { owedByHand } from './by-hand.ts';
import { catchUp } from './catch-up.ts';
import { clockNotSet, clockTrouble, datesOfPlans, type Known } from './clock.ts';
import { type DueRun, dueRuns, isLastAttempt } from './due.ts';
import { findPlan, usualName, usualPlan } from './plans.ts';
import {
  holdRun,
  isPassing,
  type Owed,
  type RunRecord,
  readRecords,
  runsBefore,
  writeRecord,
} from './records.ts';
import { locationsOfPlan, type PlanResult, runPlan } from './run.ts';
import type { SchedulePlan } from './types.ts';

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

/** Throws `not-found` for a plan that is not there, SETTINGS_WRONG, and what finding the installation throws. */
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
 * CLOCK_NOT_SET, NO_RECORD, `cancelled`. `catchesUp`: also where nothing is due.
 */
export async function runDue(
  means: Means,
  wanted: Wanted,
  run: Run,
  catchesUp = true,
): Promise<PlanOutcome[]> {
  const { world, home } = means;
  const settings = await openSettings(home);
  await requireClock(means, datesOfPlans(settings.get('plans')));
  const isAnything = await findDue(means, settings, wanted);
  const isOwing = catchesUp && owing(home, settings.get('plans'), []).length > 0;
  if (isAnything.length === 0 && !isOwing && cutOffPlans(home).length === 0) return [];
  const lock = await holdRun(home, world.now());
  try {
    const outcomes: PlanOutcome[] = [];
    for (const plan of cutOffPlans(home)) outcomes.push(...(await endCutOff(means, plan, run)));
    // Another run may have done it until the lock was ours.
    const due = await findDue(means, settings, wanted);
    if (due.length > 0) await requireClockForRuns(means, settings);
    for (const one of due) outcomes.push(...(await carryOutPlan(means, one, run)));
    const carriedOut = due.map(({ plan }) => plan);
    for (const plan of owing(home, settings.get('plans'), carriedOut)) {
      const last = outcomes.findLast((outcome) => outcome.plan === plan.name);
      const made = last?.result?.backup.backup.id ?? null;
      await payBack(means, plan, made, run);
    }
    return outcomes;
  } finally {
    lock.release();
  }
}

async function requireClock({ world }: Means, known: readonly Known[]): Promise<void> {
  const trouble = await clockTrouble(world, known);
  if (trouble !== null) throw clockNotSet(trouble);
}

/** Throws CLOCK_NOT_SET where runs that are due must wait for it: also where a backup of this device is of later. */
export async function requireClockForRuns(means: Means, settings: SettingsStore): Promise<void> {
  await requireClock(means, [
    ...datesOfPlans(settings.get('plans')),
    ...(await datesOfBackups(means, settings)),
  ]);
}

async function datesOfBackups(means: Means, settings: SettingsStore): Promise<Known[]> {
  const { backups } = await readCatalog(await locationsOf(means, []));
  const deviceId = await settings.deviceId();
  const own = backups.filter(({ device, date }) => device === deviceId && !Number.isNaN(Date.parse(date)));
  return own.map(({ id, date }) => ({ what: `the backup ${id}`, at: new Date(date) }));
}

/** None where it turns out to have been made. */
async function carryOutPlan(means: Means, { plan, at, attempt }: DueRun, run: Run): Promise<PlanOutcome[]> {
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
    owed: [...owedByHand(home, previous?.started ?? null), ...(previous?.owed ?? [])],
    isOnlyOwing: false,
  };
  const end = (parts: Partial<RunRecord>) =>
    writeRecord(home, plan.name, { ...begun, ended: world.now().toISOString(), ...parts });
  const tell = (notice: Omit<News, 'plan'>) => tellOf(means, { plan: plan.name, ...notice }, run);
  writeRecord(home, plan.name, begun);
  const made = isPassing(home) ? await madeSince(means, plan, at) : null;
  if (made !== null) {
    end({ state: 'done', backup: made });
    return [];
  }
  await tell({ state: 'started', message: 'The backup has begun.' });
  try {
    const result = await runPlan(means, plan, run);
    const isDone = result.problems.length === 0;
    const state = isDone ? 'done' : 'incomplete';
    const message = isDone ? '' : problemText(result);
    const { id } = result.backup.backup;
    const owed = [...result.missing.map((location) => ({ backup: id, location })), ...begun.owed];
    const isOnlyOwing = result.problems.every(
      ({ location }) => location !== null && result.missing.includes(location),
    );
    end({ state, message, backup: id, owed: owed.slice(0, mostOwed), isOnlyOwing });
    await tell({
      state,
      message: isDone ? doneText(result) : message,
      about: message,
      backup: result.backup.backup,
    });
    return [{ plan: plan.name, due: begun.due, state, result, error: null }];
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
    return [{ plan: plan.name, due: begun.due, state: 'failed', result: null, error }];
  }
}

/** The backup that the plan made then, where the record of it went with a start of the device. */
async function madeSince(means: Means, plan: SchedulePlan, at: Date): Promise<string | null> {
  const { backups } = await readCatalog((await locationsOfPlan(means, plan)).locations);
  const deviceId = await (await openSettings(means.home)).deviceId();
  const own = backups.filter(({ whole, device }) => whole && device === deviceId);
  return own.find((one) => one.plan === plan.name && Date.parse(one.date) >= at.getTime())?.id ?? null;
}

/** Plans whose run was begun for the last time. Who holds the lock knows that none of them runs any more. */
function cutOffPlans(home: string): string[] {
  return Object.entries(readRecords(home)).flatMap(([name, record]) => (isLastAttempt(record) ? [name] : []));
}

async function endCutOff(means: Means, plan: string, run: Run): Promise<PlanOutcome[]> {
  const record = readRecords(means.home)[plan];
  if (!record) return [];
  const message = `It was cut off ${record.attempts} times, as when the power goes or memory is short.`;
  const ended = means.world.now().toISOString();
  writeRecord(means.home, plan, { ...record, state: 'failed', ended, message });
  const error = new LifeboatError('failed', 'CUT_OFF', message, {
    safe: 'Earlier backups are as they were.',
    remedies: [
      'See how far it came: lifeboat jobs',
      'Look for its end in the log of the system: journalctl -k',
    ],
  });
  await tellOf(means, { plan, state: 'failed', message, about: error.code }, run);
  return [{ plan, due: record.due, state: 'failed', result: null, error }];
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

/** A location that is away for long is not owed more than this. */
const mostOwed = 30;

/**
 * Plans with backups that some location lacks, as a drive that was away: those that are on, and those that were carried out
 * now, on or not.
 */
function owing(
  home: string,
  all: readonly SchedulePlan[],
  carriedOut: readonly SchedulePlan[],
): SchedulePlan[] {
  const records = readRecords(home);
  const others = all.filter(({ name, isOn }) => isOn && !carriedOut.some((one) => one.name === name));
  return [...carriedOut, ...others].filter(({ name }) => (records[name]?.owed.length ?? 0) > 0);
}

/** `made`: the backup of this very run, which has just been tried everywhere. */
async function payBack(means: Means, plan: SchedulePlan, made: string | null, run: Run): Promise<void> {
  const record = readRecords(means.home)[plan.name];
  if (!record) return;
  const { locations } = await locationsOfPlan(means, plan);
  const isOfNow = ({ backup }: Owed) => backup === made;
  const before = record.owed.filter((one) => !isOfNow(one));
  const owed = [...record.owed.filter(isOfNow), ...(await catchUp(means, plan, locations, before, run))];
  const isMended = record.isOnlyOwing && !owed.some(({ backup }) => backup === record.backup);
  if (owed.length === record.owed.length && !isMended) return;
  writeRecord(means.home, plan.name, {
    ...record,
    owed,
    ...(isMended ? { state: 'done' as const, message: '' } : {}),
  });
}
