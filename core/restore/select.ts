/** What of a backup is taken: whole parts, single files and folders, or both together. */
import { canHold, pathMatcher } from '../archive/paths.ts';
import type { Member, PartId } from '../archive/types.ts';
import { LifeboatError } from '../errors.ts';
import { tidyName } from './names.ts';

export interface Choice {
  /** `all` stands for every part. */
  parts?: readonly PartId[];
  /** part/relative path as `show --files` prints it; globs allowed; a folder means all below it. */
  paths?: readonly string[];
  /** Left out of everything; `database` may be, as well. */
  without?: readonly PartId[];
}

/** Where an entry of the archive is listed, and which part it belongs to (for databases that differs). */
export interface Listed {
  part: PartId;
  path: string;
}

export interface Selection {
  takes(listed: Listed): boolean;
  /** Something of this member may be taken. */
  needs(member: Member): boolean;
  /** All of this member's own part is taken. */
  takesWhole(part: PartId): boolean;
  /** Chosen paths, and the database, of which nothing was offered to `takes`. A member may be empty: it is there. */
  missing(): string[];
}

/** Without parts and paths everything is chosen. */
export function createSelection(choice: Choice): Selection {
  const paths = choice.paths ?? [];
  const isAll = choice.parts ? choice.parts.includes('all') : paths.length === 0;
  const parts = new Map((choice.parts ?? []).map((part) => [part, false]));
  const isWithout = (part: PartId) => choice.without?.includes(part) ?? false;
  const patterns = paths.map((path) => ({ path, ...compile(path), isFound: false }));

  return {
    takes(listed) {
      let isTaken = isAll && !isWithout(listed.part);
      if (parts.has(listed.part)) {
        parts.set(listed.part, true);
        isTaken = true;
      }
      for (const pattern of patterns) {
        if (!pattern.matches(listed.path)) continue;
        pattern.isFound = true;
        isTaken = true;
      }
      return isTaken;
    },
    needs(member) {
      if ((isAll && !isWithout(member.part)) || parts.has(member.part)) return true;
      if (member.part === 'homeassistant' && parts.has('database')) return true;
      return patterns.some((pattern) => pattern.mayHold(member));
    },
    takesWhole: (part) => (isAll && !isWithout(part)) || parts.has(part),
    missing() {
      const unmet = patterns.filter((pattern) => !pattern.isFound).map(({ path }) => path);
      return parts.get('database') === false ? ['database', ...unmet] : unmet;
    },
  };
}

/** Throws not-found for chosen parts that none of the members can hold. */
export function requireParts(choice: Choice, members: readonly Member[], hasDatabase: boolean): void {
  const present = new Set(members.map((member) => member.part));
  const database = present.has('homeassistant') && hasDatabase ? ['database'] : [];
  for (const part of choice.parts ?? []) {
    if (part === 'all' || present.has(part)) continue;
    if (database.includes(part)) continue;
    throw new LifeboatError('not-found', 'PART_NOT_IN_BACKUP', `The backup has no part "${part}".`, {
      safe: 'Nothing was changed.',
      remedies: [`It has: ${[...present, ...database].join(', ') || 'nothing'}.`],
    });
  }
}

/**
 * Throws not-found for what was chosen and not met in the archive. A database that was chosen with other parts is no
 * reason not to restore those.
 */
export function requireFound(missing: readonly string[], parts: readonly PartId[]): void {
  const fatal = missing.filter((name) => name !== 'database' || parts.length === 1);
  if (fatal.length === 0) return;
  const names = fatal.map((name) => `"${name}"`).join(', ');
  throw new LifeboatError('not-found', 'NOT_IN_BACKUP', `The backup does not hold ${names}.`, {
    safe: 'Nothing was changed.',
    remedies: ['lifeboat show BACKUP --files lists what it holds.'],
  });
}

function compile(path: string) {
  const clean = tidyName(path);
  const matches = pathMatcher(clean);
  return {
    // A database without its write-ahead log lacks its last changes: who names one gets both.
    matches: (listed: string) => matches(listed) || listed === `${clean}-wal`,
    mayHold: (member: Member) => canHold(member, clean),
  };
}
