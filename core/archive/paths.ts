/** Where a file of a member belongs: which part it is of, and the path by which the user knows it. */
import { compileGlob } from '../glob.ts';
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

/** Tests listing paths against `wanted`: that very path, all below it, or its matches as a glob and all below those. */
export function pathMatcher(wanted: string): (listed: string) => boolean {
  const plain = wanted.replace(/\/+$/, '');
  const isBelow = (listed: string) => listed === plain || listed.startsWith(`${plain}/`);
  if (!/[*?[]/.test(plain)) return isBelow;
  // Names may hold brackets, so the path as it stands counts too.
  const globs = [compileGlob(plain), compileGlob(`${plain}/**`)];
  return (listed) => isBelow(listed) || globs.some((glob) => glob.test(listed));
}

/** Whether anything of `member` can match `wanted`, so that other members need not be read. */
export function canHold(member: Pick<Member, 'part'>, wanted: string): boolean {
  const fixed = wanted.split(/[*?[]/, 1)[0] ?? '';
  const root = `${member.part}/`;
  return `${fixed}/`.startsWith(root) || root.startsWith(fixed);
}
