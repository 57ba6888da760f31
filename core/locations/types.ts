/** A place where backups are kept. One interface, one file a kind. */
import type { Source } from '../archive/types.ts';
import type { Room } from './file-system.ts';
import type { Ground } from './ground.ts';
import type { LocationKind } from './settings.ts';

export interface LocationEntry {
  /** The name of the file. */
  name: string;
  /** What `open` and `remove` take; for a directory an absolute path. */
  path: string;
  size: number;
  mtime: Date;
}

export interface LocationUsage extends Room {
  /** What it lies on; null where nobody asked the system. */
  ground: Ground | null;
  /** Bytes: no file may be larger there. FAT32 takes 4 GiB less one; null: no bound that matters. */
  maxFileSize: number | null;
  /** Why nothing can be written there, a sentence; null: nothing that is known without a try. */
  refusal: string | null;
}

export interface OpenOptions {
  /** Read from the drive itself, not from what this device remembers of it: for reading back what was just written. */
  fresh?: boolean;
}

/** An archive in a location. */
export interface LocationSource extends Source {
  /** `memory`: from the system's memory, or nobody knows. With `fresh` that is so only where nothing else can be had. */
  readonly readFrom: 'medium' | 'memory';
}

export interface Location {
  readonly name: string;
  readonly kind: LocationKind;
  /** Where it is, for people. */
  readonly path: string;
  /** Whether backups are encrypted here, whatever is asked for; a drive in a safe may do without. Absent: as is asked for. */
  readonly encrypt?: boolean;
  /** The archives in it. Throws `unreachable`, as all of these do. */
  list(): Promise<LocationEntry[]>;
  /** Only the name counts of a path here: a drive may be mounted elsewhere than when it was listed. */
  open(path: string, options?: OpenOptions): Promise<LocationSource>;
  usage(): Promise<LocationUsage>;
  /** Locks it, writes a small file out of sight and removes it; throws what a backup would. */
  test(now: Date): Promise<void>;
  /**
   * Takes the place for one job and clears away what dead jobs left in it. Throws `busy`.
   * `doing` tells others what goes on, e.g. `backup`.
   */
  lock(doing: string, now: Date, options?: LockOptions): Promise<LockedLocation>;
}

export interface LockOptions {
  /** The work file of this name is not cleared away: `createSink` of that name goes on with it. */
  keep?: string;
  /** For `remove` alone, which makes room and needs none: a drive may be too full for a lock. */
  isOnlyToRemove?: boolean;
}

/** A location that this job alone changes. */
export interface LockedLocation {
  /**
   * `name`: of the work file, for work that can be gone on with after its process died. What is there of it already
   * can be read with `readBack`, and is then kept up to an offset with `resumeAt`.
   */
  createSink(name?: string): Promise<Sink>;
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
  readBack(): Promise<LocationSource>;
  /** Goes on behind the first `offset` bytes that a dead job left; what follows them is cut off. */
  resumeAt(offset: number): Promise<void>;
  /** Makes it last and publishes it under this name, or a similar one where that is taken. The path it got. */
  finish(name: string): Promise<string>;
  /** Leaves nothing behind, if the place still answers. Does no harm after `finish`. */
  abort(): Promise<void>;
  /** Closes it and leaves the work file, for a later `createSink` of its name. */
  suspend(): Promise<void>;
}
