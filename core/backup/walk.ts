/** Lists what is in a part, in the order and with the names that it gets in the archive. */
import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import type { PartId } from '../archive/types.ts';
import type { TarItem } from '../archive/write/types.ts';
import { remoteMounts } from '../device/mounts.ts';
import type { Part } from '../device/types.ts';
import { systemCode, unreadableReason } from '../errors.ts';
import { inodeOf } from '../inode.ts';
import type { Filter } from './exclude.ts';

/** Something below the part that is not in the listing; `path` is relative to the part, `reason` a sentence. */
export interface LeftOut {
  path: string;
  /**
   * rule: an exclusion. mount: a network or FUSE file system. special: a socket, FIFO or device. These do not belong into a
   * backup. unreadable, name, away: it belongs there and cannot be had; away: it is on a mount that does not answer, and is
   * told by the plan alone. deleted: it went while the part was listed.
   */
  why: 'rule' | 'mount' | 'special' | 'unreadable' | 'name' | 'away' | 'deleted';
  reason: string;
}

export interface WalkOptions {
  exclude: Filter;
  onLeftOut?(leftOut: LeftOut): void;
  /** A list of mounts in the form of /proc/self/mountinfo, which is the default. */
  mountinfo?: string;
}

export type WalkItem = Extract<TarItem, { kind: 'file' | 'folder' | 'link' | 'hardlink' }>;

/** Where a part's files stand in its member: Home Assistant wants the configuration below `data`, folders at the root. */
export function tarRoot(part: PartId): string {
  return part === 'homeassistant' || part === 'database' ? 'data' : '.';
}

/**
 * The part's folder itself first, then all below it, sorted by name, a folder before its content. Nothing is opened but
 * folders; nothing is followed. Of a file with several names the first is a file, the others are hard links to it.
 */
export function* walkPart(part: Part, options: WalkOptions): Generator<WalkItem> {
  const walk = new Walk(part, options);
  yield { kind: 'folder', path: tarRoot(part.id), stat: lstatSync(`${part.path}/.`) };
  yield* walk.folder('');
}

class Walk {
  readonly #root: string;
  readonly #tarPrefix: string;
  readonly #options: WalkOptions;
  readonly #remote: Map<string, string>;
  /** Files with several names that came by, as device and inode. */
  readonly #seen = new Set<string>();

  constructor(part: Part, options: WalkOptions) {
    this.#root = part.path;
    this.#tarPrefix = tarRoot(part.id) === '.' ? '' : `${tarRoot(part.id)}/`;
    this.#options = options;
    this.#remote = remoteMounts(part.path, options.mountinfo);
  }

  *folder(path: string): Generator<WalkItem> {
    const prefix = path === '' ? '' : `${path}/`;
    for (const name of this.#names(path)) {
      const inner = prefix + name;
      const rule = this.#options.exclude(inner);
      if (rule) {
        this.#leaveOut(inner, 'rule', `${rule.reason} (${rule.pattern})`);
        continue;
      }
      // Before the first look at it: asking a dead server would not come back.
      const fileSystem = this.#remote.get(inner);
      if (fileSystem !== undefined) {
        this.#leaveOut(inner, 'mount', `Another file system is mounted here (${fileSystem}).`);
        continue;
      }
      const item = this.#item(inner);
      if (!item) continue;
      yield item;
      if (item.kind === 'folder') yield* this.folder(inner);
    }
  }

  #item(path: string): WalkItem | null {
    const source = `${this.#root}/${path}`;
    const tarPath = this.#tarPrefix + path;
    try {
      const stat = lstatSync(source);
      if (stat.isFile()) return this.#file(tarPath, source, stat);
      if (stat.isDirectory()) return { kind: 'folder', path: tarPath, stat };
      if (stat.isSymbolicLink()) return { kind: 'link', path: tarPath, stat, link: this.#linkTarget(source) };
      this.#leaveOut(path, 'special', `It is a ${kindOf(stat)}, not a file.`);
    } catch (error) {
      this.#fail(path, error);
    }
    return null;
  }

  #file(path: string, source: string, stat: Stats): WalkItem {
    if (stat.nlink === 1) return { kind: 'file', path, source, stat };
    const inode = inodeOf(stat);
    const kind = this.#seen.has(inode) ? 'hardlink' : 'file';
    this.#seen.add(inode);
    return { kind, path, source, stat };
  }

  #linkTarget(source: string): string {
    const target = readlinkSync(source);
    if (target.includes('\ufffd') && !isUtf8(readlinkSync(source, 'buffer'))) throw new NotUtf8Error();
    return target;
  }

  #names(path: string): string[] {
    const folder = `${this.#root}/${path}`;
    try {
      const names = readdirSync(folder);
      const strange = names.some((name) => name.includes('\ufffd')) ? readdirSync(folder, 'buffer') : [];
      for (const name of strange)
        if (!isUtf8(name)) this.#leaveOut(joined(path, String(name)), 'name', notUtf8);
      const known = strange.length === 0 ? names : strange.filter(isUtf8).map(String);
      return known.sort();
    } catch (error) {
      this.#fail(path, error);
      return [];
    }
  }

  #fail(path: string, error: unknown): void {
    const code = systemCode(error);
    if (error instanceof NotUtf8Error) this.#leaveOut(path, 'name', notUtf8);
    else if (code === 'ENOENT')
      this.#leaveOut(path, 'deleted', 'It was deleted while the files were listed.');
    else if (code !== '') this.#leaveOut(path, 'unreadable', unreadableReason(code));
    else throw error;
  }

  #leaveOut(path: string, why: LeftOut['why'], reason: string): void {
    this.#options.onLeftOut?.({ path, why, reason });
  }
}

const notUtf8 = 'Its name or target is not valid UTF-8, which an archive cannot hold.';
class NotUtf8Error extends Error {}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString()).equals(bytes);
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function kindOf(stat: Stats): string {
  if (stat.isSocket()) return 'socket';
  return stat.isFIFO() ? 'FIFO' : 'device';
}
