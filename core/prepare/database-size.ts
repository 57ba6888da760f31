/** How large the recorder's database is, and what of it is not needed. */
import { defaultDatabase } from '../device/recorder.ts';
import type { Recorder } from '../device/types.ts';
import { formatBytes } from '../format.ts';
import type { Pages } from './recorder-database.ts';
import type { Check } from './types.ts';

const MiB = 1024 * 1024;
/** Ours: history is most of a usual backup from here on, and copying it takes minutes on an SD card. */
const large = 1000 * MiB;
/** Ours: less is not worth the wear of writing the whole database anew. */
const worthRepacking = { bytes: 100 * MiB, share: 0.25 };
/** SQLite moves the log into the database every 1000 pages, some 4 MB; a log like that was kept from it for long. */
const longLog = 256 * MiB;

export const shorten = [
  'Keep fewer days: purge_keep_days in the settings of the recorder.',
  'Leave out what writes most: see the busiest entities.',
];
const repack =
  'Repack it: in Home Assistant under Developer tools, Actions, recorder.purge with repack; or lifeboat prepare purge --repack.';

/**
 * `isCarried`: a backup takes what of the history lies in the configuration. `unused`: bytes of a database that lies where
 * it is by default, and that the recorder does not use; null: none.
 */
export function judgePlace(recorder: Recorder, isCarried: boolean, unused: number | null): Check {
  const check = { id: 'database-place', unit: null, details: [] } as const;
  const lies =
    unused === null
      ? []
      : [`${defaultDatabase} with ${formatBytes(unused)} lies there unused: delete it if nobody wants it.`];
  if (recorder.engine === 'server') {
    const message = `The history is kept by a server (${recorder.url}) and is in no backup of the configuration.`;
    const remedies = ['Back it up with the tool of that server, such as mariadb-dump or pg_dump.', ...lies];
    return { ...check, state: 'advice', figure: recorder.url, message, remedies };
  }
  if (recorder.engine === 'unknown') {
    const remedies = ['Mend the configuration; Home Assistant checks it under Developer tools, YAML.'];
    return { ...check, state: 'unknown', figure: null, message: recorder.reason, remedies };
  }
  if (recorder.inConfig === null) {
    const message = `The history is kept in ${recorder.file}, outside the configuration, and is not in its backup.`;
    const remedies = ['Back that file up apart, or move it into the configuration directory.', ...lies];
    return { ...check, state: 'advice', figure: recorder.file, message, remedies };
  }
  const message = isCarried
    ? 'The history is in the configuration directory and goes into every backup.'
    : 'The history is in the configuration directory, and is left out by you.';
  const state = lies.length > 0 ? 'advice' : 'ok';
  return { ...check, state, figure: recorder.inConfig, message, remedies: lies };
}

/** As Home Assistant's system information states it: free pages count, the log does not (its recorder/system_health). */
export function judgeSize(figure: number): Check {
  const isLarge = figure > large;
  const asStated = `${(figure / MiB).toFixed(2)} MiB in Home Assistant’s system information`;
  return {
    id: 'database-size',
    state: isLarge ? 'advice' : 'ok',
    figure,
    unit: 'bytes',
    message: `The database has ${formatBytes(figure)} (${asStated}).${isLarge ? ' That makes every backup long.' : ''}`,
    remedies: isLarge ? shorten : [],
    details: [],
  };
}

/** Pages that a purge has emptied; only a repack gives them back to the disk, and needs room for a second database. */
export function judgeFree({ freePages, pageCount, pageSize, diskFree }: Pages): Check {
  const figure = freePages * pageSize;
  const isMuch = figure > worthRepacking.bytes && freePages > worthRepacking.share * pageCount;
  const needed = (pageCount - freePages) * pageSize;
  const hasRoom = diskFree === null || diskFree > needed;
  const message = `A repack would give back ${formatBytes(figure)}.`;
  const noRoom = ` It needs ${formatBytes(needed)} for its work, and ${formatBytes(diskFree ?? 0)} are free.`;
  return {
    id: 'database-free',
    state: isMuch ? 'advice' : 'ok',
    figure,
    unit: 'bytes',
    message: isMuch && !hasRoom ? message + noRoom : message,
    remedies: isMuch ? [hasRoom ? repack : 'Make room on the disk first.'] : [],
    details: [],
  };
}

export function judgeLog({ wal, isWal }: Pages): Check {
  const isLong = wal > longLog;
  return {
    id: 'database-wal',
    state: isLong ? 'advice' : 'ok',
    figure: wal,
    unit: 'bytes',
    message: isWal
      ? `The write-ahead log has ${formatBytes(wal)}${isLong ? ': something kept it from being moved into the database' : ''}.`
      : 'The database has no write-ahead log.',
    remedies: isLong ? ['Restart Home Assistant: it moves the log into the database when it stops.'] : [],
    details: [],
  };
}

/** empty: a file without a byte, such as a full drive or a power cut leaves behind. */
export type Integrity = 'ok' | 'malformed' | 'empty';

const integrityWords: Readonly<Record<Integrity, string>> = {
  ok: 'SQLite finds the database whole.',
  malformed:
    'SQLite finds the database malformed. Home Assistant puts such a one aside and begins a new history.',
  empty: 'The database is an empty file. Home Assistant begins a new history in it.',
};

export function judgeIntegrity(figure: Integrity): Check {
  const isWhole = figure === 'ok';
  return {
    id: 'database-integrity',
    state: isWhole ? 'ok' : 'problem',
    figure,
    unit: null,
    message: integrityWords[figure],
    remedies: isWhole
      ? []
      : [
          'Restore the database from an older backup: lifeboat restore BACKUP --parts database.',
          'Check the drive: an SD card that ages does this.',
        ],
    details: [],
  };
}
