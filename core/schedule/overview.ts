/** The schedule as it stands: what is planned, what became of it, whether anything carries it out. */
import { dayAndTime } from '../calendar.ts';
import { partIds } from '../device/part-ids.ts';
import { timeZoneOf } from '../device/time-zone.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { ownName } from '../locations/choose.ts';
import { noticeTroubles } from '../notify/notices.ts';
import { keepingLocation } from '../retention/facts.ts';
import type { SettingsStore } from '../settings/types.ts';
import type { World } from '../world.ts';
import { clockTrouble, datesOfPlans } from './clock.ts';
import { type DueRun, dueRuns, isMissed, recurrenceOf, staleBefore } from './due.ts';
import { nextRuns } from './occurrences.ts';
import { isRunHeld, type RunRecord, readRecords } from './records.ts';
import { isRootUser, lookAtTimer, type TimerReport, timerWish } from './timers/device.ts';
import type { TimerWish } from './timers/types.ts';
import type { SchedulePlan } from './types.ts';

/** A plan, when it runs next, and what became of its last run. */
export interface PlanState {
  plan: SchedulePlan;
  /** The next three; none where it is off. */
  next: Date[];
  record: RunRecord | null;
  /** It is due and was not run, or not to its end. */
  due: DueRun | null;
  isRunning: boolean;
  /** It should have run long ago, and nobody tried. */
  isMissed: boolean;
  /** What it names and is not there, as sentences. */
  strangers: string[];
}

export interface Schedule {
  /** IANA name: all times of the plans are on its clock. */
  zone: string;
  /** Home Assistant has none that is known here. */
  isZoneOfDevice: boolean;
  plans: PlanState[];
  /** The first run of all. */
  next: Date | null;
  timer: TimerReport;
  /** What the timer should be; null: none is needed. */
  wish: TimerWish | null;
  /** Backups older than this are older than two runs of a plan: null where there were none. */
  staleBefore: Date | null;
  /** What keeps all plans from running, as sentences. */
  faults: string[];
  /** Those and what is wrong with single plans, the most important first. */
  warnings: string[];
}

const shownRuns = 3;

export interface ScheduleSources {
  world: World;
  home: string;
  installation: Installation;
  settings: SettingsStore;
}

/** Throws SETTINGS_WRONG; see also `readScheduleOrFault`. */
export async function readSchedule({
  world,
  home,
  installation,
  settings,
}: ScheduleSources): Promise<Schedule> {
  const plans = settings.get('plans');
  const now = world.now();
  const zone = timeZoneOf(installation);
  // Without a plan nothing is looked for, and nothing is written: the id is made with the first plan.
  const deviceId = plans.length === 0 ? '' : await settings.deviceId();
  const clock = { now, zone, deviceId };
  const records = readRecords(home);
  const known = settings.get('locations').map(({ name }) => name);
  const locations = known.length > 0 ? known : [ownName];
  const due = dueRuns(plans, records, clock);
  const isRunning = plans.length > 0 && (await isRunHeld(home));
  const wish = timerWish({ plans, home, config: installation.config, ...clock });
  const trouble = wish === null ? null : await clockTrouble(world, datesOfPlans(plans));
  const states = plans.map((plan): PlanState => {
    const record = records[plan.name] ?? null;
    const dueRun = due.find((one) => one.plan === plan) ?? null;
    return {
      plan,
      next: plan.isOn ? nextRuns(recurrenceOf(plan, clock), now, shownRuns) : [],
      record,
      due: dueRun,
      isRunning: isRunning && record?.state === 'running',
      // What a wrong clock calls due was missed by nobody.
      isMissed: trouble === null && dueRun !== null && isMissed(dueRun, record, now, isRunning),
      strangers: strangersOf(plan, installation, locations),
    };
  });
  const timer = await lookAtTimer({ world, isRoot: isRootUser() }, home, wish);
  const faults = [
    ...(trouble === null ? [] : [`${trouble} Until it is set no plan runs.`]),
    ...timerWarnings(timer),
  ];
  return {
    zone,
    isZoneOfDevice: installation.timeZone === null,
    plans: states,
    next: states.flatMap(({ next }) => next).sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
    timer,
    wish,
    staleBefore: staleBefore(plans, clock),
    faults,
    warnings: [
      ...faults,
      ...states.flatMap((state) => planWarnings(state, now, zone)),
      ...wrongRules(settings, known),
      ...noticeTroubles(home),
    ],
  };
}

/**
 * As `readSchedule`, for who shows much else besides: where it cannot be read, or where its Home Assistant is gone, there is
 * that fault, and nothing else.
 */
export async function readScheduleOrFault({
  installation,
  ...sources
}: Omit<ScheduleSources, 'installation'> & { installation: Installation | null }): Promise<Schedule> {
  try {
    if (installation) return await readSchedule({ installation, ...sources });
    const isAnyOn = sources.settings.get('plans').some(({ isOn }) => isOn);
    return emptySchedule(isAnyOn ? ['No plan runs: there is no Home Assistant to back up.'] : []);
  } catch (error) {
    if (!(error instanceof LifeboatError)) throw error;
    return emptySchedule([`No plan runs, and no old backup is removed. ${error.message}`]);
  }
}

function emptySchedule(faults: string[]): Schedule {
  return {
    zone: timeZoneOf(null),
    isZoneOfDevice: true,
    plans: [],
    next: null,
    timer: { kind: 'loop', where: '', state: 'absent', isWished: false, isRight: true },
    wish: null,
    staleBefore: null,
    faults,
    warnings: faults,
  };
}

/** Rules of locations that somebody wrote by hand and that cannot be: nothing is removed there. */
function wrongRules(settings: SettingsStore, locations: readonly string[]): string[] {
  return locations.flatMap((name) => {
    try {
      keepingLocation(settings, name);
      return [];
    } catch (error) {
      if (error instanceof LifeboatError) return [`No old backup is removed from ${name}. ${error.message}`];
      throw error;
    }
  });
}

function timerWarnings({ isRight, isWished, state, kind }: TimerReport): string[] {
  if (isRight) return [];
  if (!isWished) return ['No plan is on, but the timer is still there: lifeboat schedule uninstall'];
  if (state === 'differs')
    return ['The timer does not fit the schedule any more: mend it (lifeboat schedule install).'];
  return kind === 'loop'
    ? ['Nothing carries the schedule out: this needs to run as a service: lifeboat run --loop']
    : ['Nothing carries the schedule out yet: install its timer (lifeboat schedule install).'];
}

/** After a part or a location was renamed or forgotten, or a plan written by hand. */
function strangersOf(
  { name, parts, locations }: SchedulePlan,
  installation: Installation,
  known: string[],
): string[] {
  const ids = partIds(installation);
  const [part] = (parts ?? []).filter((one) => !ids.includes(one));
  const [location] = locations.filter((one) => !known.includes(one));
  return [
    ...(part ? [`The plan ${name} names the part ${part}, which is not there.`] : []),
    ...(location ? [`The plan ${name} names the location ${location}, which is not set up.`] : []),
  ];
}

function planWarnings(
  { plan, record, due, isRunning, isMissed, strangers }: PlanState,
  now: Date,
  zone: string,
): string[] {
  if (!plan.isOn || isRunning) return [];
  const when = (date: Date) => dayAndTime(date, now, zone);
  const warnings = [...strangers];
  if (record?.state === 'failed')
    warnings.push(
      `The last run of ${plan.name}, ${when(new Date(record.started))}, failed: ${record.message}`,
    );
  if (record?.state === 'incomplete')
    warnings.push(`The last run of ${plan.name} is incomplete: ${record.message}`);
  if (due && isMissed) warnings.push(`The run of ${plan.name} that was due ${when(due.at)} was not made.`);
  return warnings;
}
