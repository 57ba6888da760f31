/** A place where backups are kept. One interface, one file a kind. */
import type { Source } from '../archive/types.ts';

export interface LocationEntry {
  /** The name of the file. */
  name: string;
  /** What `open` and `remove` take; for a directory an absolute path. */
  path: string;
  size: number;
  mtime: Date;
}

export interface LocationUsage {
  /** Bytes; `free` is what is free for us, which is less than what is free for root. */
  total: number;
  free: number;
  /** `st_dev` where it is a file system of this device, null elsewhere. */
  fileSystem: number | null;
}

export interface Location {
  readonly name: string;
  readonly kind: 'directory';
  /** Where it is, for people. */
  readonly path: string;
  /** False: backups are not encrypted here, e.g. on a drive in a safe. Otherwise the backup says whether they are. */
  readonly encrypt?: boolean;
  /** The archives in it. Throws `unreachable`, as all of these do. */
  list(): Promise<LocationEntry[]>;
  open(path: string): Promise<Source>;
  usage(): Promise<LocationUsage>;
  /** Locks it, writes a small file out of sight and removes it; throws what a backup would. */
  test(now: Date): Promise<void>;
  /**
   * Takes the place for one job and clears away what dead jobs left in it. Throws `busy`.
   * `doing` tells others what goes on, e.g. `backup`.
   */
  lock(doing: string, now: Date): Promise<LockedLocation>;
}

/** A location that this job alone changes. */
export interface LockedLocation {
  createSink(): Promise<Sink>;
  remove(path: string): Promise<void>;
  /** Twice does no harm. */
  release(): void;
}

/** Takes an archive: bytes in order, and a few changes of earlier ones. Nothing is listed before `finish`. */
export interface Sink {
  /** Resolves when more can be taken. The buffer may be used again then. */
  write(bytes: Buffer): Promise<void>;
  patch(offset: number, bytes: Buffer): Promise<void>;
  /** What was written, to be checked before it is published; from the drive where that can be had, not from memory. */
  readBack(): Promise<Source>;
  /** Makes it last and publishes it under this name, or a similar one where that is taken. The path it got. */
  finish(name: string): Promise<string>;
  /** Leaves nothing behind. Does no harm after `finish`. */
  abort(): Promise<void>;
}
