/** One look at all files of the parts: how much each weighs, what is large, what changed, what cannot be read. */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PartId } from '../archive/types.ts';
import { partFilter } from '../backup/part-filter.ts';
import { obstacleTo } from '../backup/readable.ts';
import { remoteMounts } from '../device/mounts.ts';
import type { Installation, Part } from '../device/types.ts';
import { isByRights, systemCode, throwIfCancelled } from '../errors.ts';
import { inodeOf } from '../inode.ts';

/** Bytes are those of the content, which is what a backup reads. */
export interface Weight {
  bytes: number;
  files: number;
}

export interface PartWeight extends Weight {
  id: PartId;
  /** Of that, what was written or came since the date asked for. */
  changed: Weight;
}

export interface NamedWeight extends Weight {
  /** `part/relative path`, a folder with a slash at its end. */
  path: string;
}

export interface Weights {
  /** What a backup would carry of each part, the database as a part of its own. */
  parts: PartWeight[];
  /** What rules leave out, by the reason of the rule. */
  leftOut: Map<string, NamedWeight[]>;
  /** Folders with all below them and single files, the largest first; those that hold little are not among them. */
  largest: NamedWeight[];
  /** Files that look like archives of something, the largest first. */
  archives: NamedWeight[];
  /** What belongs into a backup and cannot be read; the first of them; whether root could read some of it. */
  unreadable: { count: number; paths: string[]; isByRights: boolean };
}

export interface WeighOptions {
  exclude: readonly string[];
  /** Where backups are kept: those in a part are not carried. */
  locations: readonly { path: string }[];
  /** For `changed`; null: nothing is counted. */
  since: Date | null;
  signal?: AbortSignal;
}

/** Entries between two turns for others: some milliseconds. */
const slice = 500;
/** Less in one place is not worth a thought. */
const leastShown = 10_000_000;
const mostPaths = 20;
/** How deep folders are told apart: `homeassistant/www/videos/`. */
const depth = 3;
const archiveName = /\.(tar|tar\.gz|tgz|tar\.xz|tar\.bz2|zip|7z|rar|bak|iso|img|img\.gz)$/i;

/** Links are not followed; network and FUSE file systems inside a part are not touched. */
export async function weigh(installation: Installation, options: WeighOptions): Promise<Weights> {
  const scale = new Scale(installation, options);
  for (const part of installation.parts) {
    if (part.id === 'database') scale.database(part);
    else await scale.part(part);
  }
  return scale.weights();
}

class Scale {
  readonly #installation: Installation;
  readonly #options: WeighOptions;
  readonly #parts: PartWeight[] = [];
  readonly #leftOut = new Map<string, NamedWeight[]>();
  readonly #places = new Map<string, NamedWeight>();
  readonly #archives: NamedWeight[] = [];
  readonly #unreadable = { count: 0, paths: [] as string[], isByRights: false };
  /** Inodes of files with several names. */
  readonly #seen = new Set<string>();
  #looked = 0;

  constructor(installation: Installation, options: WeighOptions) {
    this.#installation = installation;
    this.#options = options;
  }

  weights(): Weights {
    const bySize = (one: Weight, other: Weight) => other.bytes - one.bytes;
    const large = (places: Iterable<NamedWeight>) =>
      [...places].filter(({ bytes }) => bytes >= leastShown).sort(bySize);
    return {
      parts: this.#parts,
      leftOut: this.#leftOut,
      largest: large(this.#places.values()),
      archives: large(this.#archives),
      unreadable: this.#unreadable,
    };
  }

  /** The database and its log: the walk through the configuration leaves them out. */
  database(part: Part): void {
    const weight = this.#begin(part);
    for (const file of [part.path, `${part.path}-wal`]) {
      const stat = this.#attempt(part.id, () => lstatSync(file));
      if (stat && this.#mayRead(part.id, file)) this.#count(weight, stat);
    }
  }

  async part(part: Part): Promise<void> {
    const weight = this.#begin(part);
    const { exclude, locations } = this.#options;
    const filter = partFilter({ installation: this.#installation, exclude: [...exclude], locations }, part);
    const remote = this.#attempt(part.id, () => remoteMounts(part.path)) ?? new Map<string, string>();
    // A folder that is left out is looked into all the same: it takes room on the disk.
    const pending: { folder: string; rule: NamedWeight | null }[] = [{ folder: '', rule: null }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { folder, rule } = next;
      for (const name of rule ? namesIfAny(`${part.path}/${folder}`) : this.#names(part, folder)) {
        await this.#breathe();
        const path = folder === '' ? name : `${folder}/${name}`;
        if (remote.has(path)) continue;
        const exclusion = rule === null ? filter(path) : null;
        const stat = this.#attempt(`${part.id}/${path}`, () => lstatSync(`${part.path}/${path}`));
        if (!stat) continue;
        const left = rule ?? (exclusion && this.#leaveOut(exclusion.reason, `${part.id}/${path}`, stat));
        if (stat.isDirectory()) pending.push({ folder: path, rule: left });
        else if (left) this.#add(left, stat);
        else this.#carry(part, path, stat, weight);
      }
    }
  }

  #begin({ id }: Part): PartWeight {
    const weight = { id, bytes: 0, files: 0, changed: { bytes: 0, files: 0 } };
    this.#parts.push(weight);
    return weight;
  }

  #carry(part: Part, path: string, stat: Stats, weight: PartWeight): void {
    if (!stat.isFile()) return;
    const named = `${part.id}/${path}`;
    if (!this.#mayRead(named, `${part.path}/${path}`)) return;
    if (!this.#count(weight, stat)) return;
    for (const place of placesOf(part.id, path, stat)) this.#addTo(place, stat);
    if (archiveName.test(path)) this.#archives.push({ path: named, bytes: stat.size, files: 1 });
  }

  #addTo(path: string, stat: Stats): void {
    const place = this.#places.get(path) ?? { path, bytes: 0, files: 0 };
    this.#places.set(path, place);
    place.bytes += stat.size;
    place.files += 1;
  }

  /** False for a further name of a file that was counted. */
  #count(weight: PartWeight, stat: Stats): boolean {
    if (!this.#add(weight, stat)) return false;
    const { since } = this.#options;
    // What was copied here keeps its old date.
    if (since === null || (stat.mtime <= since && stat.birthtime <= since)) return true;
    weight.changed.bytes += stat.size;
    weight.changed.files += 1;
    return true;
  }

  #add(weight: Weight, stat: Stats): boolean {
    if (stat.nlink > 1) {
      const inode = inodeOf(stat);
      if (this.#seen.has(inode)) return false;
      this.#seen.add(inode);
    }
    weight.bytes += stat.isFile() ? stat.size : 0;
    weight.files += 1;
    return true;
  }

  #leaveOut(reason: string, path: string, stat: Stats): NamedWeight {
    const place = { path: stat.isDirectory() ? `${path}/` : path, bytes: 0, files: 0 };
    const places = this.#leftOut.get(reason) ?? [];
    this.#leftOut.set(reason, places);
    places.push(place);
    return place;
  }

  #mayRead(named: string, path: string): boolean {
    const obstacle = obstacleTo(path);
    if (obstacle === null) return true;
    this.#tellUnreadable(named, obstacle);
    return false;
  }

  #names(part: Part, folder: string): string[] {
    const named = folder === '' ? part.id : `${part.id}/${folder}/`;
    return this.#attempt(named, () => readdirSync(`${part.path}/${folder}`)) ?? [];
  }

  /** What went away since it was listed is nothing to tell. */
  #attempt<Value>(named: string, look: () => Value): Value | undefined {
    try {
      return look();
    } catch (error) {
      const code = systemCode(error);
      if (code === '') throw error;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      this.#tellUnreadable(named, code);
      return undefined;
    }
  }

  #tellUnreadable(named: string, reason: string): void {
    this.#unreadable.count += 1;
    this.#unreadable.isByRights ||= isByRights(reason);
    if (this.#unreadable.paths.length < mostPaths) this.#unreadable.paths.push(named);
  }

  async #breathe(): Promise<void> {
    this.#looked += 1;
    if (this.#looked % slice !== 0) return;
    await nextTurn();
    throwIfCancelled(this.#options.signal);
  }
}

/** Of a folder that no backup carries: whether it can be read is then nobody's concern. */
function namesIfAny(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return [];
  }
}

/** The folders around a file, as far as they are told apart, and the file itself where it is large alone. */
function placesOf(id: PartId, path: string, stat: Stats): string[] {
  const folders = path.split('/').slice(0, -1);
  const places = folders.slice(0, depth).map((_, index) => `${id}/${folders.slice(0, index + 1).join('/')}/`);
  return stat.size >= leastShown ? [...places, `${id}/${path}`] : places;
}
