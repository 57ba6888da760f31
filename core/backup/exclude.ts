/**
 * What a backup of a part leaves out by rule.
 *
 * For the configuration these are the patterns of Home Assistant's own writer (Core 2026.11), and from the Supervisor's
 * the damaged databases that the recorder puts aside. A folder such as `share` is carried whole, as the Supervisor does,
 * but for Lifeboat's own work.
 * Patterns are matched against the whole path relative to the part, so without `**` they hit the top level only; what
 * they name is usually a folder's content, and the empty folder stays.
 */
import path from 'node:path';
import type { PartId } from '../archive/types.ts';
import { compileGlob, escapeGlob } from '../glob.ts';
import { withCompanions } from '../sqlite/files.ts';

/** A rule that leaves a path out, and why: a phrase that can be shown. */
export interface Exclusion {
  pattern: string;
  reason: string;
}

export interface FilterOptions {
  part: PartId;
  /** Leave the recorder's database out. `database` is its path in the configuration where it is not the usual one. */
  excludeDatabase: boolean;
  database?: string | null;
  /** The part's `.cache` holds Lifeboat's own work and nothing else: it was not there before the job and goes with it. */
  isCacheOurs?: boolean;
  /**
   * The user's own: `homeassistant/www/*.mp4`, or without the part `www/*.mp4` for any part. A pattern that hits a folder
   * leaves out all of it.
   */
  globs?: readonly string[];
  /** Folders of the part where backups are kept: `` for the part itself. */
  locations?: readonly string[];
}

/** Why the path (relative to the part) is left out; null where it is not. A folder that is left out is not looked into. */
export type Filter = (path: string) => Exclusion | null;

const aBackup = 'a backup';
const configurationRules: Exclusion[] = [
  { pattern: '**/__pycache__/*', reason: 'compiled Python, made anew when needed' },
  { pattern: '**/.DS_Store', reason: 'a leftover of macOS' },
  { pattern: '*.db-shm', reason: 'shared memory of a running database' },
  { pattern: '*.log', reason: 'a log' },
  { pattern: '*.log.*', reason: 'a log' },
  { pattern: 'OZW_Log.txt', reason: 'a log' },
  { pattern: 'tts/*', reason: 'spoken text, made anew when needed' },
  { pattern: '.cache/*', reason: 'a cache' },
  { pattern: 'backups/*.tar', reason: aBackup },
  { pattern: 'tmp_backups/*.tar', reason: 'a backup in the making' },
  { pattern: '.HA_RESTORE', reason: 'an order to Home Assistant to restore at its next start' },
  { pattern: '*.corrupt.*', reason: 'a damaged database that was put aside' },
  { pattern: '.storage/*.corrupt.*', reason: 'a damaged file that was put aside' },
];
/** Where a backup in the making lies, on a file system of its own; see core/locations. */
const ownWork: Exclusion = { pattern: '**/.lifeboat', reason: "Lifeboat's own work" };
const notWanted = 'the database was not asked for';
/** The reason of the user's own patterns. */
export const asked = 'left out on request';

/** The rules for a part. */
function exclusions(options: FilterOptions): Exclusion[] {
  const isConfiguration = options.part === 'homeassistant' || options.part === 'database';
  return [
    ownWork,
    ...(options.isCacheOurs ? [{ ...ownWork, pattern: '.cache' }] : []),
    ...(isConfiguration ? configurationRules : []),
    ...(isConfiguration && options.excludeDatabase ? databaseRules(options.database) : []),
    ...(options.globs ?? []).map((glob) => ({ pattern: glob, reason: asked })),
    ...(options.locations ?? []).map((folder) => ({
      pattern: path.join(options.part, escapeGlob(folder), '*.tar'),
      reason: aBackup,
    })),
  ];
}

/** Throws LifeboatError `usage` for a pattern of the user's that is none. */
export function createFilter(options: FilterOptions): Filter {
  const rules = exclusions(options).map((rule) => ({
    rule,
    matches: compileGlob(withoutPart(rule.pattern, options.part)),
  }));
  return (path) => {
    for (const { rule, matches } of rules) if (matches.test(path)) return rule;
    return null;
  };
}

/** The database with what SQLite keeps beside it. */
function databaseRules(database: string | null | undefined): Exclusion[] {
  const usual = ['home-assistant_v2.db', 'home-assistant_v2.db-wal'];
  const own = database ? withCompanions(escapeGlob(database)) : [];
  return [...new Set([...usual, ...own])].map((pattern) => ({ pattern, reason: notWanted }));
}

function withoutPart(glob: string, part: PartId): string {
  return glob.startsWith(`${part}/`) ? glob.slice(part.length + 1) : glob;
}
