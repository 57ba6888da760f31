/** What retention would do, as data: for every backup at every location, whether it stays, and why. */
import type { CatalogEntry, Copy } from '../catalog/catalog.ts';
import type { SchedulePlan } from '../schedule/types.ts';
import { type Candidate, type KeepReason, keepReasons } from './keep.ts';
import type { Keep } from './types.ts';

/** Why the rules do not look at a backup at all: it stays, and it counts for nothing. */
export type Exemption = 'by-hand' | 'other-device' | 'pinned' | 'future' | 'not-whole' | 'plan-gone';

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

/** A location, and its own rule; null: each plan's rule holds there. */
export interface KeepingLocation {
  name: string;
  retention: Keep | null;
}

/** The verdicts of one location, the newest backup first. */
export function planRetention(facts: RetentionFacts, location: KeepingLocation): Verdict[] {
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
        exemption: exemptionOf(backup, facts),
      },
    ];
  });
  return facts.plans.reduce((verdicts, plan) => judge(verdicts, plan, facts, location), here);
}

function exemptionOf(
  { id, date, whole, plan, device }: CatalogEntry,
  { plans, deviceId, pinned, now }: RetentionFacts,
): Exemption | null {
  if (pinned.has(id)) return 'pinned';
  if (plan === null) return 'by-hand';
  if (device !== deviceId) return 'other-device';
  if (!whole) return 'not-whole';
  // Also what has no date that can be read.
  if (!(Date.parse(date) <= now.getTime())) return 'future';
  return plans.some(({ name }) => name === plan) ? null : 'plan-gone';
}

/** The rules of one plan, on what it made. */
function judge(
  verdicts: readonly Verdict[],
  plan: SchedulePlan,
  { now, zone }: RetentionFacts,
  { retention }: KeepingLocation,
): Verdict[] {
  const isOurs = ({ backup, exemption }: Verdict) => exemption === null && backup.plan === plan.name;
  const candidates = verdicts.filter(isOurs).map(candidateOf);
  const reasons = keepReasons(candidates, retention ?? plan.keep, now, zone);
  return verdicts.map((verdict) => {
    if (!isOurs(verdict)) return verdict;
    const own = reasons.get(candidateOf(verdict).id) ?? [];
    return { ...verdict, reasons: own, stays: own.length > 0 };
  });
}

/** Two backups may carry the same id; two files never have the same path. */
function candidateOf({ backup, copies }: Verdict): Candidate {
  return { id: copies[0]?.path ?? '', date: new Date(backup.date), isGood: backup.complete };
}
