/** What a timer calls: carries out what is due, and tells of what keeps the schedule from it. */
import { dayAndTime } from '../calendar.ts';
import { lastWhole, readCatalog } from '../catalog/catalog.ts';
import { timeZoneOf } from '../device/time-zone.ts';
import { asLifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { installationIfAny, locationsOf, type Means } from '../jobs/means.ts';
import { openSettings } from '../settings/settings.ts';
import { isMissed, staleBefore } from './due.ts';
import { isRunHeld, readRecords } from './records.ts';
import { findDue, type PlanOutcome, runDue, tellOf, type Wanted } from './run-due.ts';

/** As `runDue`, with all who want to know of it. Throws what that throws. */
export async function wake(means: Means, wanted: Wanted, run: Run, catchesUp = true): Promise<PlanOutcome[]> {
  try {
    const outcomes = await runDue(means, wanted, run, catchesUp);
    if (outcomes.some(({ state }) => state === 'failed')) await tellOverdue(means, run);
    await tellMissed(means, '', run);
    return outcomes;
  } catch (thrown) {
    const error = asLifeboatError(thrown);
    // Who names a plan is there to read what became of it.
    if (error.kind === 'cancelled' || typeof wanted === 'object') throw thrown;
    // It passes; where it does not, a run is missed over it.
    if (error.kind === 'busy' || error.code === 'CLOCK_NOT_SET') await tellMissed(means, error.message, run);
    else await tellOf(means, { plan: '', state: 'stuck', about: error.code, message: error.message }, run);
    throw thrown;
  }
}

async function tellMissed(means: Means, why: string, run: Run): Promise<void> {
  const settings = await openSettings(means.home);
  const records = readRecords(means.home);
  const isRunning = await isRunHeld(means.home);
  const [now, zone] = [means.world.now(), timeZoneOf(await installationIfAny(means))];
  for (const due of await findDue(means, settings, 'due')) {
    const { plan, at } = due;
    if (!isMissed(due, records[plan.name] ?? null, now, isRunning)) continue;
    // By a clock that was never set it was due before there was such a plan.
    const what =
      at.getTime() > Date.parse(plan.since)
        ? `The run of ${plan.name} that was due ${dayAndTime(at, now, zone)} was not made.`
        : `No run of ${plan.name} is made.`;
    const message = [what, why];
    await tellOf(
      means,
      {
        plan: plan.name,
        state: 'missed',
        about: at.toISOString(),
        message: message.filter(Boolean).join(' '),
      },
      run,
    );
  }
}

/** After a failed run: whether backups are getting old over it. */
async function tellOverdue(means: Means, run: Run): Promise<void> {
  const { world, home } = means;
  const settings = await openSettings(home);
  const zone = timeZoneOf(await installationIfAny(means));
  const now = world.now();
  const clock = { now, zone, deviceId: await settings.deviceId() };
  const before = staleBefore(settings.get('plans'), clock);
  const { backups } = await readCatalog(await locationsOf(means, []));
  const last = lastWhole(backups, now);
  if (before === null || (last && Date.parse(last.date) >= before.getTime())) return;
  const message = last
    ? `The last whole backup is of ${dayAndTime(new Date(last.date), now, zone)}.`
    : 'There is no whole backup.';
  await tellOf(means, { plan: '', state: 'overdue', message }, run);
}
