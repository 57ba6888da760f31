/** The timer of this device: which kind it has, how it stands, and what it is wished to be. */
import path from 'node:path';
import { timeZoneOf } from '../../device/time-zone.ts';
import { LifeboatError } from '../../errors.ts';
import { acquireLock, isLocked, type Lock } from '../../lock.ts';
import { makePrivateFolder } from '../../private-file.ts';
import type { WorkFolder } from '../../work-folder.ts';
import type { World } from '../../world.ts';
import { recurrenceOf } from '../due.ts';
import { type Wake, wakesOf } from '../occurrences.ts';
import { type SchedulePlan, weekdays } from '../types.ts';
import { cronTimer, hasCron } from './cron.ts';
import { hasSystemd, systemdTimer } from './systemd.ts';
import type { Timer, TimerDevice, TimerKind, TimerState, TimerWish } from './types.ts';

/** How the timer stands. */
export interface TimerReport {
  kind: TimerKind;
  /** For people; '' for the loop. */
  where: string;
  state: TimerState;
  /** A plan is on, so something has to wake Lifeboat up. */
  isWished: boolean;
  /** Neither missing, nor other than wished, nor left over. */
  isRight: boolean;
}

/** What a wish follows from. */
export interface WishFacts {
  plans: readonly SchedulePlan[];
  home: string;
  /** The configuration directory. */
  config: string;
  zone: string;
  deviceId: string;
  now: Date;
}

/** This program as it was started: absolute, with the options of Node that it needs. */
function thisProgram(): string[] {
  return [process.execPath, ...process.execArgv, path.resolve(process.argv[1] ?? '')];
}

export function isRootUser(): boolean {
  return process.getuid?.() === 0;
}

/** Null where no plan is on: then no timer is wished. */
export function timerWish(facts: WishFacts, program: readonly string[] = thisProgram()): TimerWish | null {
  const { home, config, zone, deviceId, now } = facts;
  const plans = facts.plans.filter(({ isOn }) => isOn);
  if (plans.length === 0) return null;
  const wakes = (clock: string) =>
    merge(plans.flatMap((plan) => wakesOf(recurrenceOf(plan, { zone, deviceId }), now, clock)));
  return {
    command: [...program, 'run', '--due', '--home', home, '--installation', config],
    home,
    wakes: wakes(zone),
    zone,
    deviceWakes: wakes(timeZoneOf(null)),
  };
}

/** Each time once, with the days of all. */
function merge(wakes: readonly Wake[]): Wake[] {
  const times = [...new Set(wakes.map(({ time }) => time))].sort();
  return times.map((time) => {
    const days = wakes.filter((wake) => wake.time === time).flatMap((wake) => wake.days);
    return { time, days: weekdays.filter((day) => days.includes(day)) };
  });
}

/** The kind that this device offers, the best first; none where only `run --loop` is left. */
function timersOf(device: TimerDevice): Timer[] {
  const { world, isRoot } = device;
  // The system's timer may run the plans of a home that another user looks at.
  const devices = isRoot ? [device] : [device, { world, isRoot: true }];
  return devices.flatMap((one) => [
    ...(hasSystemd(world) ? [systemdTimer(one)] : []),
    ...(hasCron(world) ? [cronTimer(one)] : []),
  ]);
}

export async function lookAtTimer(
  device: TimerDevice,
  home: string,
  wish: TimerWish | null,
): Promise<TimerReport> {
  const isWished = wish !== null;
  if (await isLocked(loopFolder(home)))
    return { kind: 'loop', where: '', state: 'installed', isWished, isRight: true };
  const timers = timersOf(device);
  // Without a wish any text differs from it: what counts then is whether there is something.
  const nothing: TimerWish = { command: [], home, wakes: [], zone: 'UTC', deviceWakes: [] };
  for (const timer of timers) {
    const state = await timer.look(wish ?? nothing);
    if (state === 'absent') continue;
    const { kind, where } = timer;
    return { kind, where, state, isWished, isRight: isWished && state === 'installed' };
  }
  const { kind, where } = timers[0] ?? { kind: 'loop' as const, where: '' };
  return { kind, where, state: 'absent', isWished, isRight: !isWished };
}

/** Installs what is wished, or mends it. Sentences that the user should know. */
export async function installTimer(device: TimerDevice, wish: TimerWish): Promise<string[]> {
  const [timer] = timersOf(device);
  if (!timer) throw noTimer(wish);
  const others = timersOf(device).slice(1);
  const notes = await timer.install(wish);
  // A second one would do no harm, but nobody would know why it is there.
  if (device.isRoot) for (const other of others) await other.remove(wish.home);
  return notes;
}

/** Removes whatever there is of it. */
export async function removeTimer(device: TimerDevice, home: string): Promise<void> {
  for (const timer of timersOf(device).slice(0, device.isRoot ? undefined : 1)) await timer.remove(home);
}

/** What runs the schedule where there is no timer. */
export function loopCommand({ command }: TimerWish): string {
  return command.map((word) => (word === '--due' ? '--loop' : word)).join(' ');
}

function noTimer(wish: TimerWish): LifeboatError {
  return new LifeboatError(
    'failed',
    'NO_TIMER',
    'Neither systemd nor cron runs on this device, to start a schedule.',
    {
      safe: 'The plans are kept; nothing runs them yet.',
      remedies: [`Have this run as a service, e.g. as the command of a container: ${loopCommand(wish)}`],
    },
  );
}

function loopFolder(home: string): WorkFolder {
  const folder = path.join(home, 'loop');
  return { of: home, folder, top: folder };
}

/** Throws `busy` where another loop carries this schedule out. */
export function holdLoop(world: World, home: string): Promise<Lock> {
  makePrivateFolder(home);
  return acquireLock(loopFolder(home), 'run --loop', world.now());
}
