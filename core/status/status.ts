/** Whether the home is protected: the one question that is asked every day. */
import { formatDate } from '../calendar.ts';
import { type CatalogEntry, isPast, lastWhole } from '../catalog/catalog.ts';
import { usualStep } from '../device/clock.ts';
import { readOnlyAdvice } from '../device/read-only.ts';
import { formatAge, formatBytes } from '../format.ts';
import type { NotableJobs } from '../jobs/notable.ts';
import type { Job } from '../jobs/types.ts';
import { forgetCommand, lostWords } from '../jobs/words.ts';
import type { KeyRing } from '../keys/ring.ts';
import { type PlaceStatus, placeText } from '../locations/places.ts';
import type { Schedule } from '../schedule/overview.ts';

export interface StatusFacts {
  now: Date;
  backups: readonly CatalogEntry[];
  places: readonly PlaceStatus[];
  keyRing: Pick<KeyRing, 'current'>;
  schedule: Pick<Schedule, 'next' | 'staleBefore' | 'warnings' | 'zone'>;
  jobs: NotableJobs;
  /** The drive of Home Assistant takes nothing any more. */
  isReadOnly: boolean;
}

export interface Status {
  /** There is a whole backup, and it is recent. Warnings do not change that. */
  protected: boolean;
  hasWarnings: boolean;
  /** Sentences, the most important first. */
  reasons: string[];
  last: CatalogEntry | null;
  next: string | null;
  locations: PlaceStatus[];
  /** The job that runs now. */
  job: Job | null;
}

const day = 86_400_000;
/** Milliseconds for which a backup is recent. */
const protectsFor = 7 * day;

export function computeStatus(facts: StatusFacts): Status {
  const { now, backups, places, schedule, jobs } = facts;
  const last = lastWhole(backups, now);
  const trouble = troubleWith(last, facts);
  const warnings = warningsOf(facts, last);
  return {
    protected: trouble === null,
    hasWarnings: warnings.length > 0,
    reasons: [...(trouble === null ? [] : [trouble]), ...warnings],
    last,
    next: schedule.next?.toISOString() ?? null,
    locations: [...places],
    job: jobs.running[0] ?? null,
  };
}

/** Why the home is not protected; null where it is. */
function troubleWith(
  last: CatalogEntry | null,
  { backups, places, now, schedule }: StatusFacts,
): string | null {
  const absent = places.filter(({ isReachable }) => !isReachable);
  if (backups.length === 0 && absent.length > 0)
    return `No backup can be seen now: ${absent.map((place) => `${place.name} is ${placeText(place)}`).join(', ')}.`;
  if (backups.length === 0) return 'There is no backup yet.';
  if (last === null)
    return backups.some(({ whole }) => whole)
      ? 'No whole backup has a date that can be believed: they are dated in the future, or not at all.'
      : 'No backup is whole.';
  if (now.getTime() - Date.parse(last.date) > protectsFor)
    return `The last whole backup was made ${formatAge(last.date, now)}, on ${formatDate(last.date, schedule.zone)}.`;
  return null;
}

function warningsOf(
  { backups, places, keyRing, now, schedule, jobs, isReadOnly }: StatusFacts,
  last: CatalogEntry | null,
): string[] {
  const warnings: string[] = [];
  if (isReadOnly)
    warnings.push(
      `The drive of Home Assistant is mounted read-only, as systems do with one that fails. ${readOnlyAdvice}`,
    );
  const newest = backups.find((backup) => isPast(backup, now));
  for (const job of jobs.lost)
    warnings.push(`${lostWords(job)} To hear no more of it: ${forgetCommand(job)}`);
  warnings.push(...schedule.warnings);
  const { staleBefore } = schedule;
  if (last && staleBefore && Date.parse(last.date) < staleBefore.getTime())
    warnings.push(
      `The last backup is of ${formatDate(last.date, schedule.zone)}: the schedule has had two runs since, and none of them made one.`,
    );
  if (last && newest && newest !== last) warnings.push(`The newest backup, ${newest.id}, is not whole.`);
  if (last && !last.complete)
    warnings.push(`The last backup, ${last.id}, is incomplete: not all could be read when it was made.`);
  const later = backups.find(({ date }) => Date.parse(date) > now.getTime() + usualStep);
  if (later)
    warnings.push(
      `The backup ${later.id} is dated in the future, ${formatDate(later.date, schedule.zone)}: it counts for nothing. The clock of this device was wrong then, or is now.`,
    );
  if (keyRing.current && keyRing.current.shown === null)
    warnings.push(
      'The encryption key exists only on this device: save the emergency kit (lifeboat key kit FILE).',
    );
  const unreachable = places.filter(({ isReachable, isAway }) => !isReachable && !isAway);
  for (const { name } of unreachable) warnings.push(`The location ${name} cannot be reached.`);
  for (const { name, refusal, free } of places) {
    if (refusal) warnings.push(`The location ${name} takes no backup: ${refusal}`);
    else if (last && free !== null && free < last.size)
      warnings.push(`The location ${name} has ${formatBytes(free)} free: not enough for one more backup.`);
  }
  if (last && !isOutside(last, places))
    warnings.push(
      'The last backup is only on the drive of Home Assistant, and would be lost together with it.',
    );
  return warnings;
}

function isOutside({ locations }: CatalogEntry, places: readonly PlaceStatus[]): boolean {
  return locations.some(({ name }) => places.some((place) => place.name === name && place.isOutside));
}
