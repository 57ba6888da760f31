/** What lies in the configuration and helps nobody. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { countOf, formatBytes } from '../format.ts';
import { placeDetail, sum } from './parts.ts';
import type { Check, CheckId, Detail } from './types.ts';
import type { NamedWeight, Weights } from './weigh.ts';

/** The reasons of the rules in core/backup/exclude.ts by what they are to the user. */
const kinds = {
  logs: ['a log'],
  caches: [
    'a cache',
    'spoken text, made anew when needed',
    'compiled Python, made anew when needed',
    "Lifeboat's own work",
  ],
  'corrupt-databases': ['a damaged database that was put aside', 'a damaged file that was put aside'],
  'old-backups': ['a backup', 'a backup in the making'],
} as const satisfies Partial<Record<CheckId, readonly string[]>>;

/** What takes room on the disk and in no backup. `worth`: bytes from which on it is worth a line; ours. */
const asides = {
  logs: {
    name: 'Logs',
    worth: 100_000_000,
    remedy: 'Set logger: default: warning, and look for what fills them.',
  },
  caches: {
    name: 'Caches',
    worth: 1_000_000_000,
    remedy:
      'They can be deleted while Home Assistant is stopped; .cache/lifeboat holds what `lifeboat undo` needs.',
  },
} as const;
/** Ours, in bytes: archives from here on are worth a line. */
const worthMoving = 100_000_000;

export function judgeAside(weights: Weights, id: keyof typeof asides): Check {
  const { name, worth, remedy } = asides[id];
  const { bytes, details } = leftOutAs(weights, id);
  const isMuch = bytes > worth;
  return {
    id,
    state: isMuch ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message: `${name} have ${formatBytes(bytes)}. No backup carries them.`,
    remedies: isMuch ? [remedy] : [],
    details,
  };
}

/** The recorder renames a malformed database, and others of Home Assistant their files, to `FILE.corrupt.TIME`. */
export function judgeCorrupt(weights: Weights): Check {
  const { count, bytes, details } = leftOutAs(weights, 'corrupt-databases');
  const some = count > 0;
  return {
    id: 'corrupt-databases',
    state: some ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message: some
      ? `Home Assistant put ${countOf(count, 'damaged file')} aside, with ${formatBytes(bytes)}. It never deletes them.`
      : 'No damaged database or file was put aside.',
    remedies: some
      ? [
          'Delete them, unless somebody is going to rescue what is in them.',
          'It happened for a reason: check the drive and the power supply.',
        ]
      : [],
    details,
  };
}

/** Archives of any kind that each backup would carry again; those in `backups/` are left out by rule. */
export function judgeArchives(weights: Weights): Check {
  const { archives } = weights;
  const bytes = sum(archives.map((archive) => archive.bytes));
  const isMuch = bytes > worthMoving;
  const kept = leftOutAs(weights, 'old-backups');
  const message = [
    archives.length === 0
      ? 'No large archive lies among the files.'
      : `${countOf(archives.length, 'archive')} with ${formatBytes(bytes)} would be carried by every backup.`,
    ...(kept.count > 0
      ? [`${countOf(kept.count, 'backup')} with ${formatBytes(kept.bytes)} on this disk are carried by none.`]
      : []),
  ];
  return {
    id: 'old-backups',
    state: isMuch ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message: message.join(' '),
    remedies: isMuch
      ? ['Move old backups out of the folders that are backed up, or leave them out by pattern.']
      : [],
    details: [...archives.slice(0, 20).map(placeDetail), ...kept.details],
  };
}

export function judgeRights({ unreadable }: Weights): Check {
  const { count, paths, isByRights } = unreadable;
  const remedy = isByRights
    ? 'Run Lifeboat with sudo, or as the user whose files these are.'
    : 'Their drive fails or its file system is damaged: back up what is left to another one, and see dmesg.';
  return {
    id: 'rights',
    state: count > 0 ? 'problem' : 'ok',
    figure: count,
    unit: 'files',
    message:
      count > 0
        ? `${count === 1 ? 'One file or folder' : `${count} files and folders`} cannot be read${isByRights ? ' by this user' : ''}: a backup would be incomplete.`
        : 'Everything that belongs into a backup can be read.',
    remedies: count > 0 ? [remedy] : [],
    details: paths.map((name) => ({ name, figure: null, unit: null })),
  };
}

/** Home Assistant reads this file at its start, restores what it names, and deletes it (reference: its backup_restore.py). */
export function checkForgottenRestore(config: string): Check {
  const file = path.join(config, '.HA_RESTORE');
  const isThere = existsSync(file);
  return {
    id: 'forgotten-restore',
    state: isThere ? 'problem' : 'ok',
    figure: isThere ? 1 : 0,
    unit: 'files',
    message: isThere
      ? `${file} orders Home Assistant to restore a backup at its next start.`
      : 'No restore is ordered for the next start.',
    remedies: isThere
      ? [`If that is not wanted, delete it before Home Assistant starts again: rm ${file}`]
      : [],
    details: [],
  };
}

function leftOutAs({ leftOut }: Weights, kind: keyof typeof kinds) {
  const places: NamedWeight[] = kinds[kind].flatMap((reason) => leftOut.get(reason) ?? []);
  const sorted = places.sort((one, other) => other.bytes - one.bytes);
  return {
    count: sorted.length,
    bytes: sum(sorted.map(({ bytes }) => bytes)),
    details: sorted
      .slice(0, 20)
      .map(({ path, bytes }): Detail => ({ name: path, figure: bytes, unit: 'bytes' })),
  };
}
