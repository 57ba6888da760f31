/** The sentences of the page of one job. */
import { allOf, countOf, formatBytes, formatClock } from '../../core/format.ts';
import type { JobKind } from '../../core/jobs/types.ts';
import type { StepName } from './steps.ts';

/** What each kind of job is called: as a title, and in a sentence. */
const kinds: Readonly<Record<JobKind, { title: string; theJob: string }>> = {
  backup: { title: 'Back up', theJob: 'the backup' },
  verify: { title: 'Verify', theJob: 'the check' },
  copy: { title: 'Copy', theJob: 'the copy' },
  restore: { title: 'Restore', theJob: 'the restore' },
  undo: { title: 'Undo', theJob: 'the undo' },
};

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const jobText = {
  title: 'Job',
  loading: 'Looking at the job ...',
  kind: (kind: JobKind) => kinds[kind].title,
  code: 'Code',

  steps: {
    prepare: { present: 'Preparing', past: 'Prepared' },
    write: { present: 'Writing the files', past: 'Files written' },
    check: { present: 'Reading back, checking', past: 'Read back and checked' },
    copy: { present: 'Copying', past: 'Copied' },
    compare: { present: 'Comparing the copy', past: 'Copy compared' },
    stage: { present: 'Unpacking and checking', past: 'Unpacked and checked' },
    stop: { present: 'Stopping Home Assistant', past: 'Home Assistant stopped' },
    swap: { present: 'Putting files in place', past: 'Files put in place' },
    start: { present: 'Starting Home Assistant', past: 'Home Assistant started' },
    'clean-up': { present: 'Cleaning up', past: 'Cleaned up' },
  } satisfies Record<StepName, { present: string; past: string }>,
  readingBack: (where: string) => `Reading back from ${where}`,
  reading: (where: string) => `Reading ${where}`,
  mayClose: (kind: JobKind) => `You may close this window: ${kinds[kind].theJob} goes on.`,
  notes: (count: number) => `${countOf(count, 'note')} so far: l shows ${count === 1 ? 'it' : 'them'}.`,

  stop: 'stop it',
  stopShort: 'twice: stop it',
  stopHelp: 'Twice.',
  stopAgain: (kind: JobKind) => `Ctrl+C once more stops ${kinds[kind].theJob}. Any other key goes on.`,
  stopping: 'Stopping ...',

  log: 'log',
  logHelp: 'What happened, step by step.',
  lessLog: 'hide the log',
  logEmpty: 'Nothing was told yet.',

  percent: (percent: number) => `${percent} %`,
  took: (milliseconds: number) => `took ${formatClock(milliseconds)}`,
  more: (count: number) => `and ${count} more: l shows ${count === 1 ? 'it' : 'them'}`,
  home: 'Home',
  stopped: (kind: JobKind) => `${capital(kinds[kind].theJob)} was stopped.`,
  backUpAgain: 'Back up again',
  restoreAgain: 'Choose again what to restore',
  seeLocations: 'See the locations',
  seeBackups: 'See the backups, to delete old ones',
  failed: (kind: JobKind) => `${capital(kinds[kind].theJob)} failed, and nobody can say why.`,
};

export const backupText = {
  where: (count: number) => (count === 1 ? 'in 1 location' : `in ${count} locations`),
  whole: (size: number, count: number, isVerified: boolean) => {
    const kept = `Backed up: ${formatBytes(size)} ${backupText.where(count)}`;
    return isVerified ? `${kept}, read back and found whole.` : `${kept}. It was not read back.`;
  },
  incomplete: (size: number, count: number, missing: number) =>
    `Incomplete: ${countOf(missing, 'file')} could not be read whole. The rest, ${formatBytes(size)}, is ${backupText.where(count)}.`,
  notEverywhere: (size: number, count: number, names: readonly string[]) =>
    `Backed up: ${formatBytes(size)} ${backupText.where(count)}, but not in ${allOf(names)}.`,
  failed: (name: string, message: string, remedy: string) =>
    `${name}: ${message}${remedy === '' ? '' : ` ${remedy}`}`,
  missing: (path: string, reason: string) => `Not in it: ${path}. ${reason}`,
  moreMissing: (count: number) =>
    `Not in it: ${countOf(count, 'more file')}; l names ${count === 1 ? 'it' : 'them'}.`,
  notVerified: 'Nobody has read it back yet. Verify it before you rely on it.',
  asRoot: 'This user may not read everything. Back up again as root: sudo lifeboat',
  keyUnsaved:
    'Its encryption key exists only on this device, and without it nobody can open the backup: save the emergency kit.',
  saveKey: 'Save the emergency kit',
  file: 'File',
  parts: 'Parts',
  encryption: 'Encryption',
  encrypted: (key: string) => `with the key "${key}"`,
  plain: 'none: whoever has the file can read it, passwords included',
  plainAt: (key: string, names: readonly string[]) => `with the key "${key}", but none in ${allOf(names)}`,
  notes: 'Notes',
  lookInside: 'Look inside',
  noteCount: (count: number) => `${count}: l shows ${count === 1 ? 'it' : 'them'}`,
};

const archives = (count: number, all: number) => (all === 1 ? 'The archive' : `${count} of ${all} archives`);

export const verifyText = {
  whole: (count: number, files: number, bytes: number) =>
    `${count === 1 ? 'Whole' : `All ${count} archives are whole`}: every byte was read, ${countOf(files, 'file')}, ${formatBytes(bytes)}.`,
  bad: {
    damaged: (count: number, all: number) =>
      `${archives(count, all)} ${all === 1 || count === 1 ? 'is' : 'are'} damaged. What is whole of it can still be had.`,
    unreadable: (count: number, all: number) => `${archives(count, all)} cannot be read.`,
    'wrong-key': (count: number, all: number) =>
      `${archives(count, all)} could not be opened: no key that is known here fits. That is no sign of damage.`,
  },
  words: {
    whole: 'whole',
    damaged: 'damaged',
    'wrong-key': 'no key fits',
    unreadable: 'cannot be read',
  },
  database: { ok: 'database sound', malformed: 'database damaged', absent: '', 'not-checked': '' },
  copy: (path: string, state: string, database: string) =>
    `${path}: ${[state, database].filter((word) => word !== '').join(', ')}`,
  part: (part: string, state: string, message: string) =>
    `${part}: ${state}.${message === '' ? '' : ` ${message}`}`,
};

export const copyText = {
  done: (location: string) => `Copied to ${location}, and read back from there: the same, byte for byte.`,
  from: 'From',
  to: 'To',
};
