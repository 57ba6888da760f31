/** Carries one plan out: backup, read back, copies to the locations that lack it, and only then retention. */
import { planBackup } from '../backup/plan.ts';
import type { BackupPlan } from '../backup/types.ts';
import { readCatalog } from '../catalog/catalog.ts';
import { answer } from '../device/answer.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { conductHere } from '../jobs/conduct.ts';
import { locationsOf, type Means } from '../jobs/means.ts';
import type { JobResults } from '../jobs/types.ts';
import type { Location } from '../locations/types.ts';
import { awayCode } from '../locations/usb.ts';
import { samePlaceCode } from '../lock-holder.ts';
import { applyRetention, type Removal } from '../retention/apply.ts';
import { keepingLocation, retentionFacts } from '../retention/facts.ts';
import type { Verdict } from '../retention/plan.ts';
import { type Coming, previewRetentionOfAll } from '../retention/preview.ts';
import { openSettings } from '../settings/settings.ts';
import { copyTo } from './catch-up.ts';
import { isPassing } from './records.ts';
import type { SchedulePlan } from './types.ts';

/** Something that went wrong on the way, and did not end the run. */
export interface RunProblem {
  /** The name of a location; null: it concerns the backup itself. */
  location: string | null;
  message: string;
}

export interface PlanResult {
  plan: string;
  backup: JobResults['backup'];
  /** Copies that were made afterwards, where the backup itself did not arrive. */
  copied: JobResults['copy'][];
  removed: Removal[];
  problems: RunProblem[];
  /** Names of locations that lack the backup still. */
  missing: string[];
}

/** Throws what the backup throws when no location gets it. What fails after it is told in the result. */
export async function runPlan(means: Means, plan: SchedulePlan, run: Run): Promise<PlanResult> {
  const installation = await means.installation();
  const { locations, gone } = await locationsOfPlan(means, plan);
  const backup = await conductHere(
    means,
    { kind: 'backup', plan: await planned(means, plan, run.signal) },
    run,
  );
  const result: PlanResult = {
    plan: plan.name,
    backup,
    copied: [],
    removed: [],
    problems: [
      ...backup.left_out.map(({ path, reason }) => ({ location: null, message: `${path}: ${reason}` })),
      ...gone.map((name) => ({ location: name, message: 'There is no such location any more.' })),
    ],
    missing: [],
  };
  for (const { name, code, message } of backup.failed) {
    // No second copy, then, and none that is missing.
    if (code === samePlaceCode) {
      result.problems.push({ location: name, message });
      continue;
    }
    const location = locations.find((one) => one.name === name);
    try {
      if (!location) throw new Error(`no location ${name}`);
      await answer(location.usage(), location.path);
      result.copied.push(await copyTo(means, location, backup.backup, locations, run));
    } catch (error) {
      if (isEnd(error)) throw error;
      result.missing.push(name);
      // A drive that is not plugged in is no fault: it gets its copy when it is.
      if (code !== awayCode) result.problems.push({ location: name, message });
    }
  }
  if (!backup.verified) return result;
  if (isPassing(means.home)) {
    // After the next start of the device this run may be made once more, and would push older backups out.
    result.problems.push({ location: null, message: notKept(means.home) });
    return result;
  }
  const arrived = [
    ...backup.backup.locations.map(({ name }) => name),
    ...result.copied.map((copy) => copy.location),
  ];
  for (const location of locations.filter(({ name }) => arrived.includes(name)))
    await cleanUp(means, installation, location, run, result);
  return result;
}

function notKept(home: string): string {
  return `Nothing can be kept in ${home}: this run is recorded in memory alone, and no old backup was removed.`;
}

/** The locations of a plan that are set up, and the names of those that are not any more. Throws where none is left. */
export async function locationsOfPlan(
  means: Means,
  { locations: names }: Pick<SchedulePlan, 'locations'>,
): Promise<{ locations: Location[]; gone: string[] }> {
  const all = await locationsOf(means, []);
  const isThere = (name: string) => all.some((location) => location.name === name);
  const there = names.filter(isThere);
  if (names.length > 0 && there.length === 0) return { locations: await locationsOf(means, names), gone: [] };
  return {
    locations: names.length === 0 ? all : all.filter(({ name }) => there.includes(name)),
    gone: names.filter((name) => !isThere(name)),
  };
}

/** The backup that a plan asks for now. */
export async function planned(means: Means, plan: SchedulePlan, signal?: AbortSignal): Promise<BackupPlan> {
  const settings = await openSettings(means.home);
  return planBackup(means.world, await means.installation(), {
    ...(plan.parts ? { parts: plan.parts } : {}),
    exclude: [...settings.get('exclude'), ...plan.exclude],
    locations: (await locationsOfPlan(means, plan)).locations,
    encryption: { version: null },
    verify: true,
    schedule: plan.name,
    ...(signal ? { signal } : {}),
  });
}

async function cleanUp(
  means: Means,
  installation: Installation,
  location: Location,
  run: Run,
  result: PlanResult,
): Promise<void> {
  try {
    const verdicts = await retentionAt(means, installation, location, [{ plan: result.plan, at: null }]);
    const { removed, failed } = await applyRetention(location, verdicts, means.world.now(), run);
    result.removed.push(...removed);
    for (const { path, reason } of failed)
      result.problems.push({ location: location.name, message: `${path} was not removed: ${reason}` });
  } catch (error) {
    if (!(error instanceof LifeboatError) || isEnd(error)) throw error;
    result.problems.push({ location: location.name, message: `Nothing was removed there: ${error.message}` });
  }
}

/** What these runs make of the backups at a location. Throws `unreachable` where they cannot be listed. */
export async function retentionAt(
  { world, home }: Pick<Means, 'world' | 'home'>,
  installation: Installation,
  location: Location,
  runs: readonly Coming[],
): Promise<Verdict[]> {
  const settings = await openSettings(home);
  const { backups, problems } = await readCatalog([location]);
  const dead = problems.find(({ path }) => path === location.path);
  if (dead) throw new LifeboatError('unreachable', dead.code, dead.message);
  const facts = await retentionFacts({ world, settings, installation }, backups);
  return previewRetentionOfAll(facts, keepingLocation(settings, location.name), runs);
}

function isEnd(error: unknown): boolean {
  return !(error instanceof LifeboatError) || error.kind === 'cancelled';
}
