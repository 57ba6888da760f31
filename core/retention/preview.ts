/** What retention will do at the next run: as if that run's backup were there already. */
import type { CatalogEntry } from '../catalog/catalog.ts';
import { type KeepingLocation, planRetention, type RetentionFacts, type Verdict } from './plan.ts';

/** A run to come; `at` null: it has just been, and its backup is there. */
export interface Coming {
  plan: string;
  at: Date | null;
}

/** As `planRetention`, after the next run of the plan; the backup to come is not among the verdicts. */
export function previewRetention(
  facts: RetentionFacts,
  location: KeepingLocation,
  { plan, at }: Coming,
): Verdict[] {
  const goesThere = facts.plans.some(
    ({ name, locations }) => name === plan && (locations.length === 0 || locations.includes(location.name)),
  );
  // Where the plan does not go, its run removes nothing.
  if (!goesThere) return planRetention(facts, location, '');
  if (at === null) return planRetention(facts, location, plan);
  const entry = backupToCome(plan, at, facts.deviceId, location.name);
  // What is dated in the future of now counts for nothing at the next run either.
  const { later = [], known = [] } = Object.groupBy(facts.backups, ({ date }) =>
    Date.parse(date) <= facts.now.getTime() ? 'known' : 'later',
  );
  return [
    ...planRetention({ ...facts, backups: later }, location, plan),
    ...planRetention({ ...facts, now: at, backups: [entry, ...known] }, location, plan),
  ].filter(({ backup }) => backup !== entry);
}

/** The same for several plans, each at its own next run. */
export function previewRetentionOfAll(
  facts: RetentionFacts,
  location: KeepingLocation,
  runs: readonly Coming[],
): Verdict[] {
  const [first, ...others] = runs.map((run) => previewRetention(facts, location, run));
  const judged = others.flat().filter(({ exemption }) => exemption !== 'other-plan');
  return (first ?? planRetention(facts, location, '')).map(
    (verdict) =>
      (verdict.exemption === 'other-plan' && judged.find(({ backup }) => backup === verdict.backup)) ||
      verdict,
  );
}

function backupToCome(plan: string, at: Date, device: string, location: string): CatalogEntry {
  return {
    id: '',
    name: '',
    date: at.toISOString(),
    type: 'full',
    encrypted: true,
    size: 0,
    maker: 'lifeboat',
    homeassistantVersion: null,
    parts: [],
    plan,
    device,
    complete: true,
    whole: true,
    locations: [{ name: location, path: '' }],
  };
}
