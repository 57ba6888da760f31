/** The sentences of a restore. */
import { countOf, formatBytes } from '../../core/format.ts';
import { freeText } from '../../core/locations/file-system.ts';
import type { FileChange } from '../../core/restore/types.ts';

export const restoreText = {
  title: 'Restore',
  task: 'Restore',
  taskState: 'a whole backup, one part, or a single file',
  taskHint: 'All of a backup, parts of it, or one file.',
  steps: ['Backup', 'Key', 'Parts', 'Review', 'Restore'],
  from: 'from',

  backup: {
    looking: 'Looking for backups ...',
    which: 'Which backup?',
    none: 'No backup was found in the locations that are set up.',
    noneAtAll: 'There is no location with backups yet: give the path of a backup file.',
    problems: (count: number) => `${countOf(count, 'problem')} with locations or files: see Backups.`,
    take: 'take this one',
    another: 'Another file',
    anotherHint: 'A backup file anywhere on this device, for instance on a USB stick: type its path.',
    ask: 'The path of the backup file (.tar):',
    field: 'File:',
    opening: 'Opening the backup ...',
    notWhole: 'not whole',
    encrypted: 'encrypted',
    other: 'Choose another backup',
  },

  key: {
    skip: 'go on without these parts',
  },

  parts: {
    what: 'What shall come back?',
    pick: 'Only what I pick',
    pickNote: 'single files, folders or parts',
    pickHint: 'Shows all files of the backup. Nothing but what you pick is touched.',
    all: 'Everything',
    allHint: (to: string) => `All parts come back as they were in the backup${to}.`,
    allHintHere: '; what was added since goes aside and is kept',
    withoutDatabase: 'Everything but the history',
    withoutDatabaseHint: 'Settings and folders come back; the recorded history of states stays as it is now.',
    goesTo: 'into',
    here: (config: string) => `this Home Assistant, ${config}`,
    directory: (path: string) => `the directory ${path}; nothing else is touched`,
    elsewhere: 'Into a directory instead',
    elsewhereHint:
      'Each part gets a folder there, the configuration the folder homeassistant. Nothing else is touched.',
    hereAfterAll: 'Into this Home Assistant after all',
    hereAfterAllHint: 'Replaces what is there now, after you have seen what changes.',
    noHere:
      'There is no Home Assistant on this device yet, so the backup is brought out into a directory. A new one can be started on its folder homeassistant.',
    ask: 'Into which directory? It is made where it does not exist; nothing in it is overwritten.',
    field: 'Directory:',
    changeDirectory: 'Another directory',
    locked: (parts: string) => `Not without its key: ${parts}.`,
  },

  pick: {
    next: 'next step',
    nothing: 'Nothing is picked yet: Space picks what is selected.',
    picked: (files: number, of: number, size: number) =>
      `picked ${files} of ${countOf(of, 'file')}, ${formatBytes(size)}`,
    problem: (path: string, message: string) => `${path}: ${message}`,
  },

  review: {
    reading: 'Reading the backup and comparing it with what is there ...',
    readingOut: 'Reading the backup ...',
    harmless: 'Nothing is changed by this. Esc stops it.',
    title: (host: string) => `What changes on ${host}`,
    titleOut: (to: string) => `What is written to ${to}`,
    columns: { replaced: 'replaced', added: 'added', removed: 'removed', same: 'alike' },
    nothing: 'Nothing would change: all that was chosen is there already, as it is in the backup.',
    file: ({ change, here, backup }: FileChange) => {
      const size = (bytes: number | null) => (bytes === null ? 'link' : formatBytes(bytes));
      if (change === 'added') return size(backup);
      return change === 'removed' ? `${size(here)}, kept for undo` : `${size(here)} -> ${size(backup)}`;
    },
    signs: { replaced: '~', added: '+', removed: '-' },
    rest: (count: number) =>
      `=  ${countOf(count, 'file')} of it ${count === 1 ? 'is' : 'are'} there already, alike`,
    everythingElse: '=  everything else stays as it is',
    removed: (count: number) =>
      `${countOf(count, 'file')} that ${count === 1 ? 'is' : 'are'} only here ${count === 1 ? 'goes' : 'go'} aside.`,
    undo: 'What goes aside is kept: undo brings everything back as it is now.',
    written: (files: number, bytes: number) => `${countOf(files, 'file')}, ${formatBytes(bytes)}`,
    notWhole: (part: string, flaw: string) => `${part} is not whole: ${flaw}.`,
    stays: (names: string) => `Stays as it is: ${names}`,
    restarts: 'Home Assistant is stopped while the files change places, and started again.',
    stopped: 'Home Assistant does not run now. It is not started.',
    blocked: (reason: string) => `Home Assistant runs and cannot be stopped from here. ${reason}`,
    untouched:
      'Nothing that is there already is overwritten, and the Home Assistant of this device is not touched.',
    fails: 'If a step fails, everything is put back as it is now.',
    space: (need: number, free: number | null) => `Space: ${formatBytes(need)} needed, ${freeText(free)}.`,
    key: (label: string) => `Opened with the key "${label}".`,
    do: (what: string) => `Restore ${what}`,
    doOut: (what: string) => `Bring out ${what}`,
    filesOf: (count: number) => countOf(count, 'file'),
    counts: (replaced: number, added: number, removed: number) =>
      `${countOf(replaced, 'file')} replaced, ${added} added, ${removed} removed.`,
    countsShort: (replaced: number, added: number, removed: number) =>
      `${replaced} replaced, ${added} added, ${removed} removed`,
    everythingOf: 'all of this',
    again: 'Look again',
    toReview: 'Back to the review',
    list: 'list every file',
    listShort: 'all files',
    listTitle: 'Every file that changes',
    more: (count: number) => `... and ${countOf(count, 'more file')}.`,
    below: (count: number) => `${countOf(count, 'more line')}: PgDn`,
    starting: 'Starting the restore ...',
    confirmTitle: (host: string) => `Replace Home Assistant on ${host}`,
    confirmLines: (from: string, counts: string) => [
      'Its configuration becomes that of the backup:',
      from,
      counts,
      'What is there now is kept, and undo brings it back.',
    ],
    choose: 'Choose something else',
  },

  plain: {
    file: 'The path of the backup file:',
    locked: (parts: string) =>
      `No key that is known here opens: ${parts}. Add it with \`lifeboat key add\`, then come back.`,
    path: 'Which file or folder? As `lifeboat show BACKUP --files` prints it:',
    reading: 'Reading the backup. Nothing is changed by this.',
    type: (word: string) => `Type ${word} to go on, anything else to leave it as it is:`,
    yes: 'yes',
    left: 'Nothing was changed.',
    single: 'A single file or folder',
  },
} as const;
