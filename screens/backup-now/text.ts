/** The sentences of "Back up now". */
import { stretch } from '../../core/calendar.ts';
import { allOf, countOf, formatBytes } from '../../core/format.ts';
import type { CurrentKey } from './load.ts';

const currentKeys = {
  homeassistant: 'with the key of Home Assistant',
  new: 'with a new key, made at the start',
};

export const backupNowText = {
  title: 'Back up now',
  hint: 'Everything, read back and checked.',
  loading: 'Looking at the files ...',
  looked: (entries: number) => entries.toLocaleString('en'),
  planning: 'Listing what goes in ...',
  starting: 'Starting ...',

  estimate: (size: number, milliseconds: number | null, isMost: boolean) => {
    const bytes = isMost ? `At most ${formatBytes(size)}` : `About ${formatBytes(size)}`;
    return milliseconds === null ? `${bytes}.` : `${bytes}, ${about(milliseconds)}.`;
  },
  keepsRunning: 'Home Assistant keeps running.',
  nothing: 'Nothing is picked.',
  /** Home's words for its row. */
  state: (size: number, milliseconds: number | null) =>
    milliseconds === null ? `about ${formatBytes(size)}` : `${about(milliseconds)}, ${formatBytes(size)}`,
  firstState: 'everything, in one backup',

  noSpace: (name: string, free: number, needed: number, isMost: boolean) =>
    isMost
      ? `It may not fit into ${name}: ${formatBytes(free)} free, up to ${formatBytes(needed)} needed.`
      : `Too little space in ${name}: ${formatBytes(free)} free, about ${formatBytes(needed)} needed.`,
  tooLarge: (name: string, needed: number, isMost: boolean) =>
    `${name} takes no file of 4 GiB or more (FAT32): ${isMost ? 'up to' : 'about'} ${formatBytes(needed)} needed.`,
  missing: (names: readonly string[], isAway: boolean) =>
    `${allOf(names)} ${names.length === 1 ? 'is' : 'are'} ${isAway ? 'not plugged in' : 'not reachable'}: the backup goes to the others.`,
  unreadable: (count: number) => `${countOf(count, 'file')} cannot be read and would be missing.`,
  forbidden: (count: number) =>
    `${countOf(count, 'file')} cannot be read by this user and would be missing. Start as root: sudo lifeboat`,
  mounts: (paths: readonly string[]) => `Left out: ${paths.join(', ')}, on another device of your network.`,

  labels: {
    parts: 'Parts',
    leaveOut: 'Leave out',
    locations: 'Locations',
    name: 'Name',
    encryption: 'Encryption',
    check: 'Check',
  },
  addGlob: 'add a pattern',
  suggestedName: (version: string | null) => `Lifeboat backup ${version ?? ''}`.trim(),
  key: (current: CurrentKey) =>
    typeof current === 'string' ? currentKeys[current] : `with the key "${current.label}"`,
  /** At the beginning of a row. */
  capital: (words: string) => words.charAt(0).toUpperCase() + words.slice(1),
  noKey: 'none',
  verify: 'read it back afterwards',
  plainHere: '(not encrypted here)',
  encryptedHere: '(encrypted here)',
  start: 'Start the backup',

  hints: {
    node: 'Space leaves it out or takes it in. Sizes are as the files are now, before compression.',
    folder: 'Space leaves it out or takes it in, Enter shows what is inside.',
    glob: 'What fits this pattern is left out. d takes the pattern away.',
    addGlob: 'A pattern such as *.mp4 or homeassistant/www/**. What fits is left out.',
    location: 'Each ticked location gets its own copy, all written at the same time.',
    away: 'The backup goes to the others. To have it here too, plug the drive in and open this page again.',
    unreachable:
      'It cannot be reached now: the backup goes to the others. Locations has a test that tells why.',
    name: 'What the backup is called in Home Assistant.',
    encrypted: 'Without the key nobody can open the backup: keep the emergency kit outside this device.',
    plain: 'Not encrypted: whoever gets the file can read everything in it, passwords included.',
    verify: 'Reads each copy back and checks every file. Without it nobody knows whether it opens.',
    start: 'Shows once more what will be done, then starts.',
  },

  keys: {
    start: 'start',
    startHelp: 'Asks once more.',
    tick: 'tick',
    all: 'all or none',
    change: 'change',
    remove: 'remove',
    type: 'type',
  },
  nothingTicked: 'no part is ticked',
  nowhere: 'no location is ticked',

  plain: {
    picked: (name: string, size: number, isIn: boolean) =>
      `${name}, ${formatBytes(size)}: ${isIn ? 'goes in' : 'left out'}`,
    location: (name: string, state: string, isIn: boolean) =>
      `Location ${name}, ${state}: ${isIn ? 'gets it' : 'does not get it'}`,
    encryption: (how: string) => `Encryption: ${how}`,
    verify: (isOn: boolean) => (isOn ? 'Read back afterwards' : 'Not read back afterwards'),
    cannot: (reason: string) => `It cannot be started: ${reason}.`,
  },

  keyDialog: {
    title: 'Encryption',
    encrypted: 'An encrypted backup can be opened only with its key. Keep the key outside this device too.',
    plain:
      'Without encryption whoever gets the file can read everything in it, passwords and codes included.',
    other: (label: string) => `With the key "${label}"`,
    none: 'Do not encrypt',
    leave: 'Leave it as it is',
  },

  review: {
    title: 'Start this backup?',
    what: (files: number, bytes: number, parts: readonly string[]) =>
      `${countOf(files, 'file')}, ${formatBytes(bytes)}: ${parts.join(', ')}.`,
    without: (names: readonly string[]) => `Without ${names.join(', ')}.`,
    where: (names: readonly string[]) => `To the location${names.length === 1 ? '' : 's'} ${allOf(names)}.`,
    encrypted: (how: string) => `Encrypted ${how}.`,
    plain: 'NOT encrypted.',
    plainAt: (names: readonly string[]) => `NOT encrypted in ${allOf(names)}.`,
    verified: 'Read back afterwards.',
    notVerified: 'Not read back afterwards.',
    start: 'Start',
  },

  running: 'Another job works on this installation now. A backup can be started when it has ended.',
  seeIt: 'See how far it is',
};

/** `about 4 min`. */
function about(milliseconds: number): string {
  return `about ${stretch(Math.max(1, milliseconds / 1000))}`;
}
