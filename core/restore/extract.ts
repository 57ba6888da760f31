/**
 * Writes the entries of an archive below one folder, and nowhere else.
 *
 * The target is a folder of ours that was empty at the start. No symbolic link exists in it until the last entry was
 * taken (they are made at the end), so nothing can be written through one; folders are made one level at a time and
 * known by name. Rules: reference on Home Assistant's own restore, which strips setuid and loses links.
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
import type { TarEntry, TarVisitor } from '../archive/types.ts';
import { LifeboatError, systemCode } from '../errors.ts';
import { type Attributes, attributesOf, describe, fileTime, ownerOf } from './attributes.ts';
import { nameProblem, parentOf, tidyName } from './names.ts';
import { defaultReserve, freeBytes, noSpace } from './space.ts';
import { SparseFile } from './sparse-file.ts';
import type { Failure, Owner } from './types.ts';

export interface ExtractOptions {
  owner: Owner;
  /** What failures are named by, in front of the name in the target: `share/`. */
  label: string;
  /** Writes long files to the disk as they grow; for a restore into a running device. */
  flushes?: boolean;
  /** Bytes that must stay free on the file system; default 64 MiB. */
  reserve?: number;
}

/** A hard link whose other name is not (yet) in the target. */
export interface LooseLink {
  path: string;
  link: string;
}

/** A reason to leave out one entry; everything else goes on. */
class Refused extends Error {}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY, O_RDONLY, O_DIRECTORY } = constants;
const newFile = O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY;
/** What is wrong with the disk and not with the entry: ends the restore. */
const fatalCodes = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);
/** Where hard links cannot be: another file system below, FAT, too many names. */
const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'ENOSYS']);
/** Folders and links are remembered to the end; an archive that is made of them only must not fill the memory. */
const mostRemembered = 250_000;
const mostFailures = 1000;
const spaceCheckEvery = 32 * 1024 * 1024;
/** Roughly what an empty file costs, so that millions of them count as well. */
const entryCost = 4096;

export class Extractor implements TarVisitor {
  readonly failed: Failure[] = [];
  /** Hard links to names that were not taken; see `stageMember`, which looks for them in a second pass. */
  readonly looseLinks: LooseLink[] = [];
  entries = 0;
  bytes = 0;

  readonly #target: string;
  readonly #options: ExtractOptions;
  /** Folders that exist in the target, with what they get at the end; null: never described by an entry. */
  readonly #folders = new Map<string, Attributes | null>();
  readonly #seenFolders = new Map<string, Attributes>();
  readonly #links = new Map<string, { to: string; entry: Attributes }>();
  #open: { file: SparseFile; name: string; entry: TarEntry } | null = null;
  #sinceSpaceCheck = 0;
  #unnamedFailures = 0;

  /** `target` exists, is empty, and belongs to this restore alone. */
  constructor(target: string, options: ExtractOptions) {
    this.#target = target;
    this.#options = options;
    this.#folders.set('', null);
  }

  entry(entry: TarEntry): 'skip' | undefined {
    const problem = nameProblem(entry.path);
    if (problem) return this.refuse(entry.path, problem);
    const name = tidyName(entry.path);
    return this.#guarded(name, () => this.#begin(name, entry));
  }

  data(chunk: Buffer): void {
    const open = this.#open;
    if (!open) return;
    this.#guarded(open.name, () => {
      this.#spend(open.file.write(chunk));
      this.bytes += chunk.length;
      return undefined;
    });
  }

  entryEnd(): void {
    const open = this.#open;
    if (!open) return;
    this.#guarded(open.name, () => {
      open.file.finish();
      describe(open.file.fd, open.entry, 0o777, this.#options.owner);
      closeSync(open.file.fd);
      this.#open = null;
      this.entries += 1;
      return undefined;
    });
  }

  /** Remembers a folder that is not taken itself, in case something below it is. */
  folderSeen(entry: TarEntry): void {
    this.#remember(this.#seenFolders, tidyName(entry.path), attributesOf(entry));
  }

  refuse(path: string, reason: string): 'skip' {
    if (this.failed.length < mostFailures) this.failed.push({ path: this.#options.label + path, reason });
    else this.#unnamedFailures += 1;
    return 'skip';
  }

  /** After damage or a cancel: takes away the file in the making and gives its name. */
  dropTorn(): string | null {
    const open = this.#open;
    if (!open) return null;
    this.#open = null;
    closeSync(open.file.fd);
    unlinkSync(this.#path(open.name));
    return open.name;
  }

  /** Makes the links and gives the folders their modes, owners and times. Call once, after the last entry. */
  finish(): void {
    for (const [name, { to, entry }] of this.#links)
      this.#guarded(name, () => this.#makeLink(name, to, entry));
    // Children before parents: a folder's time and write permission end with its last change.
    for (const [name, entry] of [...this.#folders].reverse())
      this.#guarded(name, () => this.#finishFolder(name, entry));
    if (this.#unnamedFailures > 0) {
      this.failed.push({
        path: this.#options.label,
        reason: `${this.#unnamedFailures} more entries were refused`,
      });
    }
  }

  #begin(name: string, entry: TarEntry): 'skip' | undefined {
    if (entry.type === 'folder') {
      this.#makeFolder(name, entry);
      return 'skip';
    }
    if (name === '') throw new Refused('it has no name');
    if (entry.type === 'other') throw new Refused('it is a device, FIFO or socket');
    this.#enter(parentOf(name));
    if (entry.type === 'link') {
      this.#clear(name);
      this.#remember(this.#links, name, { to: entry.link ?? '', entry: attributesOf(entry) });
      return 'skip';
    }
    if (entry.type === 'hardlink') {
      this.#hardLink(name, entry);
      return 'skip';
    }
    this.#spend(entryCost);
    this.#links.delete(name);
    this.#open = { file: new SparseFile(this.#create(name), this.#options.flushes ?? false), name, entry };
    return undefined;
  }

  #makeFolder(name: string, entry: TarEntry): void {
    if (name !== '' && !this.#folders.has(name)) {
      this.#enter(parentOf(name));
      this.#clear(name);
      this.#enter(name);
    }
    this.#folders.set(name, attributesOf(entry));
    this.entries += 1;
  }

  /** Sees to it that a folder exists, and its parents, without passing through anything else. */
  #enter(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#enter(parentOf(folder));
    if (this.#links.has(folder)) throw new Refused(`its name passes through the link ${folder}`);
    this.#spend(entryCost);
    try {
      mkdirSync(this.#path(folder), 0o700);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw new Refused(`its name passes through the file ${folder}`);
      throw error;
    }
    this.#remember(this.#folders, folder, this.#seenFolders.get(folder) ?? null);
  }

  #hardLink(name: string, entry: TarEntry): void {
    const link = entry.link ?? '';
    const problem = nameProblem(link);
    if (problem) throw new Refused(`it is a hard link, and ${problem.replace('its name', 'its target')}`);
    const other = tidyName(link);
    if (other === name) throw new Refused('it is a hard link to itself');
    const symbolic = this.#links.get(other);
    if (symbolic) {
      this.#clear(name);
      this.#remember(this.#links, name, symbolic);
      return;
    }
    if (!this.#isFile(other)) {
      if (this.looseLinks.length >= mostRemembered) throw tooMany();
      this.looseLinks.push({ path: name, link: other });
      return;
    }
    this.#clear(name);
    this.#spend(entryCost);
    try {
      linkSync(this.#path(other), this.#path(name));
    } catch (error) {
      if (!noHardLinks.has(systemCode(error))) throw error;
      this.#copy(other, name, entry);
    }
    this.entries += 1;
  }

  #copy(other: string, name: string, entry: Attributes): void {
    const { size } = lstatSync(this.#path(other));
    this.#spend(size);
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

  /** Opened for us alone until it has its mode: what is secret at the end was so from the start. */
  #create(name: string): number {
    const path = this.#path(name);
    try {
      return openSync(path, newFile, 0o600);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      this.#clear(name);
      return openSync(path, newFile, 0o600);
    }
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

  #makeLink(name: string, to: string, entry: Attributes): undefined {
    const path = this.#path(name);
    symlinkSync(to, path);
    const owner = ownerOf(this.#options.owner, entry);
    if (owner) lchownSync(path, owner.uid, owner.gid);
    lutimesSync(path, fileTime(entry.mtime), fileTime(entry.mtime));
    this.entries += 1;
  }

  #finishFolder(name: string, entry: Attributes | null): undefined {
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

  /** Runs a step for one entry: what is wrong with the entry is noted, what is wrong with the disk ends it all. */
  #guarded(name: string, step: () => 'skip' | undefined): 'skip' | undefined {
    try {
      return step();
    } catch (error) {
      if (error instanceof LifeboatError) throw error;
      const code = systemCode(error);
      if (code === 'ENOSPC' || code === 'EDQUOT') throw noSpace(this.#target, error);
      if (fatalCodes.has(code) || (code === '' && !(error instanceof Refused))) throw error;
      if (this.#open?.name === name) this.dropTorn();
      return this.refuse(
        name,
        error instanceof Refused ? error.message : `it could not be written (${code})`,
      );
    }
  }

  #remember<T>(map: Map<string, T>, name: string, value: T): void {
    if (map.size >= mostRemembered) throw tooMany();
    map.set(name, value);
  }

  #spend(bytes: number): void {
    this.#sinceSpaceCheck += bytes;
    if (this.#sinceSpaceCheck < spaceCheckEvery) return;
    this.#sinceSpaceCheck = 0;
    if (freeBytes(this.#target) < (this.#options.reserve ?? defaultReserve)) throw noSpace(this.#target);
  }

  #path(name: string): string {
    return name === '' ? this.#target : `${this.#target}/${name}`;
  }
}

function tooMany(): LifeboatError {
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
