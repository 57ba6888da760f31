/** Cuts the entries of a member into jobs of about equal size, and opens the files that several jobs read. */
import fs from 'node:fs';
import { inodeOf } from '../../inode.ts';
import { fileHeader, wholeFileLimit } from './pack.ts';
import { changed, openFile } from './read-file.ts';
import { blockSize, type Header, paddingOf } from './tar-header.ts';
import type { Issue, Piece, TarItem } from './types.ts';

const jobSize = 512 * 1024;
/** Devices allow as few as 1024 open files; several jobs are under way at a time. */
const openFilesPerJob = 24;

export interface Job {
  pieces: Piece[];
  /** For each file whose last range is in this job: what is to be done when that was read. */
  finished: (() => void)[];
  /** Of the last entry, for the progress. */
  path: string;
}

export class Cutter {
  readonly #report: (issue: Issue) => void;
  readonly #open: Set<number>;
  /** Path in the tar of each file that has several names, by its inode. */
  readonly #firstNames = new Map<string, string>();
  #job: Job = { pieces: [], finished: [], path: '' };
  #size = 0;

  constructor(report: (issue: Issue) => void, open = new Set<number>()) {
    this.#report = report;
    this.#open = open;
  }

  /** Takes the next entry and gives out the jobs that are full. */
  *add(item: TarItem): Generator<Job> {
    switch (item.kind) {
      case 'file':
        if (item.stat.nlink > 1) yield* this.#addNamedTwice(item);
        else if (item.stat.size > wholeFileLimit) yield* this.#addOpened(item.path, item.source);
        else yield* this.#addSmall(item);
        break;
      case 'pinned':
        this.#firstNames.set(inodeOf(item.stat), item.path);
        this.#put({ kind: 'header', header: fileHeader(item.path, item.stat, item.size) }, blockSize);
        yield* this.#addRanges(item.path, item.fd, item.size);
        if (item.onRead) this.#job.finished.push(item.onRead);
        break;
      case 'content':
        yield* this.#addContent(item);
        break;
      case 'hardlink':
        yield* this.#addNamedTwice(item);
        break;
      default:
        this.#put(
          { kind: 'header', header: linkHeader(item, item.kind, item.kind === 'link' ? item.link : '') },
          blockSize,
        );
    }
    this.#job.path = item.path;
    if (this.#size >= jobSize) yield this.#take();
  }

  /** The last job, not full; null where nothing is left. */
  end(): Job | null {
    return this.#job.pieces.length > 0 ? this.#take() : null;
  }

  /** Jobs of their own for pieces that a worker gave back: the first is a file to be read in ranges now. */
  *again(pieces: Piece[]): Generator<Job> {
    const [first, ...others] = pieces;
    const apart = new Cutter(this.#report, this.#open);
    if (first?.kind === 'file') yield* apart.#addOpened(first.path, first.source);
    for (const piece of others) apart.#put(piece, 0);
    const last = apart.end();
    if (last) yield last;
  }

  /** Checks and closes the files that a job was the last to read. */
  finish(job: Job): void {
    for (const step of job.finished) step();
  }

  /** Closes what is still open after a failure. */
  close(): void {
    for (const fd of this.#open) this.#closeFile(fd);
  }

  *#addSmall(item: Extract<TarItem, { kind: 'file' }>): Generator<Job> {
    const size = blockSize * 2 + item.stat.size;
    if (this.#size > 0 && this.#size + size > jobSize + jobSize / 4) yield this.#take();
    this.#put({ kind: 'file', path: item.path, source: item.source }, size);
  }

  /** False where it could not be opened. */
  *#addOpened(path: string, source: string): Generator<Job, boolean> {
    const opened = openFile(path, source);
    if ('issue' in opened) {
      this.#report(opened.issue);
      return false;
    }
    const { fd, stat } = opened;
    this.#open.add(fd);
    this.#put({ kind: 'header', header: fileHeader(path, stat, stat.size) }, blockSize);
    yield* this.#addRanges(path, fd, stat.size);
    this.#job.finished.push(() => {
      const after = fs.fstatSync(fd);
      if (after.mtimeMs !== stat.mtimeMs || after.size !== stat.size) this.#report(changed(path));
      this.#closeFile(fd);
    });
    if (this.#job.finished.length >= openFilesPerJob) yield this.#take();
    return true;
  }

  *#addRanges(path: string, fd: number, size: number): Generator<Job> {
    for (let offset = 0; offset < size; ) {
      if (this.#size >= jobSize) yield this.#take();
      this.#job.path = path;
      const length = Math.min(size - offset, jobSize - this.#size);
      const isLast = offset + length === size;
      this.#put({ kind: 'range', path, fd, offset, length, padding: isLast ? paddingOf(size) : 0 }, length);
      offset += length;
    }
  }

  *#addContent(item: Extract<TarItem, { kind: 'content' }>): Generator<Job> {
    const { path, content, mode, mtime } = item;
    const header: Header = {
      path,
      type: 'file',
      size: content.length,
      mode,
      uid: 0,
      gid: 0,
      mtime,
      link: '',
    };
    this.#put({ kind: 'header', header }, blockSize);
    for (let offset = 0; offset < content.length; offset += jobSize) {
      if (this.#size >= jobSize) yield this.#take();
      // A copy: a message to a worker carries all of the memory that a slice belongs to.
      const bytes = new Uint8Array(content.subarray(offset, offset + jobSize));
      const isLast = offset + bytes.length === content.length;
      this.#put({ kind: 'bytes', bytes, padding: isLast ? paddingOf(content.length) : 0 }, bytes.length);
    }
  }

  /**
   * The first name that can be opened carries the content, the others are hard links to it: one to an entry that is not
   * there would end a restore in the middle. So it is opened now, not by a worker later. A database that is held open is
   * never opened by another name: closing that would drop the locks that this process has on it.
   */
  *#addNamedTwice(item: Extract<TarItem, { kind: 'file' | 'hardlink' }>): Generator<Job> {
    const inode = inodeOf(item.stat);
    const first = this.#firstNames.get(inode);
    if (first !== undefined)
      this.#put({ kind: 'header', header: linkHeader(item, 'hardlink', first) }, blockSize);
    else if (yield* this.#addOpened(item.path, item.source)) this.#firstNames.set(inode, item.path);
  }

  #put(piece: Piece, size: number): void {
    this.#job.pieces.push(piece);
    this.#size += size;
  }

  #take(): Job {
    const full = this.#job;
    this.#job = { pieces: [], finished: [], path: full.path };
    this.#size = 0;
    return full;
  }

  #closeFile(fd: number): void {
    this.#open.delete(fd);
    fs.closeSync(fd);
  }
}

function linkHeader(
  item: Extract<TarItem, { stat: fs.Stats }>,
  type: 'folder' | 'link' | 'hardlink',
  link: string,
): Header {
  const { mode, uid, gid, mtimeMs } = item.stat;
  return { path: item.path, type, size: 0, mode, uid, gid, mtime: mtimeMs / 1000, link };
}
