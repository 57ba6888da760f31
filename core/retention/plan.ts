/** What retention would do, as data: for every backup at every location, whether it stays, and why. */
import type { CatalogEntry, Copy } from '../catalog/catalog.ts';
import type { SchedulePlan } from '../schedule/types.ts';
import { type Candidate, type KeepReason, keepReasons } from './keep.ts';
import type { Keep } from './types.ts';

/** Why the rules do not look at a backup at all: it stays, and it counts for nothing. */
export type Exemption =
  | 'by-hand'
  | 'home-assistant'
  | 'other-device'
  | 'pinned'
  | 'future'
  | 'not-whole'
  | 'plan-gone'
  | 'other-plan';

export interface Verdict {
  backup: CatalogEntry;
  location: string;
  /** Its files there. */
  copies: Copy[];
  stays: boolean;
  reasons: readonly KeepReason[];
  exemption: Exemption | null;
}

export interface RetentionFacts {
  backups: readonly CatalogEntry[];
  plans: readonly SchedulePlan[];
  deviceId: string;
  /** Ids of the backups that are kept for ever. */
  pinned: ReadonlySet<string>;
  now: Date;
  zone: string;
}

/** A location, and its own rule; null: the plan's rule holds there. */
export interface KeepingLocation {
  name: string;
  retention: Keep | null;
}

/**
 * The verdicts of one location after a run of this plan, the newest backup first. What other plans made is left to
 * their own runs: a plan that fails, or is off, loses nothing because another one runs.
 */
export function planRetention(facts: RetentionFacts, location: KeepingLocation, plan: string): Verdict[] {
  const here = facts.backups.flatMap((backup): Verdict[] => {
    const copies = backup.locations.filter(({ name }) => name === location.name);
    if (copies.length === 0) return [];
    return [
      {
        backup,
        location: location.name,
        copies,
        stays: true,
        reasons: [],
        exemption: exemptionOf(backup, facts, plan),
      },
    ];
  });
  const rules = facts.plans.find(({ name }) => name === plan);
  return rules ? judge(here, location.retention ?? rules.keep, facts) : here;
}

function exemptionOf(
  { id, date, whole, maker, plan, device }: CatalogEntry,
  { plans, deviceId, pinned, now }: RetentionFacts,
  judged: string,
): Exemption | null {
  if (pinned.has(id)) return 'pinned';
  // Also what was cut, and tells no more who made it.
  if (!whole) return 'not-whole';
  if (plan === null) return maker === 'core' || maker === 'supervisor' ? 'home-assistant' : 'by-hand';
  if (device !== deviceId) return 'other-device';
  // Also what has no date that can be read.
  if (!(Date.parse(date) <= now.getTime())) return 'future';
  if (!plans.some(({ name }) => name === plan)) return 'plan-gone';
  return plan === judged ? null : 'other-plan';
}

function judge(verdicts: readonly Verdict[], keep: Keep, { now, zone }: RetentionFacts): Verdict[] {
  const candidates = verdicts.filter(({ exemption }) => exemption === null).map(candidateOf);
  const reasons = keepReasons(candidates, keep, now, zone);
  return verdicts.map((verdict) => {
    if (verdict.exemption !== null) return verdict;
    const own = reasons.get(candidateOf(verdict).id) ?? [];
    return { ...verdict, reasons: own, stays: own.length > 0 };
  });
}

/** Two backups may carry the same id; two files never have the same path. */
function candidateOf({ backup, copies }: Verdict): Candidate {
  return { id: copies[0]?.path ?? '', date: new Date(backup.date), isGood: backup.complete };
}
