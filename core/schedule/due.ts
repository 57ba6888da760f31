/** Which runs are due: by the dates and by what was run, not by who woke the program up. */
import { usualStep } from '../device/clock.ts';
import { lastRun, type Recurrence } from './occurrences.ts';
import type { RunRecord, RunRecords } from './records.ts';
import type { SchedulePlan } from './types.ts';

export interface ScheduleClock {
  now: Date;
  zone: string;
  deviceId: string;
}

export function recurrenceOf(plan: SchedulePlan, { zone, deviceId }: Omit<ScheduleClock, 'now'>): Recurrence {
  return { name: plan.name, days: plan.days, times: plan.times, window: plan.window, zone, deviceId };
}

export interface DueRun {
  plan: SchedulePlan;
  /** When it was to begin. */
  at: Date;
  /** Counts from 1. */
  attempt: number;
}

/** A run that failed, or that a power cut ended, is begun this often. */
const mostAttempts = 3;
/** Milliseconds before a failed run is begun again. */
const retryAfter = 25 * 60_000;

/** The runs to begin now, the one that waits longest first. Of several that were missed only the last is made up. */
export function dueRuns(plans: readonly SchedulePlan[], records: RunRecords, clock: ScheduleClock): DueRun[] {
  return plans
    .flatMap((plan) => dueRun(plan, records[plan.name] ?? null, clock) ?? [])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function dueRun(plan: SchedulePlan, record: RunRecord | null, clock: ScheduleClock): DueRun | null {
  const at = plan.isOn ? lastRun(recurrenceOf(plan, clock), clock.now) : null;
  if (at === null || at.getTime() <= sinceWhen(plan, clock.now)) return null;
  const made = lastMade(record, clock.now);
  if (made === null || at > made) return { plan, at, attempt: 1 };
  if (record === null || at.getTime() !== Date.parse(record.due) || !mayTryAgain(record, clock.now))
    return null;
  return { plan, at, attempt: record.attempts + 1 };
}

/** A plan that was made by a clock that was ahead does not wait until then. */
function sinceWhen({ since }: SchedulePlan, now: Date): number {
  const made = Date.parse(since);
  return made > now.getTime() + usualStep ? Number.NEGATIVE_INFINITY : made;
}

/**
 * When the last run was due that was begun; null: none was. What began later than now was begun by a clock that was
 * ahead: it stands for no run that the right clock still has before it. Where the clock was only put back a little, as
 * time servers do, it does.
 */
function lastMade(record: RunRecord | null, now: Date): Date | null {
  const made =
    record &&
    [record, ...record.before].find(({ started }) => Date.parse(started) <= now.getTime() + usualStep);
  return made ? new Date(made.due) : null;
}

/** Milliseconds after which a run that was not made is worth a warning. */
const missedAfter = 6 * 3600 * 1000;

/** It should have run long ago, and nobody tried. `isRunning`: some run is at it now. */
export function isMissed({ at }: DueRun, record: RunRecord | null, now: Date, isRunning: boolean): boolean {
  if (now.getTime() - at.getTime() <= missedAfter) return false;
  if (isRunning && record?.state === 'running') return false;
  // That it failed is told already.
  return !(record?.state === 'failed' && Date.parse(record.due) === at.getTime());
}

/** Its last attempt says that it runs: if its lock is free, its process died, and could tell nobody. */
export function isLastAttempt({ state, attempts }: RunRecord): boolean {
  return state === 'running' && attempts >= mostAttempts;
}

function mayTryAgain({ state, attempts, ended }: RunRecord, now: Date): boolean {
  if (attempts >= mostAttempts) return false;
  // It says that it runs: either its lock is held, then whoever begins it finds out, or the power went.
  if (state === 'running') return true;
  return state === 'failed' && ended !== null && now.getTime() - Date.parse(ended) >= retryAfter;
}

/** The last but one run of the plan that runs most often: one missed run alone is no reason for alarm. */
export function staleBefore(plans: readonly SchedulePlan[], clock: ScheduleClock): Date | null {
  const dates = plans.flatMap((plan) => {
    const rule = recurrenceOf(plan, clock);
    const last = plan.isOn ? lastRun(rule, clock.now) : null;
    const before = last && lastRun(rule, new Date(last.getTime() - 1));
    return before && before.getTime() > Date.parse(plan.since) ? [before] : [];
  });
  return dates.sort((a, b) => b.getTime() - a.getTime())[0] ?? null;
}
