import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { dayAndTime, formatDate } from '../../core/calendar.ts';
import { exitCodes, LifeboatError } from '../../core/errors.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import { installationFinder, type Means } from '../../core/jobs/means.ts';
import type { Verdict } from '../../core/retention/plan.ts';
import { verdictText } from '../../core/retention/words.ts';
import type { Schedule } from '../../core/schedule/overview.ts';
import type { PlanOutcome, Wanted } from '../../core/schedule/run-due.ts';
import { version } from '../../core/version.ts';
import type { Context, Start } from '../context.ts';
import { runJob } from '../job.ts';
import { keepTimer, scheduleOf } from './schedule/show.ts';

interface RunOptions {
  due?: true;
  loop?: true;
  dryRun?: true;
}

export function runCommand(start: Start): Command {
  return new Command('run')
    .description('make the backups of the schedule, check them, remove old ones')
    .argument('[plan]', 'this plan alone; without it: all that are on')
    .option('--due', 'as a timer calls it: only what is due; the timer is kept in line')
    .option('--loop', 'stay and do so whenever something is due, where there is neither systemd nor cron')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action((plan: string | undefined, options: RunOptions, command: Command) =>
      start(command, (context) => {
        const wanted = plan === undefined ? (options.due ? 'due' : 'now') : { plan };
        if (options.dryRun) return dryRun(context, wanted);
        return options.loop ? loop(context) : run(context, wanted);
      }),
    );
}

async function run(context: Context, wanted: Wanted): Promise<number> {
  const { output } = context;
  await giveWay(context);
  const [{ wake }, means] = await Promise.all([import('../../core/schedule/wake.ts'), context.means()]);
  const outcomes = await runJob(context, { hasEvents: true }, (job) => wake(means, wanted, job));
  const schedule = await scheduleOf(context);
  // Only the timer itself: whoever tries another Lifeboat by hand does not mean it to be started every night.
  if (wanted === 'due') for (const note of await notesOfTimer(context)) output.note(note);
  output.document({ type: 'result', runs: outcomes.map(documentOf), next: schedule.next });
  for (const line of outcomes.flatMap(lines)) output.print(line);
  if (outcomes.length === 0) output.print(nothingDue(schedule, context.world.now()));
  return exitCodeOf(outcomes);
}

/** The backups count: that the timer cannot be mended makes no run a failed one. */
async function notesOfTimer(context: Context): Promise<string[]> {
  try {
    return await keepTimer(context);
  } catch (error) {
    if (error instanceof LifeboatError) return [error.message, ...error.remedies];
    throw error;
  }
}

/** Nobody waits for a backup at night. */
async function giveWay({ world, output }: Context): Promise<void> {
  if (output.canAsk) return;
  const { lowerPriority } = await import('../../core/jobs/priority.ts');
  await lowerPriority(world);
}

function nothingDue({ next, zone }: Schedule, now: Date): string {
  return next ? `Nothing is due; next ${dayAndTime(next, now, zone)} (${zone}).` : 'Nothing is due.';
}

/** The first failure counts, else what is incomplete. */
function exitCodeOf(outcomes: readonly PlanOutcome[]): number {
  const failed = outcomes.find(({ error }) => error !== null)?.error;
  if (failed) return failed.exitCode;
  return outcomes.some(({ state }) => state === 'incomplete') ? exitCodes.incomplete : 0;
}

function documentOf({ plan, due, state, result, error }: PlanOutcome): object {
  return {
    plan,
    due,
    state,
    backup: result?.backup.backup ?? null,
    verified: result?.backup.verified ?? false,
    complete: result?.backup.complete ?? false,
    left_out: result?.backup.left_out ?? [],
    copied: result?.copied ?? [],
    removed: result?.removed ?? [],
    problems: result?.problems ?? [],
    error: error && { code: error.code, message: error.message, safe: error.safe, remedies: error.remedies },
  };
}

function lines({ plan, state, result, error }: PlanOutcome): string[] {
  if (!result)
    return error ? [`${plan}: FAILED: ${error.message}`, ...error.remedies.map((way) => `  - ${way}`)] : [];
  const { backup } = result.backup;
  return [
    `${plan}: ${state === 'done' ? 'done' : 'INCOMPLETE'}: ${backup.id}, ${formatBytes(backup.size)}, read back`,
    ...backup.locations.map(({ path }) => `  in ${path}`),
    ...result.copied.map(({ path }) => `  copied to ${path}`),
    ...result.removed.map(({ path }) => `  removed ${path}`),
    ...result.problems.map(
      ({ location, message }) => `  ${location === null ? '' : `${location}: `}${message}`,
    ),
  ];
}

/** Milliseconds between two looks at the clock. */
const loopPause = 30_000;

async function loop(context: Context): Promise<number> {
  const { world, home, output } = context;
  await giveWay(context);
  const { runLoop } = await import('../../core/schedule/loop.ts');
  const { secret } = await context.means();
  const config = context.globals.installation ?? null;
  const means = async (): Promise<Means> => {
    return { world, home, version, secret, installation: installationFinder(world, home, config) };
  };
  const zone = await context.zone();
  const say = (line: string) => output.print(`${formatDate(world.now(), zone)}  ${line}`);
  await runJob(context, { hasEvents: true }, (job) =>
    runLoop({
      means,
      run: job,
      pause: (signal) => wait(loopPause, undefined, { signal }).catch(() => undefined),
      onOutcome: (outcome) => {
        output.document({ type: 'result', runs: [documentOf(outcome)] });
        for (const line of lines(outcome)) say(line);
      },
      onTrouble: ({ code, message, safe, remedies }: LifeboatError) => {
        output.document({ type: 'note', code, message });
        for (const line of [message, safe, ...remedies]) if (line !== '') output.note(line);
      },
    }),
  );
  return 0;
}

async function dryRun(context: Context, wanted: Wanted): Promise<number> {
  const { output, world } = context;
  const [settings, means, installation] = [
    await context.settings(),
    await context.means(),
    await context.installation(),
  ];
  const { findDue, requireClockForRuns } = await import('../../core/schedule/run-due.ts');
  const { locationsOfPlan, planned, retentionAt } = await import('../../core/schedule/run.ts');
  const due = await findDue(means, settings, wanted);
  if (due.length > 0) await requireClockForRuns(means, settings);
  const runs = [];
  for (const { plan, at } of due) {
    const backup = await planned(means, plan);
    const removals: Verdict[] = [];
    for (const location of (await locationsOfPlan(means, plan)).locations) {
      try {
        const coming = { plan: plan.name, at: world.now() };
        removals.push(...(await retentionAt(means, installation, location, [coming])));
      } catch (error) {
        if (!(error instanceof LifeboatError)) throw error;
        output.note(`${location.name}: ${error.message}`);
      }
    }
    runs.push({
      plan: plan.name,
      due: at.toISOString(),
      backup,
      removals: removals.filter(({ stays }) => !stays),
    });
  }
  const schedule = await scheduleOf(context);
  output.document({ due: runs, next: schedule.next, zone: schedule.zone });
  for (const { plan, backup, removals } of runs) {
    output.print(
      `${plan}: ${countOf(backup.files, 'file')}, ${formatBytes(backup.bytes)} before compression`,
    );
    for (const { name } of backup.locations) output.print(`  to ${name}`);
    for (const verdict of removals)
      output.print(
        `  would remove ${verdict.backup.id} of ${formatDate(verdict.backup.date, schedule.zone)} from ${verdict.location}: ${verdictText(verdict)}`,
      );
  }
  if (runs.length === 0) output.print(nothingDue(schedule, world.now()));
  return 0;
}
