/** What wakes Lifeboat up when a backup is due. It is told when to wake, and nothing else: `run` decides what is due. */
import type { World } from '../../world.ts';
import type { Wake } from '../occurrences.ts';

/** A timer of systemd, of the system or of one user; a table of cron, likewise; or the program itself, as a service. */
export type TimerKind = 'systemd' | 'systemd-user' | 'cron' | 'crontab' | 'loop';

/** What is to be installed. */
export interface TimerWish {
  /** The program and its arguments, absolute: nothing is looked up when it runs. */
  command: readonly string[];
  /** Lifeboat's home: a device has one timer, for one home. */
  home: string;
  /** On the clock of `zone`. */
  wakes: readonly Wake[];
  zone: string;
  /** The same on the clock of the device, for a timer that knows no zones. */
  deviceWakes: readonly Wake[];
}

/** installed: as wished; differs: for other times or another program; absent: there is none for this home. */
export type TimerState = 'installed' | 'differs' | 'absent';

export interface Timer {
  readonly kind: Exclude<TimerKind, 'loop'>;
  /** For people: the file that it is in, or the command that shows it. */
  readonly where: string;
  look(wish: TimerWish): Promise<TimerState>;
  /** Throws LifeboatError, also where the timer of another home is in the way. Sentences that the user should know. */
  install(wish: TimerWish): Promise<string[]>;
  /** Removes the timer of this home; does no harm where there is none. */
  remove(home: string): Promise<void>;
}

export interface TimerDevice {
  world: World;
  isRoot: boolean;
}
