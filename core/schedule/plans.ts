/** Making plans, and keeping them in the settings. */
import { byHand } from '../archive/summary.ts';
import { partIds } from '../device/part-ids.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { checkKeep } from '../retention/keep.ts';
import type { Keep } from '../retention/types.ts';
import type { SettingsStore } from '../settings/types.ts';
import { type SchedulePlan, weekdays } from './types.ts';

/** What a first plan keeps: every day of a week, then fewer and fewer. */
const usualKeep: Keep = {
  last: 0,
  days: 0,
  daily: 7,
  weekly: 4,
  monthly: 6,
  yearly: 0,
  atLeast: 3,
};

/** Every night at three, everything, everywhere: what most want. */
export function usualPlan(name: string, now: Date): SchedulePlan {
  return {
    name,
    isOn: true,
    days: [...weekdays],
    times: ['03:00'],
    window: 0,
    parts: null,
    exclude: [],
    locations: [],
    keep: usualKeep,
    since: now.toISOString(),
  };
}

/** The name of the plan where there is only one. */
export const usualName = 'nightly';

export function isPlanName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u.test(name) && name !== byHand;
}

/** `HH:MM`. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Minutes. */
const longestWindow = 24 * 60;

/** Throws `usage` where a plan makes no sense. */
export function checkPlan({ name, days, times, window, parts, keep }: SchedulePlan): void {
  if (!isPlanName(name))
    throw bad(`A plan cannot be called "${name}".`, `Use letters, digits and dashes, but not "${byHand}".`);
  if (days.length === 0 || times.length === 0)
    throw bad(`The plan ${name} has no ${days.length === 0 ? 'day' : 'time'} to run at.`, 'Name one.');
  for (const time of times) {
    if (!isTimeOfDay(time)) throw bad(`"${time}" is no time of day.`, 'Write it as 03:00 or 21:30.');
  }
  if (!Number.isInteger(window) || window < 0 || window > longestWindow)
    throw bad(`The window is a number of minutes, at most ${longestWindow}: a day.`, 'For instance 45.');
  if (parts?.length === 0) throw bad(`The plan ${name} would back up nothing.`, 'Name a part, or all.');
  checkKeep(keep);
}

/** Throws `not-found` for a part that this installation does not have: it would fail every night. */
export function checkParts(
  { parts }: Pick<SchedulePlan, 'parts'>,
  installation: Pick<Installation, 'parts' | 'isHistoryAway'>,
): void {
  const known = partIds(installation);
  const unknown = parts?.find((part) => !known.includes(part));
  if (unknown === undefined) return;
  throw new LifeboatError('not-found', 'NO_SUCH_PART', `This installation has no part "${unknown}".`, {
    safe: 'Nothing was changed.',
    remedies: [`It has: ${known.join(', ')}.`],
  });
}

function bad(message: string, remedy: string): LifeboatError {
  return new LifeboatError('usage', 'BAD_PLAN', message, {
    safe: 'Nothing was changed.',
    remedies: [remedy],
  });
}

/** Keeps a plan in place of the one of this name, or as a new one. Throws what `checkPlan` throws. */
export async function savePlan(settings: SettingsStore, plan: SchedulePlan): Promise<void> {
  checkPlan(plan);
  const plans = settings.get('plans');
  const isKnown = plans.some(({ name }) => name === plan.name);
  await settings.set(
    'plans',
    isKnown ? plans.map((one) => (one.name === plan.name ? plan : one)) : [...plans, plan],
  );
}

/** A new plan. Throws `usage` where there is one of this name. */
export async function addPlan(settings: SettingsStore, plan: SchedulePlan): Promise<void> {
  if (settings.get('plans').some(({ name }) => name === plan.name))
    throw new LifeboatError('usage', 'PLAN_EXISTS', `There is a plan ${plan.name} already.`, {
      safe: 'Nothing was changed.',
      remedies: ['Choose another name.', `Or change it: lifeboat schedule set ${plan.name}`],
    });
  await savePlan(settings, plan);
}

/** Forgets a plan; its backups stay. */
export async function removePlan(settings: SettingsStore, name: string): Promise<void> {
  findPlan(settings.get('plans'), name);
  await settings.set(
    'plans',
    settings.get('plans').filter((plan) => plan.name !== name),
  );
}

/** Throws `not-found`. */
export function findPlan(plans: readonly SchedulePlan[], name: string): SchedulePlan {
  const plan = plans.find((one) => one.name === name);
  if (plan) return plan;
  throw new LifeboatError('not-found', 'PLAN_UNKNOWN', `There is no plan ${name}.`, {
    safe: 'Nothing was changed.',
    remedies: [
      plans.length > 0 ? `The plans are: ${plans.map((one) => one.name).join(', ')}.` : 'None is set up yet.',
      'Make one: lifeboat schedule add NAME --at 03:00',
    ],
  });
}

/** The same plan with other rules. New times begin now: what they would have asked for earlier is not made up. */
export function changedPlan(plan: SchedulePlan, changes: Partial<SchedulePlan>, now: Date): SchedulePlan {
  const changed = { ...plan, ...changes };
  const moves = (['isOn', 'days', 'times', 'window'] as const).some(
    (key) => JSON.stringify(plan[key]) !== JSON.stringify(changed[key]),
  );
  return moves ? { ...changed, since: now.toISOString() } : changed;
}
