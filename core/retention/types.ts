/** How long backups are kept. */

/**
 * Each number asks for some backups; what none asks for goes. All of them 0: everything stays. Days, weeks, months and
 * years are those of the installation's time zone, weeks begin on Monday.
 */
export interface Keep {
  /** The newest ones. */
  last: number;
  /** All of the last days: those that are at most so many times 24 hours old. */
  days: number;
  /** The newest of each day, for so many days that have one; and so on. */
  daily: number;
  weekly: number;
  monthly: number;
  yearly: number;
  /** Never fewer than these, whatever the rest asks for; at least 1. */
  atLeast: number;
}
