/** The sentences about locations. */
import { countOf, formatAge, formatBytes } from '../../core/format.ts';
import { type Drive, fileSystemName } from '../../core/locations/drives.ts';
import { placesText } from '../../core/locations/places.ts';
import type { LocationKind } from '../../core/locations/settings.ts';
import type { StageId } from '../../core/locations/stages.ts';

const backups = (count: number) => countOf(count, 'backup');

export const locationsText = {
  title: 'Locations',
  hint: 'Drives, shares and directories.',
  taskState: placesText,
  taskInside: 'only on the drive of Home Assistant',
  total: (count: number, reachable: number, waiting: number) =>
    waiting > 0 ? `asking ${waiting} of ${count} ...` : `${reachable} of ${count} reachable`,
  ownHint:
    'Home Assistant’s own directory, used as long as no location is set up. It is lost with this device.',
  none: 'No location, and no Home Assistant: add one with n.',

  asking: 'asking',
  count: backups,
  used: (newest: string, now: Date) => formatAge(newest, now),
  unused: 'not used yet',

  detail: {
    where: 'Where',
    kind: 'Kind',
    space: 'Space',
    holds: 'Holds',
    encryption: 'Encryption',
    keeps: 'Keeps',
    safety: 'Safety',
    state: 'State',
    kinds: {
      directory: 'a directory of this device',
      usb: 'a drive, mounted when it is needed',
      smb: 'a network share (SMB), mounted when it is needed',
      nfs: 'a network directory (NFS), mounted when it is needed',
    } satisfies Record<LocationKind, string>,
    holdsNote: (count: number, size: number, newest: string | null, now: Date) =>
      newest === null
        ? backups(count)
        : `${backups(count)}, ${formatBytes(size)}, the newest ${formatAge(newest, now)}`,
    freeOf: (free: number, total: number) => `${formatBytes(free)} free of ${formatBytes(total)}`,
    outside: 'on another drive than Home Assistant',
    inside: 'on the same drive as Home Assistant, and lost together with it',
  },

  encryption: {
    default: 'as the backup says',
    always: 'always',
    never: 'never',
  },

  keepsAsPlanned: 'as the plans of the schedule say',

  keys: {
    new: 'new location',
    newShort: 'new',
    edit: 'edit',
    test: 'test',
    testHelp: 'Tries everything that a backup needs there, step by step.',
    forget: 'forget (files stay)',
    forgetShort: 'forget',
    isOwn: 'this is Home Assistant’s own directory',
    nothing: 'there is no location',
    again: 'ask again',
    save: 'test and save',
    next: 'next field',
    before: 'field before',
    change: 'change',
    rule: 'set a rule',
    noRule: 'as the plans say',
    done: 'back to the form',
  },

  choose: {
    title: 'New location',
    line: 'Where are backups to be kept?',
    kinds: {
      usb: 'On a USB drive or SD card',
      smb: 'On a NAS or Windows computer (SMB)',
      nfs: 'On a server (NFS)',
      directory: 'In a directory of this device, or mounted by its system',
    } satisfies Record<LocationKind, string>,
  },

  leave: {
    title: 'Leave the form?',
    line: 'What you entered is not saved yet.',
    stay: 'Go on',
    drop: 'Leave without saving',
  },

  forget: {
    title: (name: string) => `Forget ${name}`,
    stay: (count: number | null, where: string) =>
      count ? `The ${backups(count)} in ${where} stay there.` : `The files in ${where} stay.`,
    noLonger: 'Lifeboat no longer looks there, and puts no new ones there.',
    last: 'Backups then go to Home Assistant’s own directory again.',
    keep: 'Keep it',
    yes: 'Forget it',
    done: (name: string) => `${name} is forgotten. Its files stay.`,
  },

  test: {
    title: 'Test',
    running: 'Testing ...',
    fine: 'Everything that a backup needs works there.',
    stages: {
      drive: 'Drive',
      host: 'Server',
      reach: 'Reachable',
      port: 'Port',
      login: 'Login',
      share: 'Share',
      mount: 'Mount',
      folder: 'Folder',
      write: 'Write',
      read: 'Read back',
      delete: 'Delete',
      space: 'Space',
      safety: 'Safety',
    } satisfies Record<StageId, string>,
    again: 'Test again',
    change: 'Change what I entered',
    save: 'Save it',
    saveAnyway: 'Save it all the same',
  },

  form: {
    title: 'Location',
    labels: {
      name: 'Name',
      path: 'Directory',
      drive: 'Drive',
      host: 'Server',
      port: 'Port',
      share: 'Share',
      export: 'Export',
      folder: 'Folder',
      user: 'User',
      password: 'Password',
      encrypt: 'Encryption',
      keep: 'Keeps',
      keepOwn: 'Also',
      save: '',
    },
    hints: {
      name: 'What it is called here, for instance usb or nas.',
      path: 'It must be there already, for instance /mnt/usb.',
      drive:
        'Enter chooses among the drives that are plugged in. It is known again wherever it is plugged in.',
      driveFat: 'FAT32 takes no file of 4 GiB or more: a larger backup needs a drive with exFAT or ext4.',
      host: 'A name such as nas.local, or an address such as 192.168.1.20.',
      port: 'Empty: the usual one.',
      share: 'The name of the share, without slashes.',
      export: 'The directory that the server exports, for instance /export/backups.',
      folder: 'Below the top. Empty: all of it. It is made where it is not there.',
      user: 'Empty: as a guest. WORKGROUP\\name where the server needs one.',
      password: 'Kept in a file of its own that only this user can read.',
      passwordKept: 'Empty: the one that is known stays.',
      encrypt: 'Space changes it: as each backup says, always, or never (a drive in a safe).',
      keep: 'What stays here of the backups of the schedule. Enter sets a rule for this location alone.',
      keepOwn: 'Without it, Home Assistant’s own directory is not used any more. Space changes it.',
      save: 'Tries everything first, and saves it when all works.',
    },
    keepTitle: (name: string) => `What ${name} keeps`,
    keepRule: (rule: string) => `Here: ${rule}.`,
    chooseDrive: 'choose a drive',
    noDrives:
      'No drive is plugged in that could be used: it needs a file system such as ext4, exFAT or FAT32.',
    looking: 'Looking for drives ...',
    drive: (drive: Drive) =>
      [drive.label, drive.path, fileSystemName(drive), formatBytes(drive.size), drive.model]
        .filter((word) => word !== '')
        .join('  '),
    driveTitle: 'Which drive?',
    driveLine: 'Nothing on it is changed.',
    keepOwn: (own: string) => `keep them in ${own}`,
    save: 'Test and save',
    saved: (name: string) => `${name} is saved.`,
  },

  plain: {
    row: (name: string, where: string, state: string) => `${name}: ${where}, ${state}.`,
    add: 'Add a location',
    test: (name: string) => `Test ${name}`,
    keep: (name: string) => `Change what ${name} keeps`,
    keepRule:
      'Rules, such as daily=7,weekly=4,monthly=6,least=3; all; none: as the plans of the schedule say',
    encrypt: (name: string) => `Change the encryption of ${name}`,
    forget: (name: string) => `Forget ${name}; its files stay`,
    name: 'What is it called?',
    where: 'Where is it? A directory, //server/share/folder, server:/export, or usb:LABEL.',
    user: 'User (empty: as a guest):',
    shown:
      'The password is shown while you type it. To hide it: lifeboat locations add --password-file FILE.',
    password: 'Password:',
    saved: (name: string) => `${name} is saved.`,
    ownGone: 'Home Assistant’s own directory is not used any more. Add it too if it should be.',
    notSaved: 'It was not saved.',
  },
};
