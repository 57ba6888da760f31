/** The sentences of the screen "Prepare this device"; those of the checks come from core with their figures. */
import type { CheckId } from '../../core/prepare/types.ts';

const plural = (count: number, one: string, many: string) =>
  count === 1 ? `one ${one}` : `${count} ${many}`;

export const prepareText = {
  title: 'Prepare',
  label: 'Prepare this device',
  hint: 'What makes a backup big or incomplete.',
  looking: (done: number, of: number) => `${done} of ${of} looked at ...`,
  fine: (fine: number, of: number) => `${fine} of ${of} fine`,
  advice: (count: number) => plural(count, 'advice', 'pieces of advice'),
  problems: (count: number) => plural(count, 'problem', 'problems'),
  unknown: (count: number) => `${count} not known`,
  notKnown: 'not known',
  open: 'more',
  again: 'look again',
  waiting: 'Looking ...',
  backToList: 'to the list',
  backToCheck: 'back',
  backHome: 'To the first screen',

  home: {
    allFine: 'what can be seen at once is fine',
    some: (fine: number, of: number, rest: string) => `${fine} of ${of} fine, ${rest}`,
  },

  detail: {
    choose: 'choose',
    nothing: 'there is nothing to do with this line',
    leftOut: 'left out',
    lines: 'Show the lines for configuration.yaml',
    purge: 'Have Home Assistant purge its history now ...',
    leaveDatabase: 'Leave the database out of every backup ...',
    takeDatabase: 'Carry the database in every backup again ...',
    pattern: 'Leave out what fits a pattern ...',
  },

  leave: {
    title: (name: string) => `Leave out ${name}`,
    less: (figure: string) => `That is ${figure} less to read.`,
    facts: [
      'Every backup from now on is made without it.',
      'A restore cannot bring back what is in no backup.',
      'Nothing is deleted here, and it can be taken in again.',
    ],
    yes: 'Leave it out of every backup',
    said: (entry: string) => `Every backup leaves out ${entry} from now on.`,
  },
  pattern: {
    title: 'Leave out by a pattern',
    what: [
      'A whole path such as homeassistant/www/*.mp4; media/films for a folder with all in it.',
      '* and ? stay within a name, **/ goes through folders: **/*.mp4.',
    ],
    field: 'Pattern:',
    waiting: 'Looking at what it leaves out ...',
    hits: (files: number, size: string) => `It fits ${plural(files, 'file', 'files')} with ${size}:`,
    more: (count: number) => `  and ${count} more`,
    none: 'It fits no file that is there now. Is it a whole path, from the part on?',
  },
  take: {
    title: (name: string) => `Carry ${name} again`,
    facts: ['Every backup from now on carries it again.'],
    yes: 'Carry it again',
    said: (entry: string) => `Backups carry ${entry} again.`,
  },

  purge: {
    title: 'Purge the history',
    facts: (days: string) => [
      `Home Assistant deletes for ever what is older than it is set up to keep${days}.`,
      'A backup that was made before still has it.',
      'With a repack the room goes back to the disk. It takes minutes, and room for a second database.',
    ],
    days: (days: number) => ` (${days} days)`,
    plain: 'Purge',
    repack: 'Purge and repack',
    started: 'Home Assistant purges its history now; that takes some minutes.',
    waiting: 'Asking Home Assistant ...',
  },

  token: {
    title: 'Token',
    what: 'Home Assistant takes orders only with a token.',
    how: 'Make one there: click your name, Security, Long-lived access tokens, Create. It is kept here, readable by you alone.',
    field: 'Token:',
    empty: 'Please type the token, or leave with Esc.',
    saved: 'The token is kept. Now choose again.',
  },

  lines: {
    title: 'Lines for the recorder',
    waiting: 'Reading the settings of the recorder ...',
    what: 'Put these into the section recorder of configuration.yaml, in place of the lines with the same names, without what you want to go on recording. Then restart Home Assistant.',
  },

  plain: {
    state: { ok: 'ok', advice: 'advice', problem: 'problem', unknown: 'not known' },
  },
};

/** Why each thing matters to a backup. */
export const reasons: Readonly<Record<CheckId, string>> = {
  installation: 'Backups and restores work on this Home Assistant.',
  locations: 'A backup is written to every location; one that is away gets none.',
  'disk-free': 'A backup that finds no room is not made. Counted is what is free for this user.',
  'disk-used': 'A full disk stops Home Assistant itself, and a restore needs room beside the present files.',
  'backup-estimate': 'Drawn from earlier backups on this device where there are some.',
  'parts-size': 'What a backup reads.',
  changed: 'Files that were written since the last whole backup, by their date.',
  biggest: 'What makes a backup long.',
  exclude: 'What is in no backup that is made from now on.',
  'media-share': 'Recordings and pictures seldom belong into a nightly backup.',
  rights: 'What this user cannot read is missing in a backup.',
  'forgotten-restore': 'A file .HA_RESTORE makes Home Assistant restore an old backup when it starts.',
  'old-backups': 'A backup that carries old backups grows with each one.',
  'corrupt-databases': 'Home Assistant puts a malformed file aside and never deletes it.',
  logs: 'Logs take room on the disk, not in backups.',
  caches: 'Caches take room on the disk, not in backups.',
  'database-place': 'Only a history inside the configuration is in its backups.',
  'database-size': 'The history is most of a usual backup. The figure is the one that Home Assistant states.',
  'database-free': 'A purge leaves empty pages; only a repack gives them back.',
  'database-wal': 'What was written and not yet moved into the database.',
  'database-integrity': 'A malformed database is backed up as it is, and Home Assistant discards it.',
  'keep-days': 'Fewer days make a smaller history.',
  'oldest-row': 'Shows whether the nightly purge does its work.',
  'recorder-settings': 'How often it writes, and what it is told to leave out.',
  'database-tables': 'Where the room in the database goes, indexes included.',
  'database-entities': 'An entity that reports every second fills the history alone.',
  'database-attributes': 'Some entities carry long texts with every state.',
  'database-events': 'What was fired, by its type.',
  apps: 'Apps that nobody uses take room, and their data goes into full backups.',
  clock: 'Names, dates, the schedule and what is deleted as old depend on it.',
  temperature: 'A hot processor is slowed down.',
  power: 'Low voltage damages files and databases.',
  'storage-life': 'Flash wears out by writing.',
};

/** What Enter does on the lines of a check. */
export const enterHints: Readonly<Partial<Record<CheckId, string>>> = {
  'parts-size': 'Enter on a part leaves it out of every backup.',
  biggest: 'Enter leaves a line out of every backup.',
  exclude: 'Enter on a line carries it again.',
};
