/** The sentences of the schedule. */
import type { TimerReport } from '../../core/schedule/timers/device.ts';
import type { Weekday } from '../../core/schedule/types.ts';

const shortDays: Record<Weekday, string> = {
  mon: 'Mo',
  tue: 'Tu',
  wed: 'We',
  thu: 'Th',
  fri: 'Fr',
  sat: 'Sa',
  sun: 'Su',
};

export const scheduleText = {
  title: 'Schedule',
  hint: 'Backups that are made by themselves.',
  loading: 'Looking at the schedule ...',

  home: {
    none: 'off: no backup is made by itself',
    off: 'off',
    unreadable: 'cannot be read: nothing runs',
    next: (rule: string, stretch: string) => `${rule}, next in ${stretch}`,
    more: (count: number, stretch: string) => `${count} plans, next in ${stretch}`,
  },

  state: { on: 'on', off: 'off', isNew: 'not saved yet' },
  next: (rule: string, dates: readonly string[]) => `Runs ${rule}. Next: ${dates.join(', ')}.`,
  nextAfterSaving: (rule: string) =>
    `Runs ${rule}. Each device has its own moment in the window: it is told when this is saved.`,
  off: (rule: string) => `Would run ${rule}, but it is off.`,
  never: 'No day is ticked: it would never run.',
  proposal: 'No backup is made by itself yet. This is a proposal.',
  missed: (when: string) => `The run that was due ${when} was not made.`,
  last: {
    done: (when: string) => `Last run ${when}: done, and read back.`,
    incomplete: (when: string, message: string) => `Last run ${when}: incomplete. ${message}`,
    failed: (when: string, message: string) => `Last run ${when}: FAILED. ${message}`,
    cancelled: (when: string) => `Last run ${when}: cancelled.`,
    running: (when: string) => `It has been running since ${when}.`,
    cut: (when: string) => `The run of ${when} was cut off. It is made up at the next start.`,
  },

  labels: {
    name: 'Name',
    on: 'Schedule',
    days: 'Days',
    times: 'Time',
    window: 'Window',
    parts: 'What',
    exclude: 'Leave out',
    locations: 'Locations',
    keep: 'Keep',
    timer: 'Timer',
  },
  on: 'on',
  days: shortDays,
  noWindow: 'none: at that very minute',
  window: (minutes: number) => `some moment in the ${minutes} min after it`,
  noExclude: 'nothing',
  /** A location has a rule of its own. */
  keepDiffers: (rule: string) => `${rule}; some locations have their own`,
  timer: ({ kind, state, isWished }: TimerReport) => {
    if (kind === 'loop') return state === 'installed' ? 'lifeboat run --loop is running' : 'none: see how';
    const how = kind === 'cron' || kind === 'crontab' ? 'cron' : 'systemd';
    if (state === 'installed') return `${how} starts it`;
    if (state === 'differs')
      return isWished ? `${how}, for another schedule: mend it` : `${how}, left over: remove it`;
    return isWished ? `not installed: have ${how} start it` : 'not needed';
  },
  timerLater: 'asked for when this is saved',
  save: 'Save the changes',
  start: 'Start this schedule',
  unchanged: 'nothing was changed',
  saved: 'Saved.',

  hints: {
    name: 'Stands in its backups, so that clearing up knows them again.',
    on: 'Space turns it on and off. Its settings stay.',
    days: 'Left and Right choose a day, Space ticks it, a ticks all or none.',
    times: 'One or several times a day: 03:00, or 03:00, 15:30.',
    window: 'So that not all devices come to a server at once. 0: none.',
    parts: 'Space leaves it out or takes it in. With everything ticked, what is new later is taken too.',
    exclude: 'Patterns such as *.mp4, with commas between them.',
    locations: 'Each ticked location gets its own copy. A missed one is made up for at the next run.',
    keep: 'Enter shows which backups that keeps, and which not.',
    timer: 'What wakes Lifeboat up. What is missed while the device is off is made up afterwards.',
    save: 'A missed run is made up at the next start. Each backup is read back, then old ones are removed.',
  },

  keys: {
    toggle: 'on or off',
    tick: 'tick',
    all: 'all or none',
    dayLeft: 'the day before',
    dayRight: 'the day after',
    type: 'type',
    open: 'open',
    fresh: 'new plan',
    forget: 'forget this plan',
    forgetShort: 'forget',
    change: 'change',
    save: 'save',
    toSave: 'to the last row',
  },
  onlyOne: 'one has to stay ticked',
  notSaved: 'it is not saved yet',
  noTimerNeeded: 'no timer is needed',

  list: {
    next: (when: string) => `next ${when}`,
    off: 'off',
  },

  leave: {
    title: 'Save the changes?',
    lines: ['They are not saved yet.'],
    save: 'Save them',
    drop: 'Leave without them',
    stay: 'Go on changing',
  },
  install: {
    title: 'Install the timer?',
    lines: (where: string) => [
      `It writes ${where}, which starts Lifeboat when a backup is due.`,
      'Until then nothing carries the schedule out.',
    ],
    install: 'Install it',
    mendTitle: 'Mend the timer?',
    mendLines: (where: string) => [`${where} is for other times or another program: it is written anew.`],
    mend: 'Mend it',
    later: 'Not now',
    done: 'The timer is installed.',
  },
  remove: {
    title: 'Remove the timer?',
    lines: (where: string) => [
      `It takes ${where} away.`,
      'The plans stay, but nothing carries them out then.',
    ],
    remove: 'Remove it',
    done: 'The timer is removed.',
  },
  loop: {
    title: 'Neither systemd nor cron runs on this device',
    running: 'lifeboat run --loop carries the schedule out, as long as it runs.',
    lines: ['Have this run all the time, for instance as the command of a container:'],
    ok: 'Good',
  },
  forget: {
    title: (name: string) => `Forget the plan ${name}?`,
    lines: ['It runs no more. Its backups stay, and no rule removes them any more.'],
    forget: 'Forget it',
    done: (name: string) => `The plan ${name} is forgotten.`,
  },

  plain: {
    choose: (name: string, state: string) => `${name}: ${state}`,
    turn: (isOn: boolean) => (isOn ? 'Turn it off' : 'Turn it on'),
    times: (times: string) => `Times: ${times}`,
    days: (days: string) => `Days: ${days}`,
    askTimes: 'Times of day, such as 03:00 or 03:00,15:30:',
    askDays: 'Days, such as mon,wed,fri, or daily:',
    badDays: 'Please type daily, or some of mon,tue,wed,thu,fri,sat,sun.',
    install: 'Install the timer',
    remove: 'Remove the timer',
    fresh: 'Make a plan: every day 03:00, everything, to all locations',
    more: 'Other settings: lifeboat schedule set --help',
  },
};
