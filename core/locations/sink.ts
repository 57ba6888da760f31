/** An archive in the making, as a file in the work folder of its directory. */
import { constants } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LifeboatError, systemCode } from '../errors.ts';
import { syncFolder } from '../private-file.ts';
import { placeError } from './errors.ts';
import { openSource } from './open-source.ts';
import type { Patience } from './patience.ts';
import { publish } from './publish.ts';
import type { LocationSource, Sink } from './types.ts';

/** How much may be in the system's memory only. A slow card would otherwise stall the whole device at the end. */
const syncEvery = 16 * 2 ** 20;

const unfinishedRemoved = 'The unfinished backup is removed; earlier ones are untouched.';

/** Work files end so; what ends so in a locked work folder was left by a dead job. */
export const workSuffix = '.part';

export interface SinkOptions {
  /** Where files in the making lie, on the file system of the directory. */
  workFolder: string;
  /** Of the work file, without its suffix. */
  name: string;
  /** What the directory is called in messages. */
  place: string;
  patience: Patience;
}

/** A sink for `directory`. A work file of this name that is there already is gone on with. */
export async function createDirectorySink(
  directory: string,
  { workFolder, name, place, patience }: SinkOptions,
): Promise<Sink> {
  const file = path.join(workFolder, `${name}${workSuffix}`);
  try {
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    try {
      await giveToOwnerOf(directory, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new DirectorySink({ directory, place, patience, file, handle });
  } catch (error) {
    throw placeError(error, place, { directory });
  }
}

/** What file systems without owners say to chown and chmod: FAT, network shares, those of FUSE. */
const withoutOwners = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

/** Home Assistant may run as another user: who may read the directory's files may read this one. */
async function giveToOwnerOf(directory: string, handle: FileHandle): Promise<void> {
  const { uid, gid, mode } = await stat(directory);
  try {
    if (process.getuid?.() === 0) await handle.chown(uid, gid);
    if ((mode & 0o020) !== 0) await handle.chmod(0o640);
  } catch (error) {
    // There the mount decides.
    if (!withoutOwners.has(systemCode(error))) throw error;
  }
}

interface Made {
  directory: string;
  place: string;
  patience: Patience;
  file: string;
  handle: FileHandle;
}

class DirectorySink implements Sink {
  readonly #directory: string;
  readonly #place: string;
  readonly #patience: Patience;
  readonly #file: string;
  #handle: FileHandle | null;
  #position = 0;
  #unsynced = 0;
  /** The sync under way; its error is told by the next step. */
  #syncing: Promise<void> = Promise.resolve();

  constructor({ directory, place, patience, file, handle }: Made) {
    this.#directory = directory;
    this.#place = place;
    this.#patience = patience;
    this.#file = file;
    this.#handle = handle;
  }

  async write(bytes: Buffer): Promise<void> {
    await this.#guard(async (handle) => {
      const position = this.#position;
      this.#position += bytes.length;
      await writeAll(handle, bytes, position);
      this.#unsynced += bytes.length;
      if (this.#unsynced < syncEvery) return;
      // One sync runs beside the writing; a second one waits for it, which is what holds a fast writer back.
      await this.#syncing;
      this.#unsynced = 0;
      this.#syncing = handle.datasync();
      this.#syncing.catch(() => undefined);
    });
  }

  async patch(offset: number, bytes: Buffer): Promise<void> {
    await this.#guard((handle) => writeAll(handle, bytes, offset).catch(tellAppendOnly));
  }

  async readBack(): Promise<LocationSource> {
    return this.#guard(async (handle) => {
      await this.#syncing;
      await handle.sync();
      const source = await openSource(this.#file, { fresh: true });
      return {
        size: source.size,
        readFrom: source.readFrom,
        read: (offset, length) => this.#tell(() => source.read(offset, length)),
        close: () => this.#patience.clearUpInTime(() => source.close()),
      };
    });
  }

  async resumeAt(offset: number): Promise<void> {
    await this.#guard(async (handle) => {
      await handle.truncate(offset);
      this.#position = offset;
    });
  }

  async finish(name: string): Promise<string> {
    return this.#guard(async (handle) => {
      await this.#syncing;
      await handle.sync();
      await handle.close();
      this.#handle = null;
      const target = await publish(this.#file, this.#directory, name);
      syncFolder(this.#directory);
      return target;
    });
  }

  abort(): Promise<void> {
    return this.#patience.clearUpInTime(async () => {
      await this.#close();
      await tidy(() => rm(this.#file, { force: true }));
    });
  }

  suspend(): Promise<void> {
    return this.#patience.clearUpInTime(() => this.#close());
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await this.#syncing.catch(() => undefined);
    if (handle) await tidy(() => handle.close());
  }

  #guard<Result>(step: (handle: FileHandle) => Promise<Result>): Promise<Result> {
    const handle = this.#handle;
    if (handle === null) throw new Error('the sink is closed');
    return this.#tell(() => step(handle));
  }

  async #tell<Result>(step: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#patience.step(step);
    } catch (error) {
      throw placeError(error, this.#place, { directory: this.#directory, safe: unfinishedRemoved });
    }
  }
}

/** What file systems say that take files only from their beginning to their end: rclone and others without a cache. */
const appendOnly = new Set(['EPERM', 'EINVAL', 'ESPIPE', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

function tellAppendOnly(error: unknown): never {
  if (!appendOnly.has(systemCode(error))) throw error;
  throw new LifeboatError(
    'unreachable',
    'APPEND_ONLY',
    'Files can only be written there from beginning to end.',
    {
      safe: unfinishedRemoved,
      remedies: [
        'Mount it with a cache for writing (rclone: --vfs-cache-mode writes), or use another place.',
      ],
      cause: error,
    },
  );
}

/** Where the drive has gone, the step that met it has told; what stays there is cleared away by the next job. */
async function tidy(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (systemCode(error) === '') throw error;
  }
}

/** A write to a nearly full disk may take only a part; the rest then tells why. */
async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
