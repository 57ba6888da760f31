/** What retention will do at the next run: as if that run's backup were there already. */
import type { CatalogEntry } from '../catalog/catalog.ts';
import { type KeepingLocation, planRetention, type RetentionFacts, type Verdict } from './plan.ts';

/** The backup of a run to come. */
export interface Coming {
  plan: string;
  at: Date;
}

/** As `planRetention`, after the run; the backup to come is not among the verdicts. */
export function previewRetention(
  facts: RetentionFacts,
  location: KeepingLocation,
  coming: Coming | null,
): Verdict[] {
  if (coming === null) return planRetention(facts, location);
  const entry = backupToCome(coming, facts.deviceId, location.name);
  const verdicts = planRetention(
    {
      ...facts,
      now: coming.at,
      backups: [entry, ...facts.backups.filter((one) => !isLater(one, facts.now))],
    },
    location,
  );
  const later = planRetention(
    { ...facts, backups: facts.backups.filter((one) => isLater(one, facts.now)) },
    location,
  );
  return [...later, ...verdicts.filter(({ backup }) => backup !== entry)];
}

/** Dated in the future of now: it counts for nothing at the next run either, as it did not now. */
function isLater({ date }: CatalogEntry, now: Date): boolean {
  return !(Date.parse(date) <= now.getTime());
}

function backupToCome({ plan, at }: Coming, device: string, location: string): CatalogEntry {
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
