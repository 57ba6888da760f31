/** What is to be backed up when, and how long it is kept. */
import type { PartId } from '../archive/types.ts';
import type { Keep } from '../retention/types.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A plan of the schedule: settings, no dates. Times are on the clock of the installation's time zone. */
export interface SchedulePlan {
  /** Stands in each backup that it makes, so that retention knows them again: letters, digits and dashes. */
  name: string;
  isOn: boolean;
  days: Weekday[];
  /** `HH:MM`, one or several a day. */
  times: string[];
  /**
   * Minutes after each time in which it runs; 0: at once. Each device has its own moment in there, the same every day,
   * so that many devices do not visit a server at the same time and the next date can be told.
   */
  window: number;
  /** Null: everything. */
  parts: PartId[] | null;
  exclude: string[];
  /** Names of locations; empty: all. */
  locations: string[];
  /** A location may have a rule of its own, which then holds there instead: `LocationSettings.retention`. */
  keep: Keep;
  /** ISO: when it was made, or its times were changed. What lies before is not made up. */
  since: string;
}
