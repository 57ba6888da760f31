/** `lifeboat schedule preview`: dates to come, and what retention makes of every backup at the next run. */
import { dayAndTime } from '../../../core/calendar.ts';
import { LifeboatError } from '../../../core/errors.ts';
import { countOf, formatBytes } from '../../../core/format.ts';
import { verdictText } from '../../../core/retention/words.ts';
import { recurrenceOf } from '../../../core/schedule/due.ts';
import { nextRuns } from '../../../core/schedule/occurrences.ts';
import { findPlan } from '../../../core/schedule/plans.ts';
import { retentionAt } from '../../../core/schedule/run.ts';
import type { Context } from '../../context.ts';
import { table } from '../../output/table.ts';
import { scheduleOf } from './show.ts';

export async function preview(context: Context, name: string | null, count: number): Promise<undefined> {
  const { output, world, home } = context;
  const settings = await context.settings();
  const plans = settings.get('plans');
  const chosen = name === null ? plans : [findPlan(plans, name)];
  const { zone } = await scheduleOf(context);
  const clock = { zone, deviceId: plans.length > 0 ? await settings.deviceId() : '' };
  const now = world.now();
  const dates = chosen.map((plan) => {
    return { plan: plan.name, dates: plan.isOn ? nextRuns(recurrenceOf(plan, clock), now, count) : [] };
  });
  const runs = dates.map(({ plan, dates: [at] }) => ({ plan, at: at ?? null }));
  // Of all plans those that are off run no time soon; one that is asked for by its name is looked at as if it did.
  const wanted = name === null ? runs.filter(({ at }) => at !== null) : runs;
  const installation = await context.installation();
  const locations = [];
  for (const location of await context.locations()) {
    const { name } = location;
    try {
      const verdicts = await retentionAt({ world, home }, installation, location, wanted);
      locations.push({ name, verdicts, problem: null });
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      locations.push({ name, verdicts: [], problem: error.message });
    }
  }
  output.document({
    zone,
    plans: dates,
    locations: locations.map(({ name, verdicts, problem }) => ({
      name,
      problem,
      backups: verdicts.map((verdict) => {
        const { backup, stays, reasons, exemption } = verdict;
        const { id, date, size } = backup;
        return { id, date, size, stays, why: verdictText(verdict), reasons, exemption };
      }),
    })),
  });
  const when = (date: Date | string) => dayAndTime(new Date(date), now, zone);
  for (const { plan, dates: all } of dates) {
    output.print(`${plan}  (${zone})`);
    for (const date of all) output.print(`  ${when(date)}`);
    if (all.length === 0) output.print('  it is off');
  }
  for (const { name: location, verdicts, problem } of locations) {
    if (problem !== null) {
      output.print(`${location}: nothing would go. ${problem}`);
      continue;
    }
    const leaving = verdicts.filter(({ stays }) => !stays);
    const size = leaving.reduce((sum, { backup }) => sum + backup.size, 0);
    const going =
      leaving.length > 0
        ? `${countOf(leaving.length, 'backup')} would go (${formatBytes(size)})`
        : 'nothing would go';
    output.print(`${location}: ${countOf(verdicts.length, 'backup')}; at the next run ${going}`);
    const rows = verdicts.map((verdict) => [
      verdict.stays ? '  keep' : '  GO',
      verdict.backup.id,
      when(verdict.backup.date),
      verdictText(verdict),
    ]);
    for (const line of table(rows)) output.print(line);
  }
  return undefined;
}
