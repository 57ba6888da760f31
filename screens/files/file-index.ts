/**
 * The files of a backup as a tree that is made where it is looked at: sorted columns instead of objects, a folder is a
 * range of them. So 200,000 files take little memory, and an archive of endless depth costs nothing until it is opened.
 */
import fuzzysort from 'fuzzysort';
import type { EntryType, ListedFile, PartId } from '../../core/archive/types.ts';
import type { TreeNode } from '../components/tree-model.ts';

/** What a row tells besides its name and its size. */
export interface FileFacts {
  type: EntryType;
  /** Bytes. */
  size: number;
  /** ISO 8601. */
  mtime: string;
  /** Target of a link, or the file that a hard link repeats. */
  link: string | null;
}

/** A part as the tree shows it at the top. */
export interface PartName {
  id: PartId;
  label: string;
}

/** More than anybody looks through. */
const mostFound = 200;
/** Ranked by how well they fit; beyond it the first in the order of paths are taken, so that a key stays cheap. */
const mostRanked = 4000;

export class FileIndex {
  /** Its folders are read when they are opened. */
  readonly root: TreeNode;
  /** All that are no folders. */
  readonly count: number;
  readonly #paths: string[] = [];
  readonly #types: EntryType[] = [];
  readonly #sizes: Float64Array;
  readonly #times: string[] = [];
  readonly #links = new Map<number, string>();

  /** Takes `files` over and sorts them. A part of which nothing could be listed is shown as an empty folder. */
  constructor(files: ListedFile[], parts: readonly PartName[]) {
    files.sort((a, b) => compare(a.path, b.path));
    this.#sizes = new Float64Array(files.length);
    for (const file of files) this.#take(file);
    const tops = parts.map(({ id, label }) => this.#folder(id, id, label));
    this.root = {
      path: '',
      name: '',
      children: tops,
      size: tops.reduce((sum, { size }) => sum + size, 0),
      files: tops.reduce((sum, top) => sum + top.files, 0),
    };
    this.count = this.root.files;
  }

  /** Of two entries of one path the later one counts, as for every reader of tars. */
  #take({ path, type, size, mtime, link }: ListedFile): void {
    const at = this.#paths.at(-1) === path ? this.#paths.length - 1 : this.#paths.length;
    this.#paths[at] = path;
    this.#types[at] = type;
    this.#sizes[at] = type === 'file' ? size : 0;
    this.#times[at] = mtime;
    if (link === null) this.#links.delete(at);
    else this.#links.set(at, link);
  }

  /** Null where it is only the name of a folder that has no entry of its own. */
  factsOf(path: string): FileFacts | null {
    const at = this.positionOf(path);
    if (at === null) return null;
    return {
      type: this.#types[at] ?? 'other',
      size: this.#sizes[at] ?? 0,
      mtime: this.#times[at] ?? '',
      link: this.#links.get(at) ?? null,
    };
  }

  /** Number of entries, folders included: what `positionOf` counts. */
  get length(): number {
    return this.#paths.length;
  }

  /** The place of a path in the sorted order; null where there is no such entry. */
  positionOf(path: string): number | null {
    const at = this.#lowerBound(path);
    return this.#paths[at] === path ? at : null;
  }

  /** The places of everything below a folder, '' for all: from the first to before the last. */
  rangeOf(folder: string): [from: number, to: number] {
    if (folder === '') return [0, this.length];
    // '0' follows '/' in the order of characters.
    return [this.#lowerBound(`${folder}/`), this.#lowerBound(`${folder}0`)];
  }

  isFolderAt(position: number): boolean {
    return this.#types[position] === 'folder';
  }

  /** Files and folders whose path fits, the best first. */
  find(query: string): TreeNode[] {
    const words = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const near: string[] = [];
    const far: string[] = [];
    for (const path of this.#paths) {
      if (near.length >= mostRanked) break;
      const low = path.toLowerCase();
      if (words.every((word) => low.includes(word))) near.push(path);
      else if (far.length < mostRanked && words.every((word) => hasLetters(low, word))) far.push(path);
    }
    const ranked = fuzzysort.go(query, [...near, ...far].slice(0, mostRanked), { limit: mostFound });
    const found = ranked.map(({ target }) => this.#nodeOf(target));
    // It keeps all that it has ever looked at.
    fuzzysort.cleanup();
    return found;
  }

  #nodeOf(path: string): TreeNode {
    const at = this.positionOf(path);
    if (at === null || this.#types[at] === 'folder') return this.#folder(path, path);
    return { path, name: path, children: null, size: this.#sizes[at] ?? 0, files: 1 };
  }

  #lowerBound(path: string): number {
    let low = 0;
    let high = this.#paths.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#paths[middle] ?? '') < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #folder(path: string, name: string, label?: string): TreeNode {
    const [from, to] = this.rangeOf(path);
    let size = 0;
    let files = 0;
    for (let at = from; at < to; at += 1) {
      size += this.#sizes[at] ?? 0;
      if (this.#types[at] !== 'folder') files += 1;
    }
    const read = () => this.#children(path, from, to);
    let children: TreeNode[] | null = null;
    return {
      path,
      name,
      ...(label === undefined ? {} : { label }),
      get children() {
        children ??= read();
        return children;
      },
      size,
      files,
    };
  }

  /** Folders first, each by name. */
  #children(folder: string, from: number, to: number): TreeNode[] {
    const folders = new Map<string, TreeNode>();
    const files: TreeNode[] = [];
    const start = folder.length + 1;
    for (let at = from; at < to; ) {
      const path = this.#paths[at] ?? '';
      const slash = path.indexOf('/', start);
      const name = slash < 0 ? path.slice(start) : path.slice(start, slash);
      const own = slash < 0 ? path : path.slice(0, slash);
      if (slash < 0 && this.#types[at] !== 'folder')
        files.push({ path, name, children: null, size: this.#sizes[at] ?? 0, files: 1 });
      else if (!folders.has(name)) folders.set(name, this.#folder(own, name));
      at = slash < 0 ? at + 1 : this.rangeOf(own)[1];
    }
    return [...[...folders.values()].sort((a, b) => compare(a.name, b.name)), ...files];
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Whether the letters of `word` stand in `text` in their order, with others between. */
function hasLetters(text: string, word: string): boolean {
  let at = -1;
  for (const letter of word) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
