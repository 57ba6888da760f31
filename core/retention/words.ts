/** Retention in words: for commands and screens alike. */
import { countOf } from '../format.ts';
import { isKeepEmpty, type KeepReason } from './keep.ts';
import type { Exemption, Verdict } from './plan.ts';
import type { Keep } from './types.ts';

const reasonWords: Record<Exclude<KeepReason['why'], 'days'>, string> = {
  last: 'newest',
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
  'at-least': 'at least',
  'last-good': 'the last that is complete',
  all: 'everything is kept',
};

const exemptionWords: Record<Exclude<Exemption, 'other-plan'>, string> = {
  'by-hand': 'made by hand',
  'home-assistant': 'made by Home Assistant',
  'other-device': 'made by another device',
  pinned: 'pinned',
  future: 'dated in the future',
  'not-whole': 'not whole: it counts for nothing',
  'plan-gone': 'its plan is gone',
};

/** `day 2 of 7`, `week 1 of 4`, `newest 1 of 3`. */
export function reasonText(reason: KeepReason): string {
  if (reason.why === 'days') return `of the last ${countOf(reason.of, 'day')}`;
  return 'number' in reason
    ? `${reasonWords[reason.why]} ${reason.number} of ${reason.of}`
    : reasonWords[reason.why];
}

/** Why it stays, or that it goes. */
export function verdictText({
  backup,
  stays,
  reasons,
  exemption,
}: Omit<Verdict, 'location' | 'copies'>): string {
  if (exemption === 'other-plan') return `of the plan ${backup.plan}`;
  if (exemption) return exemptionWords[exemption];
  return stays ? reasons.map(reasonText).join(', ') : 'no rule keeps it';
}

/** `7 days, 4 weeks, 6 months`; `everything`. */
export function keepText(keep: Keep): string {
  if (isKeepEmpty(keep)) return 'everything';
  const pieces: [number, (count: number) => string][] = [
    [keep.last, (count) => `the newest ${count}`],
    [keep.days, (count) => `all of ${countOf(count, 'day')}`],
    [keep.daily, (count) => countOf(count, 'day')],
    [keep.weekly, (count) => countOf(count, 'week')],
    [keep.monthly, (count) => countOf(count, 'month')],
    [keep.yearly, (count) => countOf(count, 'year')],
  ];
  return pieces.flatMap(([count, words]) => (count > 0 ? [words(count)] : [])).join(', ');
}
