/** The sentences about the files of a backup. */
import type { EntryType, PartId } from '../../core/archive/types.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import type { FileState, StateCounts } from './file-states.ts';

const folders: Readonly<Record<string, string>> = {
  homeassistant: 'Home Assistant configuration',
  'addons/local': 'Local apps',
  supervisor: 'Mounts and registries of the Supervisor',
};

const plainFolders = ['share', 'ssl', 'media'];

export const filesText = {
  /** A part in words; `app` is the name that the backup knows it by. */
  part: (part: PartId, app: string | null): string =>
    folders[part] ?? (plainFolders.includes(part) ? `Folder ${part}` : `App ${app || part}`),

  opening: 'Opening the backup ...',
  reading: 'Reading which files are in it ...',
  comparing: 'Comparing with what is there now ...',
  compareFailed: (reason: string) => `It could not be compared with what is there now: ${reason}`,
  compare: 'compare with what is there now',
  compareShort: 'compare',

  state: {
    unknown: '',
    same: 'same as now',
    changed: 'changed since',
    missing: 'missing now',
    unreadable: 'cannot be read',
  } satisfies Record<FileState, string>,
  differ: (number: number) => `${number} differ`,
  missing: (number: number) => `${number} missing`,
  locked: 'needs a key',
  tooLong: (count: number) =>
    `${countOf(count, 'name')} longer than any file system takes ${count === 1 ? 'is' : 'are'} left out here.`,

  look: 'look at it',
  lookShort: 'view',
  goTo: 'go to this folder',
  goToShort: 'go there',

  folder: (files: number, size: number) => `${countOf(files, 'file')}, ${formatBytes(size)}.`,
  file: (when: string) => `Changed last ${when}.`,
  link: (type: EntryType, target: string) =>
    type === 'link' ? `A link to ${target}` : `The same file as ${target}`,

  isCompared: 'it is compared already, or about to be',
  nothingCompared: 'there is no installation to compare with',
  compared: (counts: StateCounts, added: number) => {
    const words = [
      `${counts.changed} changed`,
      `${counts.missing} missing now`,
      ...(counts.unreadable > 0 ? [`${counts.unreadable} cannot be read`] : []),
      `${counts.same} the same`,
      ...(added > 0 ? [`${countOf(added, 'file')} only here`] : []),
    ];
    return `Since this backup: ${words.join(', ')}.`;
  },

  view: {
    back: 'back to the files',
    backShort: 'back',
    reading: 'Reading the file ...',
    empty: 'The file is empty.',
    isCut: (size: number) => `Only the beginning of ${formatBytes(size)} is shown; c brings out all of it.`,
    binary: (size: number) => `No text: ${formatBytes(size)}. Its first bytes:`,
    link: (target: string | null) =>
      target === null ? 'This is no file: there is nothing to look at.' : `This is a link to ${target}`,
    noFile: 'this is no file',
    text: 'look at the text',
    textShort: 'text',
    same: 'The same as now.',
    binaryDiffers: 'It differs from what is there now. It is no text, so there are no lines to show.',
    tooLong: 'It is too long to be compared line by line.',
    legend: '- only in the backup    + only there now',
  },

  key: {
    give: 'give its key',
    typed: 'the typed key',
    what: (parts: readonly string[]) => `No key that is known here opens: ${parts.join(', ')}.`,
    where:
      'The key stands in its emergency kit, and in the backup settings of the Home Assistant that made it. Type it, or the path of the kit.',
    field: 'Key:',
    trying: 'Trying the key ...',
    wrong: 'This key does not open it. The backup itself shows no damage.',
    empty: 'Please type the key.',
    keepTitle: 'The key fits',
    keepLines: ['Kept, it opens this backup and others with the same key from now on.'],
    keepNo: 'Only this time',
    keepYes: 'Keep it in the key ring',
    kept: 'The key is kept in the key ring.',
  },
};
