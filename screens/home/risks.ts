/** What stands between the user and getting everything back. */
import type { HomeModel, Risk } from './model.ts';

const dayMilliseconds = 24 * 3600 * 1000;
/** A backup older than a week leaves more to do again than most want to. */
const oldDays = 8;
/** Home Assistant stops recording when the disk is full; below this share it is time. */
const lowShare = 0.05;

interface Circumstances {
  now: Date;
  unreachable: readonly string[];
}

/** The worst first. */
export function findRisks(facts: Omit<HomeModel, 'risks'>, { now, unreachable }: Circumstances): Risk[] {
  const { last, disk, isKeySaved } = facts;
  const risks: Risk[] = [];
  if (!last) risks.push({ kind: 'no-backup' });
  const days = last ? Math.floor((now.getTime() - last.date.getTime()) / dayMilliseconds) : 0;
  if (days >= oldDays) risks.push({ kind: 'old-backup', days });
  if (unreachable.length > 0) risks.push({ kind: 'place-unreachable', names: unreachable });
  if (isKeySaved === false) risks.push({ kind: 'key-not-saved' });
  if (disk && disk.free < disk.total * lowShare) risks.push({ kind: 'disk-full', free: disk.free });
  if (last && facts.places.total <= 1) risks.push({ kind: 'same-disk' });
  return risks;
}
