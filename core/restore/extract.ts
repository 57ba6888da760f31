/**
 * Takes the entries of an archive one by one and writes them into a target folder. What may not be written, or cannot, is
 * named and left out; everything else goes on. Rules: reference on Home Assistant's own restore, which strips setuid and
 * loses links.
 */
import type { TarEntry, TarVisitor } from '../archive/types.ts';
import { LifeboatError, systemCode } from '../errors.ts';
import { attributesOf } from './attributes.ts';
import { nameProblem, tidyName } from './names.ts';
import { noSpace } from './space.ts';
import type { SparseFile } from './sparse-file.ts';
import { mostRemembered, Refused, TargetFolder, type TargetOptions, tooMany } from './target-folder.ts';
import type { Failure } from './types.ts';

export interface ExtractOptions extends TargetOptions {
  /** What failures are named by, in front of the name in the target: `share/`. */
  label: string;
}

/** A hard link whose other name is not (yet) in the target. */
export interface LooseLink {
  path: string;
  link: string;
}

/** What is wrong with the disk and not with the entry: ends the restore. */
const fatalCodes = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);
const mostFailures = 1000;

export class Extractor implements TarVisitor {
  readonly failed: Failure[] = [];
  /** Hard links to names that were not taken; see `stageMember`, which looks for them in a second pass. */
  readonly looseLinks: LooseLink[] = [];
  bytes = 0;

  readonly #target: TargetFolder;
  readonly #label: string;
  #open: { file: SparseFile; name: string; entry: TarEntry } | null = null;
  #unnamedFailures = 0;

  /** `target` exists, is empty, and belongs to this restore alone. */
  constructor(target: string, { label, ...options }: ExtractOptions) {
    this.#target = new TargetFolder(target, options);
    this.#label = label;
  }

  /** Files, folders and links that were made. */
  get entries(): number {
    return this.#target.entries;
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
      this.#target.spend(open.file.write(chunk));
      this.bytes += chunk.length;
    });
  }

  entryEnd(): void {
    const open = this.#open;
    if (!open) return;
    this.#guarded(open.name, () => {
      this.#target.finishFile(open.file, open.entry);
      this.#open = null;
    });
  }

  /** Remembers a folder that is not taken itself, in case something below it is. */
  folderSeen(entry: TarEntry): void {
    this.#target.folderSeen(tidyName(entry.path), attributesOf(entry));
  }

  refuse(path: string, reason: string): 'skip' {
    if (this.failed.length < mostFailures) this.failed.push({ path: this.#label + path, reason });
    else this.#unnamedFailures += 1;
    return 'skip';
  }

  /** After damage or a cancel: takes away the file in the making and gives its name. */
  dropTorn(): string | null {
    const open = this.#open;
    if (!open) return null;
    this.#open = null;
    this.#target.dropFile(open.file, open.name);
    return open.name;
  }

  /** Makes the links and gives the folders their modes, owners and times. Call once, after the last entry. */
  finish(): void {
    for (const { name, step } of this.#target.lastSteps()) this.#guarded(name, step);
    if (this.#unnamedFailures > 0)
      this.failed.push({
        path: this.#label,
        reason: `${this.#unnamedFailures} more entries were refused`,
      });
  }

  #begin(name: string, entry: TarEntry): 'skip' | undefined {
    if (entry.type === 'folder') {
      this.#target.makeFolder(name, attributesOf(entry));
      return 'skip';
    }
    if (name === '') throw new Refused('it has no name');
    if (entry.type === 'other') throw new Refused('it is a device, FIFO or socket');
    if (entry.type === 'file') {
      this.#open = { file: this.#target.createFile(name), name, entry };
      return undefined;
    }
    if (entry.type === 'link') this.#target.link(name, entry.link ?? '', attributesOf(entry));
    else this.#hardLink(name, entry);
    return 'skip';
  }

  #hardLink(name: string, entry: TarEntry): void {
    const link = entry.link ?? '';
    const problem = nameProblem(link);
    if (problem) throw new Refused(`it is a hard link, and ${problem.replace('its name', 'its target')}`);
    const other = tidyName(link);
    if (other === name) throw new Refused('it is a hard link to itself');
    if (this.#target.hardLink(name, other, entry)) return;
    if (this.looseLinks.length >= mostRemembered) throw tooMany();
    this.looseLinks.push({ path: name, link: other });
  }

  /** Runs a step for one entry: what is wrong with the entry is noted, what is wrong with the disk ends it all. */
  #guarded<Result>(name: string, step: () => Result): Result | 'skip' {
    try {
      return step();
    } catch (error) {
      if (error instanceof LifeboatError) throw error;
      const code = systemCode(error);
      if (code === 'ENOSPC' || code === 'EDQUOT') throw noSpace(this.#target.place, error);
      if (fatalCodes.has(code) || (code === '' && !(error instanceof Refused))) throw error;
      if (this.#open?.name === name) this.dropTorn();
      return this.refuse(
        name,
        error instanceof Refused ? error.message : `it could not be written (${code})`,
      );
    }
  }
}
