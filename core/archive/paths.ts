/** Where a file of a member belongs: which part it is of, and the path by which the user knows it. */
import path from 'node:path';
import type { Member, PartId } from './types.ts';

export interface PartPath {
  part: PartId;
  /** `part/relative`, e.g. `homeassistant/www/plan.svg`; the bare part for its own folder. */
  path: string;
}

const databaseFiles = new Set(['home-assistant_v2.db', 'home-assistant_v2.db-wal']);

/**
 * The part and listing path of the tar entry `tarPath` of `member`; null for what is no file of the user: the tar's own
 * root and `homeassistant.json`, the Supervisor's record about Core, which holds tokens.
 * Not made safe: `..` stays as it stands in the tar.
 */
export function partOf(member: Pick<Member, 'part'>, tarPath: string): PartPath | null {
  if (member.part === 'homeassistant') return partInConfiguration(tarPath);
  return { part: member.part, path: tarPath === '.' ? member.part : `${member.part}/${tarPath}` };
}

function partInConfiguration(tarPath: string): PartPath | null {
  if (tarPath === '.' || tarPath === 'homeassistant.json') return null;
  if (tarPath === 'data') return { part: 'homeassistant', path: 'homeassistant' };
  // Until 2021 the configuration lay at the root of its tar.
  const relative = tarPath.startsWith('data/') ? tarPath.slice('data/'.length) : tarPath;
  return {
    part: databaseFiles.has(relative) ? 'database' : 'homeassistant',
    path: `homeassistant/${relative}`,
  };
}

/** Whether `listed` is what `wanted` names: that very path, something below it, or a match of it as a glob. */
export function isSelected(listed: string, wanted: string): boolean {
  const plain = wanted.replace(/\/+$/, '');
  if (listed === plain || listed.startsWith(`${plain}/`)) return true;
  return /[*?[{]/.test(plain) && path.posix.matchesGlob(listed, plain);
}

/** Whether anything of `member` can be what `wanted` names, so that other members need not be read. */
export function canHold(member: Pick<Member, 'part'>, wanted: string): boolean {
  const fixed = wanted.split(/[*?[{]/, 1)[0] ?? '';
  const root = `${member.part}/`;
  return `${fixed}/`.startsWith(root) || root.startsWith(fixed);
}
