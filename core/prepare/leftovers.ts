/** What lies in the configuration and helps nobody. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { countOf, formatBytes } from '../format.ts';
import { placeDetail, sum } from './parts.ts';
import type { Check, CheckId, Detail } from './types.ts';
import type { NamedWeight, Weights } from './weigh.ts';

/** Ours, in bytes: from here on it is worth a line. */
const worth = { logs: 100_000_000, caches: 1_000_000_000, archives: 100_000_000 };

/** The reasons of the rules in core/backup/exclude.ts by what they are to the user. */
const kinds = {
  logs: ['a log'],
  caches: [
    'a cache',
    'spoken text, made anew when needed',
    'compiled Python, made anew when needed',
    "Lifeboat's own work",
  ],
  'corrupt-databases': ['a damaged database that was put aside'],
} as const satisfies Partial<Record<CheckId, readonly string[]>>;

export function judgeLogs(weights: Weights): Check {
  const { bytes, details } = leftOutAs(weights, 'logs');
  const isMuch = bytes > worth.logs;
  return {
    id: 'logs',
    state: isMuch ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message: `Logs have ${formatBytes(bytes)}. No backup carries them.`,
    remedies: isMuch ? ['Set logger: default: warning, and look for what fills them.'] : [],
    details,
  };
}

export function judgeCaches(weights: Weights): Check {
  const { bytes, details } = leftOutAs(weights, 'caches');
  const isMuch = bytes > worth.caches;
  return {
    id: 'caches',
    state: isMuch ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message: `Caches have ${formatBytes(bytes)}. No backup carries them.`,
    remedies: isMuch
      ? [
          'They can be deleted while Home Assistant is stopped; .cache/lifeboat holds what `lifeboat undo` needs.',
        ]
      : [],
    details,
  };
}

/** The recorder renames a malformed database to `FILE.corrupt.TIME` and never deletes it. */
export function judgeCorrupt(weights: Weights): Check {
  const { bytes, details } = leftOutAs(weights, 'corrupt-databases');
  const some = details.length > 0;
  return {
    id: 'corrupt-databases',
    state: some ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message: some
      ? `${countOf(details.length, 'file')} of a damaged database with ${formatBytes(bytes)}: Home Assistant put it aside once.`
      : 'No damaged database was put aside.',
    remedies: some
      ? [
          'Delete them, unless somebody is going to rescue their history.',
          'It happened for a reason: check the drive and the power supply.',
        ]
      : [],
    details,
  };
}

/** Archives of any kind that each backup would carry again; those in `backups/` are left out by rule. */
export function judgeArchives({ archives }: Weights): Check {
  const bytes = sum(archives.map((archive) => archive.bytes));
  const isMuch = bytes > worth.archives;
  return {
    id: 'old-backups',
    state: isMuch ? 'advice' : 'ok',
    figure: bytes,
    unit: 'bytes',
    message:
      archives.length === 0
        ? 'No large archive lies among the files.'
        : `${countOf(archives.length, 'archive')} with ${formatBytes(bytes)} would be carried by every backup.`,
    remedies: isMuch
      ? ['Move old backups out of the folders that are backed up, or leave them out by pattern.']
      : [],
    details: archives.slice(0, 20).map(placeDetail),
  };
}

export function judgeRights({ unreadable }: Weights): Check {
  const { count, paths } = unreadable;
  return {
    id: 'rights',
    state: count > 0 ? 'problem' : 'ok',
    figure: count,
    unit: 'files',
    message:
      count > 0
        ? `${count === 1 ? 'One file or folder' : `${count} files and folders`} cannot be read by this user: a backup would be incomplete.`
        : 'Everything that belongs into a backup can be read.',
    remedies: count > 0 ? ['Run Lifeboat with sudo, or as the user whose files these are.'] : [],
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

function leftOutAs({ leftOut }: Weights, kind: keyof typeof kinds): { bytes: number; details: Detail[] } {
  const places: NamedWeight[] = kinds[kind].flatMap((reason) => leftOut.get(reason) ?? []);
  const sorted = places.sort((one, other) => other.bytes - one.bytes);
  return {
    bytes: sum(sorted.map(({ bytes }) => bytes)),
    details: sorted.slice(0, 20).map(({ path, bytes }) => ({ name: path, figure: bytes, unit: 'bytes' })),
  };
}
