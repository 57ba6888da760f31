/** The sentences of "Clean up". */
import { countOf, formatBytes } from '../../core/format.ts';

export const cleanUpText = {
  title: 'Clean up',
  hint: 'How many backups the schedule keeps.',
  loading: 'Looking at the backups ...',
  noPlan: 'Nothing is removed: no backup is made by itself yet, and those made by hand always stay.',
  toSchedule: 'Set up the schedule',

  home: {
    none: 'nothing is removed',
    keeps: (rule: string) => `keeps ${rule}`,
    more: (count: number) => `${count} plans, each with a rule`,
  },

  total: (count: number, size: number) => `${countOf(count, 'backup')}, ${formatBytes(size)}`,
  willGo: (whole: number, partly: number, all: number, size: number, when: string) =>
    `With this, ${going(whole, partly, all)} ${when} (${formatBytes(size)}).`,
  willGoShort: (count: number, size: number) =>
    `${countOf(count, 'backup')} would go (${formatBytes(size)}).`,
  noneGoesShort: 'All backups stay.',
  staysIn: (names: readonly string[]) => `stays in ${names.join(', ')}`,
  noneGoes: (all: number, when: string) =>
    `With this, ${all === 1 ? 'the only backup stays' : `all ${countOf(all, 'backup')} stay`} ${when}.`,
  atRun: (when: string) => `at the next run, ${when}`,
  atAnyRun: 'at the next run',
  isOff: 'The plan is off: nothing is removed before it runs again.',
  always:
    'Pinned ones, those made by hand, by Home Assistant or by another device, and the newest good one always stay.',
  unread: (location: string) => `${location} cannot be read now: what would go there is not shown.`,
  ownRule: (location: string, rule: string) => `${location} has a rule of its own: ${rule}.`,
  more: (count: number) => `and ${count} more`,

  labels: {
    plan: 'Plan',
    daily: 'Daily',
    weekly: 'Weekly',
    monthly: 'Monthly',
    yearly: 'Yearly',
    last: 'Newest',
    days: 'Last days',
    atLeast: 'At least',
  },
  notes: {
    daily: (number: number) => `the newest of a day, for ${countOf(number, 'day')}`,
    weekly: (number: number) => `the newest of a week, for ${countOf(number, 'week')}`,
    monthly: (number: number) => `the newest of a month, for ${countOf(number, 'month')}`,
    yearly: (number: number) => `the newest of a year, for ${countOf(number, 'year')}`,
    last: (number: number) => `the newest ${countOf(number, 'backup')}, whatever their age`,
    days: (number: number) => `everything of the last ${countOf(number, 'day')}`,
    atLeast: (number: number) => `never fewer than ${number}`,
  },
  notUsed: 'not used',
  noNumber: 'A whole number is needed, 0 or more.',
  everything: 'No rule is used: everything is kept.',
  save: 'Save the rules',
  unchanged: 'nothing was changed',
  saved: 'Saved. Nothing is removed before the next run.',

  keys: {
    more: 'one more',
    fewer: 'one fewer',
    type: 'type',
    save: 'save',
    plan: 'next plan',
    all: 'every backup with its reason',
    allShort: 'reasons',
    toSave: 'to the last row',
  },
  hints: {
    plan: 'Each plan has rules for the backups that it makes. Enter shows those of the next plan.',
    rule: 'Right and Left change the number, Enter types it. A backup stays if any of the rules wants it.',
    atLeast: 'So many stay in each location, whatever the rules say.',
    save: 'Old backups are removed after a new one was made and read back, in each location on its own.',
  },

  reasons: {
    title: 'Reasons',
    head: (when: string) => `What stays and what goes ${when}:`,
    stays: 'stays',
    goes: 'GOES',
    nothing: 'There is no backup yet.',
  },

  confirm: {
    title: (count: number) => `Remove ${countOf(count, 'backup')} at the next run?`,
    save: 'Save it so',
  },
  leave: {
    title: 'Save the changes?',
    lines: ['The rules are not saved yet.'],
    save: 'Save them',
    drop: 'Leave without them',
    stay: 'Go on changing',
  },

  plain: {
    rule: (plan: string, rule: string) => `${plan} keeps ${rule}.`,
    change: (plan: string) => `Change the rules of ${plan}`,
    ask: 'Rules, such as daily=7,weekly=4,monthly=6,least=3:',
    confirm: 'Save it so',
    back: 'Leave it as it is',
  },
};

/** `3 of 14 backups would go`, `2 of 14 backups would go from some locations`. */
function going(whole: number, partly: number, all: number): string {
  const partial = `${partly} of ${countOf(all, 'backup')} would go from some locations`;
  if (whole === 0) return partial;
  return `${whole} of ${countOf(all, 'backup')} would go${partly > 0 ? `, and ${partly} from some locations` : ''}`;
}
