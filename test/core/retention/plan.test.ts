import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogEntry } from '../../../core/catalog/catalog.ts';
import { keepAll } from '../../../core/retention/keep.ts';
import { type KeepingLocation, planRetention, type RetentionFacts } from '../../../core/retention/plan.ts';
import { previewRetention, previewRetentionOfAll } from '../../../core/retention/preview.ts';
import { verdictText } from '../../../core/retention/words.ts';
import { usualPlan } from '../../../core/schedule/plans.ts';
import { catalogEntry } from '../../support/catalog-entry.ts';

const now = new Date('2026-11-20T12:00:00Z');
const usb = { name: 'usb', retention: null };

function backup(id: string, date: string, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return catalogEntry(id, date, { plan: 'nightly', device: 'this', ...more });
}

/** One a day, the newest today at 03:00. */
function history(count: number): CatalogEntry[] {
  return Array.from({ length: count }, (_, age) =>
    backup(`n${age}`, new Date(Date.parse('2026-11-20T03:00:00Z') - age * 86_400_000).toISOString()),
  );
}

function facts(backups: CatalogEntry[], more: Partial<RetentionFacts> = {}): RetentionFacts {
  const nightly = { ...usualPlan('nightly', now), keep: { ...keepAll, last: 2 } };
  const weekly = usualPlan('weekly', now);
  return {
    backups,
    plans: [nightly, weekly],
    deviceId: 'this',
    pinned: new Set(),
    now,
    zone: 'UTC',
    ...more,
  };
}

function leaving(all: RetentionFacts, location: KeepingLocation = usb, plan = 'nightly'): string[] {
  return planRetention(all, location, plan).flatMap(({ backup: { id }, stays }) => (stays ? [] : [id]));
}

test('what the rules do not want goes, the rest has its reason', () => {
  const verdicts = planRetention(facts(history(4)), usb, 'nightly');
  assert.deepEqual(
    verdicts.map((verdict) => [verdict.backup.id, verdict.stays, verdictText(verdict)]),
    [
      ['n0', true, 'newest 1 of 2'],
      ['n1', true, 'newest 2 of 2'],
      ['n2', false, 'no rule keeps it'],
      ['n3', false, 'no rule keeps it'],
    ],
  );
});

for (const [what, more, why] of [
  ['made by hand', { plan: null }, 'made by hand'],
  ['of another device', { device: 'that' }, 'made by another device'],
  ['by Home Assistant', { maker: 'core', plan: null, device: null }, 'made by Home Assistant'],
  ['of another plan', { plan: 'weekly' }, 'of the plan weekly'],
  ['not whole', { whole: false }, 'not whole: it counts for nothing'],
  ['cut', { whole: false, plan: null, device: null, maker: 'unknown' }, 'not whole: it counts for nothing'],
  ['of a plan that is gone', { plan: 'monthly' }, 'its plan is gone'],
  ['dated in the future', { date: '2036-01-01T00:00:00Z' }, 'dated in the future'],
  ['without a date', { date: 'yesterday' }, 'dated in the future'],
] as const)
  test(`a backup ${what} stays, and takes the place of no other`, () => {
    const odd = backup('odd', '2026-11-01T03:00:00Z', more);
    const all = facts([...history(4), odd]);
    assert.deepEqual(leaving(all), ['n2', 'n3']);
    const verdict = planRetention(all, usb, 'nightly').find(({ backup: { id } }) => id === 'odd');
    assert.equal(verdict && verdictText(verdict), why);
  });

test('a pinned one stays, and takes the place of no other', () => {
  assert.deepEqual(leaving(facts(history(5), { pinned: new Set(['n0', 'n4']) })), ['n3']);
});

test('each location is judged by what lies there, and by its own rule where it has one', () => {
  const both = history(4).map((one, age) => {
    const nas = { name: 'nas', path: `/nas/${one.id}.tar` };
    return age < 2 ? one : { ...one, locations: [...one.locations, nas] };
  });
  assert.deepEqual(leaving(facts(both)), ['n2', 'n3']);
  assert.deepEqual(leaving(facts(both), { name: 'nas', retention: null }), []);
  assert.deepEqual(leaving(facts(both), { name: 'nas', retention: { ...keepAll, last: 1 } } as never), [
    'n3',
  ]);
});

test('a run of one plan removes nothing of another, and each has its own rules', () => {
  const weekly = history(3).map((one) => ({ ...one, id: `w${one.id}`, plan: 'weekly' }));
  const plans = [
    { ...usualPlan('nightly', now), keep: { ...keepAll, last: 1 } },
    { ...usualPlan('weekly', now), keep: { ...keepAll, last: 2 } },
  ];
  const all = facts([...history(3), ...weekly], { plans });
  assert.deepEqual(leaving(all), ['n1', 'n2']);
  assert.deepEqual(leaving(all, usb, 'weekly'), ['wn2']);
  const at = new Date('2026-11-21T03:00:00Z');
  const both = previewRetentionOfAll(all, usb, [
    { plan: 'nightly', at },
    { plan: 'weekly', at },
  ]);
  assert.deepEqual(
    both.flatMap(({ backup: { id }, stays }) => (stays ? [] : [id])),
    ['n0', 'n1', 'n2', 'wn1', 'wn2'],
  );
});

test('where a plan does not go, its run removes nothing', () => {
  const plans = [{ ...usualPlan('nightly', now), locations: ['nas'], keep: { ...keepAll, last: 1 } }];
  const verdicts = previewRetention(facts(history(3), { plans }), usb, { plan: 'nightly', at: null });
  assert.ok(verdicts.every(({ stays }) => stays));
});

test('an incomplete backup never pushes the last complete one out', () => {
  const all = history(5).map((one, age) => ({ ...one, complete: age > 2 }));
  assert.deepEqual(leaving(facts(all)), ['n2', 'n4']);
});

test('the preview counts the backup that the next run makes, and shows only what is there', () => {
  const at = new Date('2026-11-21T03:00:00Z');
  const verdicts = previewRetention(facts(history(3)), usb, { plan: 'nightly', at });
  assert.deepEqual(
    verdicts.map(({ backup: { id }, stays }) => [id, stays]),
    [
      ['n0', true],
      ['n1', false],
      ['n2', false],
    ],
  );
  // Until then it is of the future, and then it will have been: no rule is told anything by it.
  const future = backup('f', '2026-11-20T18:00:00Z');
  const odd = previewRetention(facts([future, ...history(3)]), usb, { plan: 'nightly', at });
  assert.equal(odd.find(({ backup: { id } }) => id === 'f')?.exemption, 'future');
});
