/** Cuts the entries of a member into jobs of about equal size, and opens the files that several jobs read. */
import fs from 'node:fs';
import { fileHeader, wholeFileLimit } from './pack.ts';
import { changed, openFile } from './read-file.ts';
import { blockSize, type Header, paddingOf } from './tar-header.ts';
import type { Issue, Piece, TarItem } from './types.ts';

const jobSize = 512 * 1024;
/** Devices allow as few as 1024 open files; several jobs are under way at a time. */
const openFilesPerJob = 24;

export interface Job {
  pieces: Piece[];
  /** Files whose last range is in this job: to be checked and closed when it is done. */
  finished: OpenFile[];
  /** Of the last entry, for the progress. */
  path: string;
}

interface OpenFile {
  path: string;
  fd: number;
  size: number;
  mtimeMs: number;
}

export class Cutter {
  private readonly report: (issue: Issue) => void;
  private readonly open = new Set<number>();
  /** Paths of files with several names that are in the tar, by the path that was to be the first. */
  private readonly repeated = new Map<string, string>();
  private job: Job = { pieces: [], finished: [], path: '' };
  private size = 0;

  constructor(report: (issue: Issue) => void) {
    this.report = report;
  }

  /** Takes the next entry and gives out the jobs that are full. */
  *add(item: TarItem): Generator<Job> {
    switch (item.kind) {
      case 'file':
        if (item.stat.nlink > 1) this.repeated.set(item.path, '');
        // With several names, whether it can be opened must be known before the next name comes.
        if (item.stat.size > wholeFileLimit || item.stat.nlink > 1)
          yield* this.addOpened(item.path, item.source);
        else yield* this.addSmall(item);
        break;
      case 'pinned':
        this.put({ kind: 'header', header: fileHeader(item.path, item.stat, item.size) }, blockSize);
        yield* this.addRanges(item.path, item.fd, item.size);
        break;
      case 'content':
        yield* this.addContent(item);
        break;
      case 'hardlink':
        yield* this.addHardlink(item);
        break;
      default:
        this.put(
          { kind: 'header', header: linkHeader(item, item.kind, item.kind === 'link' ? item.link : '') },
          blockSize,
        );
    }
    this.job.path = item.path;
    if (this.size >= jobSize) yield this.take();
  }

  /** The last job, not full; null where nothing is left. */
  end(): Job | null {
    return this.job.pieces.length > 0 ? this.take() : null;
  }

  /** Pieces that a worker gave back: the first is a file to be read in ranges now. */
  *again(pieces: Piece[]): Generator<Job> {
    const [first, ...others] = pieces;
    if (first?.kind === 'file') yield* this.addOpened(first.path, first.source);
    for (const piece of others) this.put(piece, 0);
    const last = this.end();
    if (last) yield last;
  }

  /** Checks and closes the files that a job was the last to read. */
  finish(job: Job): void {
    for (const file of job.finished) {
      const stat = fs.fstatSync(file.fd);
      if (stat.mtimeMs !== file.mtimeMs || stat.size !== file.size) this.report(changed(file.path));
      this.closeFile(file.fd);
    }
  }

  /** Closes what is still open after a failure. */
  close(): void {
    for (const fd of this.open) this.closeFile(fd);
  }

  private *addSmall(item: Extract<TarItem, { kind: 'file' }>): Generator<Job> {
    const size = blockSize * 2 + item.stat.size;
    if (this.size > 0 && this.size + size > jobSize + jobSize / 4) yield this.take();
    this.put({ kind: 'file', path: item.path, source: item.source }, size);
  }

  private *addOpened(path: string, source: string): Generator<Job> {
    const opened = openFile(path, source);
    if ('issue' in opened) {
      this.report(opened.issue);
      return;
    }
    const { fd, stat } = opened;
    this.open.add(fd);
    if (this.repeated.has(path)) this.repeated.set(path, path);
    this.put({ kind: 'header', header: fileHeader(path, stat, stat.size) }, blockSize);
    yield* this.addRanges(path, fd, stat.size);
    this.job.finished.push({ path, fd, size: stat.size, mtimeMs: stat.mtimeMs });
    if (this.job.finished.length >= openFilesPerJob) yield this.take();
  }

  private *addRanges(path: string, fd: number, size: number): Generator<Job> {
    for (let offset = 0; offset < size; ) {
      if (this.size >= jobSize) yield this.take();
      this.job.path = path;
      const length = Math.min(size - offset, jobSize - this.size);
      const isLast = offset + length === size;
      this.put({ kind: 'range', path, fd, offset, length, padding: isLast ? paddingOf(size) : 0 }, length);
      offset += length;
    }
  }

  private *addContent(item: Extract<TarItem, { kind: 'content' }>): Generator<Job> {
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
    this.put({ kind: 'header', header }, blockSize);
    for (let offset = 0; offset < content.length; offset += jobSize) {
      if (this.size >= jobSize) yield this.take();
      // A copy: a message to a worker carries all of the memory that a slice belongs to.
      const bytes = new Uint8Array(content.subarray(offset, offset + jobSize));
      const isLast = offset + bytes.length === content.length;
      this.put({ kind: 'bytes', bytes, padding: isLast ? paddingOf(content.length) : 0 }, bytes.length);
    }
  }

  /** A hard link to an entry that is not there would end a restore in the middle: then this name carries the content. */
  private *addHardlink(item: Extract<TarItem, { kind: 'hardlink' }>): Generator<Job> {
    const target = this.repeated.get(item.link) ?? item.link;
    if (target !== '') {
      this.put({ kind: 'header', header: linkHeader(item, 'hardlink', target) }, blockSize);
      return;
    }
    this.repeated.set(item.path, '');
    yield* this.addOpened(item.path, item.source);
    this.repeated.set(item.link, this.repeated.get(item.path) ?? '');
  }

  private put(piece: Piece, size: number): void {
    this.job.pieces.push(piece);
    this.size += size;
  }

  private take(): Job {
    const full = this.job;
    this.job = { pieces: [], finished: [], path: full.path };
    this.size = 0;
    return full;
  }

  private closeFile(fd: number): void {
    this.open.delete(fd);
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
