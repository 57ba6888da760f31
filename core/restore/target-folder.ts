/**
 * The folder that the entries of an archive are written to, and nowhere else.
 *
 * It is a folder of ours that was empty at the start. No symbolic link exists in it until the last entry was taken (they are
 * made at the end), so nothing can be written through one; folders are made one level at a time and known by name.
 */
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { LifeboatError, systemCode } from '../errors.ts';
import { type Attributes, describe, fileTime, ownerOf } from './attributes.ts';
import { parentOf } from './names.ts';
import { defaultReserve, freeBytes, isShort, noSpace } from './space.ts';
import { SparseFile } from './sparse-file.ts';
import type { Owner } from './types.ts';

export interface TargetOptions {
  owner: Owner;
  /** Where the entries end up, for messages: this folder is none that the user knows. Itself by default. */
  place?: string;
  /** Writes long files to the disk as they grow; for a restore into a running device. */
  flushes?: boolean;
  /** Bytes that must stay free on the file system; default 64 MiB. */
  reserve?: number;
}

/** A reason to leave out one entry; everything else goes on. */
export class Refused extends Error {}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY, O_RDONLY, O_DIRECTORY } = constants;
const newFile = O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY;
/** Where hard links cannot be: another file system below, FAT, too many names. */
const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'ENOSYS']);
/** Folders and links are remembered to the end; an archive that is made of them only must not fill the memory. */
export const mostRemembered = 250_000;
const spaceCheckEvery = 32 * 1024 * 1024;
/** Roughly what an empty file costs, so that millions of them count as well. */
const entryCost = 4096;

/** Names are tidy (see names.ts); '' is the folder itself. Throws Refused, LifeboatError `no-space`, and system errors. */
export class TargetFolder {
  /** Files, folders and links that were made. */
  entries = 0;
  readonly place: string;
  readonly #root: string;
  readonly #options: TargetOptions;
  /** Folders that exist, with what they get at the end; null: never described by an entry. */
  readonly #folders = new Map<string, Attributes | null>([['', null]]);
  readonly #seenFolders = new Map<string, Attributes>();
  readonly #links = new Map<string, { to: string; entry: Attributes }>();
  #sinceSpaceCheck = 0;

  /** `root` exists, is empty, and belongs to this restore alone. */
  constructor(root: string, options: TargetOptions) {
    this.#root = root;
    this.place = options.place ?? root;
    this.#options = options;
  }

  makeFolder(name: string, entry: Attributes): void {
    if (name !== '' && !this.#folders.has(name)) {
      this.#enter(parentOf(name));
      this.#clear(name);
      this.#enter(name);
    }
    this.#folders.set(name, entry);
    this.entries += 1;
  }

  /** Remembers a folder that is not taken itself, in case something below it is. */
  folderSeen(name: string, entry: Attributes): void {
    remember(this.#seenFolders, name, entry);
  }

  /** Opened for us alone until it has its mode: what is secret at the end was so from the start. */
  createFile(name: string): SparseFile {
    this.#enter(parentOf(name));
    this.spend(entryCost);
    this.#links.delete(name);
    const path = this.#path(name);
    let fd: number;
    try {
      fd = openSync(path, newFile, 0o600);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      this.#clear(name);
      fd = openSync(path, newFile, 0o600);
    }
    return new SparseFile(fd, this.#options.flushes ?? false);
  }

  finishFile(file: SparseFile, entry: Attributes): void {
    file.finish();
    describe(file.fd, entry, 0o777, this.#options.owner);
    closeSync(file.fd);
    this.entries += 1;
  }

  dropFile(file: SparseFile, name: string): void {
    closeSync(file.fd);
    unlinkSync(this.#path(name));
  }

  /** A symbolic link, made at the end. */
  link(name: string, to: string, entry: Attributes): void {
    this.#enter(parentOf(name));
    this.#clear(name);
    remember(this.#links, name, { to, entry });
  }

  /** Another name for `other`; false where that is none of a file or link here. */
  hardLink(name: string, other: string, entry: Attributes): boolean {
    this.#enter(parentOf(name));
    const symbolic = this.#links.get(other);
    if (symbolic) {
      this.#clear(name);
      remember(this.#links, name, symbolic);
      return true;
    }
    if (!this.#isFile(other)) return false;
    this.#clear(name);
    this.spend(entryCost);
    try {
      linkSync(this.#path(other), this.#path(name));
    } catch (error) {
      if (!noHardLinks.has(systemCode(error))) throw error;
      this.#copy(other, name, entry);
    }
    this.entries += 1;
    return true;
  }

  /** After the last entry: the steps that make the links, and give the folders their modes, owners and times. */
  *lastSteps(): Generator<{ name: string; step: () => void }> {
    for (const [name, { to, entry }] of this.#links)
      yield { name, step: () => this.#makeLink(name, to, entry) };
    // Children before parents: a folder's time and write permission end with its last change.
    for (const [name, entry] of [...this.#folders].reverse())
      yield { name, step: () => this.#finishFolder(name, entry) };
  }

  /** Looks from time to time whether the file system still has room. */
  spend(bytes: number): void {
    this.#sinceSpaceCheck += bytes;
    if (this.#sinceSpaceCheck < spaceCheckEvery) return;
    this.#sinceSpaceCheck = 0;
    const need = this.#options.reserve ?? defaultReserve;
    if (isShort({ free: freeBytes(this.#root), need })) throw noSpace(this.place);
  }

  /** Sees to it that a folder exists, and its parents, without passing through anything else. */
  #enter(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#enter(parentOf(folder));
    if (this.#links.has(folder)) throw new Refused(`its name passes through the link ${folder}`);
    this.spend(entryCost);
    try {
      mkdirSync(this.#path(folder), 0o700);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw new Refused(`its name passes through the file ${folder}`);
      throw error;
    }
    remember(this.#folders, folder, this.#seenFolders.get(folder) ?? null);
  }

  /** Takes away what an earlier entry of the same name left: the last one wins, as with the Supervisor. */
  #clear(name: string): void {
    if (this.#links.delete(name)) return;
    if (this.#folders.has(name)) {
      try {
        rmdirSync(this.#path(name));
      } catch (error) {
        if (systemCode(error) !== 'ENOTEMPTY') throw error;
        throw new Refused('a folder of the same name is in the way');
      }
      this.#folders.delete(name);
      return;
    }
    const path = this.#path(name);
    if (lstatSync(path, { throwIfNoEntry: false })) unlinkSync(path);
  }

  #copy(other: string, name: string, entry: Attributes): void {
    const { size } = lstatSync(this.#path(other));
    this.spend(size);
    copyFileSync(this.#path(other), this.#path(name), constants.COPYFILE_EXCL);
    const fd = openSync(this.#path(name), O_RDONLY | O_NOFOLLOW);
    try {
      describe(fd, entry, 0o777, this.#options.owner);
    } finally {
      closeSync(fd);
    }
  }

  /** A name in a folder of ours that is a regular file. */
  #isFile(name: string): boolean {
    if (!this.#folders.has(parentOf(name))) return false;
    return lstatSync(this.#path(name), { throwIfNoEntry: false })?.isFile() ?? false;
  }

  #makeLink(name: string, to: string, entry: Attributes): void {
    const path = this.#path(name);
    symlinkSync(to, path);
    const owner = ownerOf(this.#options.owner, entry);
    if (owner) lchownSync(path, owner.uid, owner.gid);
    lutimesSync(path, fileTime(entry.mtime), fileTime(entry.mtime));
    this.entries += 1;
  }

  #finishFolder(name: string, entry: Attributes | null): void {
    const fd = openSync(this.#path(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    try {
      if (entry) describe(fd, entry, 0o1777, this.#options.owner);
      else {
        const owner = typeof this.#options.owner === 'object' ? this.#options.owner : null;
        if (owner) fchownSync(fd, owner.uid, owner.gid);
        fchmodSync(fd, 0o755);
      }
    } finally {
      closeSync(fd);
    }
  }

  #path(name: string): string {
    return name === '' ? this.#root : `${this.#root}/${name}`;
  }
}

function remember<T>(map: Map<string, T>, name: string, value: T): void {
  if (map.size >= mostRemembered) throw tooMany();
  map.set(name, value);
}

/** Of an archive that holds more than any backup. */
export function tooMany(): LifeboatError {
  return new LifeboatError(
    'damaged',
    'TOO_MANY_FOLDERS',
    'The archive holds more folders and links than any backup.',
    {
      safe: 'Nothing was changed.',
      remedies: ['Choose single files to restore (--files).'],
    },
  );
}
