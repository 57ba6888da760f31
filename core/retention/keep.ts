/** Which backups stay: the rules as a pure function, with the reason for every one. */
import { LifeboatError } from '../errors.ts';
import { wallTimeAt } from '../wall-clock.ts';
import type { Keep } from './types.ts';

/** What the rules look at. */
export interface Candidate {
  id: string;
  date: Date;
  /** Everything that belongs into it is in it. */
  isGood: boolean;
}

/** Why one stays; `number` of `of`: its place among those that the rule asks for. */
export type KeepReason =
  | { why: 'last' | 'daily' | 'weekly' | 'monthly' | 'yearly' | 'at-least'; number: number; of: number }
  | { why: 'days'; of: number }
  | { why: 'last-good' }
  /** Nothing is asked for, so nothing goes. */
  | { why: 'all' };

/** No reason: it goes. */
export type KeepReasons = Map<string, KeepReason[]>;

const day = 24 * 3600 * 1000;

/** Throws `usage` where a rule makes no sense. */
export function checkKeep(keep: Keep): void {
  const wrong = Object.entries(keep).find(([, number]) => !Number.isInteger(number) || number < 0);
  if (wrong) throw badKeep(`${wrong[0]} is a whole number, 0 or more.`);
}

export function isKeepEmpty({ last, days, daily, weekly, monthly, yearly }: Keep): boolean {
  return last + days + daily + weekly + monthly + yearly === 0;
}

const names: readonly (keyof Keep)[] = ['last', 'days', 'daily', 'weekly', 'monthly', 'yearly', 'atLeast'];

/** Asks for nothing, so nothing goes. */
export const keepAll: Keep = { last: 0, days: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, atLeast: 1 };

/** `daily=7,weekly=4,least=3`; what is not named is 0, and at least one stays. `all`: all stay. Throws `usage`. */
export function parseKeep(text: string): Keep {
  const keep = { ...keepAll };
  if (text.trim() === 'all') return keep;
  for (const piece of text.split(',')) {
    const [word = '', number = ''] = piece.trim().split('=');
    const name = names.find((one) => one === (word === 'least' ? 'atLeast' : word));
    if (!name || !/^\d{1,4}$/.test(number)) throw badKeep(`"${piece.trim()}" is no rule for what is kept.`);
    keep[name] = Number(number);
  }
  checkKeep(keep);
  return keep;
}

/** The rule of a location; null for `none`: it has none of its own, and the plans say. Throws `usage`. */
export function parseOwnKeep(text: string): Keep | null {
  return text.trim() === 'none' ? null : parseKeep(text);
}

function badKeep(message: string): LifeboatError {
  return new LifeboatError('usage', 'BAD_RETENTION', message, {
    safe: 'Nothing was changed.',
    remedies: [
      'For instance: daily=7,weekly=4,monthly=6,least=3',
      'The words: last, days, daily, weekly, monthly, yearly, least.',
    ],
  });
}

/**
 * What the rules ask for, of backups that are all dated before `now`. Each rule asks on its own; one that is asked for by
 * any of them stays. The newest that is good always does.
 */
export function keepReasons(
  candidates: readonly Candidate[],
  keep: Keep,
  now: Date,
  zone: string,
): KeepReasons {
  const newestFirst = candidates.toSorted((a, b) => b.date.getTime() - a.date.getTime());
  const reasons: KeepReasons = new Map(newestFirst.map(({ id }) => [id, []]));
  const ask = ({ id }: Candidate, reason: KeepReason) => reasons.get(id)?.push(reason);
  if (isKeepEmpty(keep)) {
    for (const one of newestFirst) ask(one, { why: 'all' });
    return reasons;
  }
  for (const [index, one] of newestFirst.slice(0, keep.last).entries())
    ask(one, { why: 'last', number: index + 1, of: keep.last });
  for (const one of keep.days > 0 ? newestFirst : [])
    if (now.getTime() - one.date.getTime() <= keep.days * day) ask(one, { why: 'days', of: keep.days });
  for (const why of ['daily', 'weekly', 'monthly', 'yearly'] as const) {
    const seen = new Set<string>();
    for (const one of newestFirst) {
      if (seen.size === keep[why]) break;
      const period = periods[why](one.date, zone);
      if (seen.has(period)) continue;
      seen.add(period);
      ask(one, { why, number: seen.size, of: keep[why] });
    }
  }
  const stays = () => newestFirst.filter(({ id }) => (reasons.get(id) ?? []).length > 0).length;
  for (const [index, one] of newestFirst.entries()) {
    if (stays() >= Math.max(1, keep.atLeast)) break;
    if (reasons.get(one.id)?.length === 0)
      ask(one, { why: 'at-least', number: index + 1, of: Math.max(1, keep.atLeast) });
  }
  const good = newestFirst.find(({ isGood }) => isGood);
  if (good && reasons.get(good.id)?.length === 0) ask(good, { why: 'last-good' });
  return reasons;
}

/** The day, week, month and year of a moment, as names that only moments of the same one share. */
const periods = {
  daily: (date: Date, zone: string) => {
    const { year, month, day: number } = wallTimeAt(date, zone);
    return `${year}-${month}-${number}`;
  },
  weekly: (date: Date, zone: string) => {
    const { year, month, day: number, weekday } = wallTimeAt(date, zone);
    // A week has the name of its Monday.
    return new Date(Date.UTC(year, month - 1, number - weekday)).toISOString();
  },
  monthly: (date: Date, zone: string) => {
    const { year, month } = wallTimeAt(date, zone);
    return `${year}-${month}`;
  },
  yearly: (date: Date, zone: string) => String(wallTimeAt(date, zone).year),
};
