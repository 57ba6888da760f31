/** Puts a tar header together with the extension headers before it: PAX records and GNU's long names. */
import { Damage } from './damage.ts';
import type { TarHeader } from './tar-header.ts';
import type { EntryType, TarEntry } from './types.ts';

/** Longer extension headers are an attack on memory: Linux paths end at 4 KiB. */
export const extensionLimit = 1024 * 1024;

/** Only what is used is kept, so that no number of global headers takes memory. */
const usedRecords = new Set([
  'path',
  'linkpath',
  'size',
  'mtime',
  'uid',
  'gid',
  'GNU.sparse.major',
  'GNU.sparse.map',
  'GNU.sparse.name',
]);

const entryTypes: Record<string, EntryType> = {
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'link',
  '5': 'folder',
};

export interface DescribedEntry {
  entry: TarEntry;
  /** Bytes of data that follow in the tar, before padding. */
  stored: number;
  /** The PAX `size` record, which wins over the header's; null where there is none. */
  paxSize: number | null;
}

export class EntryDescriber {
  #global = new Map<string, string>();
  #next = new Map<string, string>();

  /** True for headers that only say something about the entry after them. */
  isExtension(header: TarHeader): boolean {
    return 'xgXLK'.includes(header.type);
  }

  /** Takes the data of an extension header. */
  extend(header: TarHeader, data: Buffer): void {
    if (header.type === 'L') this.#next.set('path', untilZero(data.toString('utf8')));
    else if (header.type === 'K') this.#next.set('linkpath', untilZero(data.toString('utf8')));
    else readRecords(data, header.type === 'g' ? this.#global : this.#next);
  }

  /** Describes the entry of `header`. Throws Damage where its name or size cannot be. */
  describe(header: TarHeader): DescribedEntry {
    const records = this.#next;
    const isSparse = header.type === 'S' || hasSparseMap(records);
    const type = isSparse ? 'other' : (entryTypes[header.type] ?? 'other');
    const path = trimPath(records.get('GNU.sparse.name') ?? records.get('path') ?? header.path);
    if (path === '' || (path === '.' && type !== 'folder'))
      throw new Damage('corrupt', 'An entry has no name.');

    const paxSize = records.has('size') ? Number(records.get('size')) : null;
    const size = paxSize ?? header.size;
    if (!Number.isSafeInteger(size) || size < 0)
      throw new Damage('corrupt', `The size of ${path} is no number.`);
    // Folders, links and devices have no data, whatever their size field says (as Python's tarfile reads it).
    const stored = '123456'.includes(header.type) ? 0 : size;

    const entry: TarEntry = {
      path,
      type,
      size: stored,
      mode: header.mode,
      uid: this.#number('uid', header.uid),
      gid: this.#number('gid', header.gid),
      mtime: this.#number('mtime', header.mtime),
      link:
        type === 'link' || type === 'hardlink' ? linkOf(type, records.get('linkpath') ?? header.link) : null,
    };
    if (records.size > 0) this.#next = new Map();
    return { entry, stored, paxSize };
  }

  #number(key: string, fallback: number): number {
    const record = this.#next.get(key) ?? this.#global.get(key);
    const value = record === undefined ? Number.NaN : Number(record);
    return Number.isFinite(value) ? value : fallback;
  }
}

/** A hard link names an entry, so it is trimmed like one; a symlink's target is any text. */
function linkOf(type: EntryType, target: string): string {
  return type === 'hardlink' ? trimPath(target) : target;
}

/** GNU keeps the holes of a sparse file in a map before its data: taken for a plain file it would come back wrong. */
function hasSparseMap(records: Map<string, string>): boolean {
  return records.has('GNU.sparse.major') || records.has('GNU.sparse.map');
}

function trimPath(path: string): string {
  let start = 0;
  while (path.startsWith('./', start)) start += 2;
  let end = path.length;
  while (end > start + 1 && path.endsWith('/', end)) end -= 1;
  return start === 0 && end === path.length ? path : path.slice(start, end) || '.';
}

function untilZero(value: string): string {
  const zero = value.indexOf('\0');
  return zero < 0 ? value : value.slice(0, zero);
}

/** Records are `LENGTH KEY=VALUE\n`; the length counts the whole record in bytes, so a value may hold anything. */
function readRecords(data: Buffer, records: Map<string, string>): void {
  let at = 0;
  while (at < data.length && data[at] !== 0) {
    const space = data.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(data.toString('latin1', at, space));
    const equals = data.indexOf(0x3d, space);
    const end = at + length;
    if (!(end <= data.length) || equals < 0 || equals >= end || length < space - at + 3)
      throw new Damage('corrupt', 'A PAX header holds a broken record.');
    const key = data.toString('utf8', space + 1, equals);
    if (usedRecords.has(key)) records.set(key, untilZero(data.toString('utf8', equals + 1, end - 1)));
    at = end;
  }
}
