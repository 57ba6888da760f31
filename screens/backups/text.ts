/** The sentences about backups. */
import { allOf, countOf, formatAge, formatBytes } from '../../core/format.ts';
import type { Order } from './model.ts';

const backups = (count: number) => countOf(count, 'backup');

export const backupsText = {
  title: 'Backups',
  hint: 'Look inside, compare, check, copy, delete.',
  taskState: (count: number, newest: string | null, now: Date) => {
    if (count === 0 || newest === null) return 'none yet';
    return `${count}, newest ${formatAge(newest, now).replace(/ ago$/, ' old')}`;
  },

  looking: 'Looking for backups ...',
  waitingFor: (names: readonly string[]) => `Still waiting for ${names.join(', ')} ...`,
  none: 'There is no backup yet.',
  noneHint: 'Back up now, on the first screen, makes one.',
  total: (count: number, size: number) => `${backups(count)}, ${formatBytes(size)}`,
  marked: (count: number, all: number, size: number) => `${count} of ${all} marked, ${formatBytes(size)}`,

  columns: { when: 'When', kind: 'Kind', size: 'Size', where: 'Where', state: 'State' },
  kind: { full: 'full', partial: 'partial', byHand: 'by hand' },
  state: {
    checked: 'checked',
    damaged: 'damaged',
    'wrong-key': 'no key fits',
    unreadable: 'unreadable',
    cut: 'not whole',
    incomplete: 'incomplete',
    pinned: 'pinned',
  },

  detail: {
    noName: '(no name)',
    name: 'Name',
    holds: 'Holds',
    version: 'Version',
    made: 'Made by',
    key: 'Key',
    copies: 'Copies',
    checked: 'Checked',
    id: 'Id',
    homeAssistant: (version: string | null) =>
      version === null ? 'no Home Assistant in it' : `Home Assistant ${version}`,
    apps: (count: number) => countOf(count, 'app'),
    history: 'history',
    noHistory: 'no history',
    notEncrypted: 'not encrypted',
    encrypted: 'encrypted',
    opens: (label: string) => `encrypted, opened by ${label}`,
    noKey: 'encrypted, and no key that is known here opens it',
    keyUnknown: 'encrypted; which key opens it could not be looked up',
    lookingForKey: 'encrypted',
    byPlan: (plan: string) => `the schedule (${plan})`,
    byHand: 'by hand',
    maker: {
      lifeboat: 'Lifeboat',
      core: 'Home Assistant',
      supervisor: 'the Supervisor',
      unknown: 'an unknown program',
    },
    notWhole: 'Cut while it was made, or a part failed: not all of it can be had.',
    incomplete: 'Some files could not be read when it was made.',
    never: 'never read through since it was made',
    checkedAt: (state: string, at: string, now: Date) => `${state}, ${formatAge(at, now)}`,
    whole: 'whole',
  },

  keys: {
    look: 'look inside',
    restore: 'restore',
    restoreThis: 'restore what is selected',
    verify: 'verify',
    verifyHelp: 'Reads every copy from beginning to end.',
    pin: 'pin or unpin',
    pinShort: 'pin',
    pinHelp: 'A pinned backup is kept for ever.',
    delete: 'delete',
    copy: 'copy to another place',
    copyShort: 'copy',
    mark: 'mark',
    markAll: 'mark all or none',
    order: 'another order',
    orderShort: 'order',
    problems: 'what could not be read',
    problemsShort: 'problems',
    noProblems: 'everything could be read',
    onlyOne: 'it is for one backup at a time',
    nothing: 'there is no backup',
    waiting: 'not all locations have answered yet',
    back: 'back to the list',
  },
  order: {
    newest: 'The newest first.',
    oldest: 'The oldest first.',
    largest: 'The largest first.',
    smallest: 'The smallest first.',
  } satisfies Record<Order, string>,

  inside: { title: 'Inside' },

  copyOut: {
    label: 'copy out to a directory',
    short: 'copy out',
    title: 'Copy out of the backup',
    facts: 'It goes into a directory, and nothing else is touched. What is there already is not overwritten.',
    field: 'Directory:',
    /** Of the user's home: proposed. */
    folder: 'from-backup',
  },

  plain: {
    older: 'older ones',
    pin: 'pin: keep it for ever',
    unpin: 'unpin',
    type: (word: string) => `Type "${word}" to go on, anything else to leave it:`,
    notDeleted: 'Nothing was deleted.',
  },

  pinned: (count: number) =>
    count === 1 ? 'Pinned: it is kept for ever.' : `${count} pinned: they are kept for ever.`,
  unpinned: (count: number) => (count === 1 ? 'No longer pinned.' : `${count} no longer pinned.`),

  problems: {
    title: 'Problems',
    found: (places: readonly string[], files: number) => {
      const dead = places.length > 0 ? [`${places.join(', ')} cannot be read`] : [];
      const bad = files > 0 ? [`${countOf(files, 'file')} ${files === 1 ? 'has' : 'have'} a problem`] : [];
      return `${[...dead, ...bad].join('; ')}: l shows more.`;
    },
    more: 'l shows all.',
  },

  verify: {
    title: (count: number) => `Verify ${backups(count)}`,
    facts: (files: number, size: number) =>
      `${countOf(files, 'file')}, ${formatBytes(size)}: every byte is read and every checksum compared. Nothing is changed.`,
    yes: 'Verify',
  },

  copyTo: {
    title: 'Copy it to another place',
    facts: (when: string, size: number, places: readonly string[]) =>
      `The backup of ${when}, ${formatBytes(size)}, lies in ${allOf(places)}.`,
    to: (name: string) => `To ${name}`,
    other: 'To a directory that I type',
    field: 'Directory:',
    fieldLine: 'It is copied byte for byte, and read back there.',
    isThere: (directory: string) => `${directory} has this backup already.`,
  },

  remove: {
    pinned: (count: number, all: number) => {
      if (all === 1) return 'It is pinned: unpin it first, with p.';
      return `${count} of them ${count === 1 ? 'is pinned: unpin it' : 'are pinned: unpin these'} first, with p.`;
    },
    title: (count: number) => `Delete ${backups(count)}`,
    where: 'From where?',
    everywhere: (places: readonly string[]) => `From everywhere: ${places.join(', ')}`,
    only: (place: string) => `Only from ${place}`,
    keep: 'Keep them',
    keepOne: 'Keep it',
    yes: (count: number) => `Delete ${count === 1 ? 'it' : `these ${count}`}`,
    facts: (whens: readonly string[], size: number) => `${whens.join(', ')}      ${formatBytes(size)}`,
    more: (count: number) => `and ${count} more`,
    from: (files: number, places: readonly string[]) =>
      `Deletes ${countOf(files, 'file')} from ${allOf(places)}. This cannot be undone.`,
    stay: (count: number) =>
      count === 0 ? 'No backup stays.' : `${backups(count)} ${count === 1 ? 'stays' : 'stay'}.`,
    unseen: (places: readonly string[]) => `What is in ${allOf(places)} cannot be seen now, and stays too.`,
    newestStays: 'The newest full backup is not among them.',
    newestStaysOne: 'It is not the newest full backup.',
    newestGoes: (next: string | null) =>
      next === null
        ? 'The newest full backup is among them, and no other full one stays.'
        : `The newest full backup is among them; the next one is of ${next}.`,
    word: (count: number) => `delete ${count}`,
    deleting: 'Deleting ...',
    deleted: (count: number, stay: number) => `${countOf(count, 'file')} deleted. ${backups(stay)} left.`,
    failed: (deleted: number, failed: number, first: string) => `${deleted} deleted, ${failed} not: ${first}`,
  },
};
