/** What goes into an archive and where it goes; and what the main thread and its workers say to each other. */
import type { Stats } from 'node:fs';
import type { Header } from './tar-header.ts';

/** One entry of a member, in the order in which it shall stand there. `path` is its path in the tar. */
export type TarItem =
  /** `source` is absolute; `stat` comes from lstat. The file is opened when its turn comes. */
  | { kind: 'file'; path: string; source: string; stat: Stats }
  /** An open file: exactly `size` bytes are read from `fd`, which the caller keeps open until `onRead`. */
  | { kind: 'pinned'; path: string; fd: number; size: number; stat: Stats; onRead?(): void }
  /** `mtime` in seconds since 1970. */
  | { kind: 'content'; path: string; content: Buffer; mode: number; mtime: number }
  | { kind: 'folder'; path: string; stat: Stats }
  /** `link` is the target as the link holds it. */
  | { kind: 'link'; path: string; stat: Stats; link: string }
  /** Another name of a file that came before, known by its inode. It carries the content where that one could not. */
  | { kind: 'hardlink'; path: string; source: string; stat: Stats };

/**
 * Where an archive goes. Bytes come in order; patches overwrite what was written before, with the same length.
 * The bytes belong to the target until its promise settles (or `write` returns); after that their memory is reused.
 */
export interface ArchiveTarget {
  write(bytes: Buffer): void | Promise<void>;
  patch(offset: number, bytes: Buffer): void | Promise<void>;
  /** True once it has given up on a write that is still under way: no memory may be freed by hand any more. */
  readonly keepsMemory?: boolean;
}

/** What happened to a file on its way into the archive. `reason` is a sentence that can be shown. */
export interface Issue {
  path: string;
  /**
   * deleted: it was gone when its turn came, so it is not in the archive. unreadable: not in it, or only in part.
   * shrunk: zeros stand for what was cut off while it was read. changed: written to while it was read.
   */
  kind: 'deleted' | 'unreadable' | 'shrunk' | 'changed';
  reason: string;
}

/** A piece of a job; strung together in order, the pieces of all jobs are the tar. */
export type Piece =
  /** Opened, read whole and closed by the worker, which writes its header too. */
  | { kind: 'file'; path: string; source: string }
  | { kind: 'header'; header: Header }
  /** `length` bytes at `offset` of an open file, then `padding` zeros. File descriptors are the process's, not the thread's. */
  | { kind: 'range'; path: string; fd: number; offset: number; length: number; padding: number }
  | { kind: 'bytes'; bytes: Uint8Array; padding: number };

export interface Packed {
  /** Raw deflate, complete blocks on a byte boundary, none of them final. */
  deflated: Uint8Array<ArrayBuffer>;
  /** Length and CRC-32 of the tar bytes. */
  length: number;
  crc: number;
  entries: number;
  /** Bytes of file content. */
  bytes: number;
  issues: Issue[];
  /** Handed back: the first of them is a file that has become too large to be read whole. */
  rest: Piece[];
}
