/** What a rule would do to the backups that are there. Pure. */
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { previewRetention } from '../../core/retention/preview.ts';
import type { Keep } from '../../core/retention/types.ts';
import { verdictText } from '../../core/retention/words.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { type CleanUpData, nextRunOf } from './load.ts';

/** A backup, and what becomes of it. */
export interface Fate {
  backup: CatalogEntry;
  /** Names of the locations that it would be removed from. */
  goesFrom: string[];
  staysIn: string[];
  /** Why it stays; or that no rule keeps it where it goes. */
  why: string;
}

export interface Outcome {
  /** Newest first. */
  fates: Fate[];
  /** Those that would be removed somewhere. */
  leaving: Fate[];
  /** Of those, how many have a copy elsewhere that stays. */
  partly: number;
  /** Bytes that would be freed. */
  freed: number;
  /** When; null: the plan is off. */
  at: Date | null;
}

/** With these rules for this plan, at its next run. */
export function outcomeOf({ facts, locations }: CleanUpData, plan: SchedulePlan, keep: Keep): Outcome {
  const at = nextRunOf(plan, facts);
  const plans = facts.plans.map((one) => (one.name === plan.name ? { ...one, keep } : one));
  const coming = { plan: plan.name, at };
  const verdicts = locations.flatMap((location) => previewRetention({ ...facts, plans }, location, coming));
  const fates = facts.backups.map((backup): Fate => {
    const own = verdicts.filter((verdict) => verdict.backup === backup);
    const leaving = own.filter(({ stays }) => !stays);
    const told = leaving[0] ?? own[0];
    return {
      backup,
      goesFrom: leaving.map(({ location }) => location),
      staysIn: own.filter(({ stays }) => stays).map(({ location }) => location),
      why: told ? verdictText(told) : '',
    };
  });
  const leaving = fates.filter(({ goesFrom }) => goesFrom.length > 0);
  return {
    fates,
    leaving,
    partly: leaving.filter(({ staysIn }) => staysIn.length > 0).length,
    freed: leaving.reduce((sum, { backup, goesFrom }) => sum + backup.size * goesFrom.length, 0),
    at,
  };
}
