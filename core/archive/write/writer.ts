/**
 * Writes an archive in one pass: entries -> tar -> gzip -> SecureTar -> target. The main thread lists the entries and
 * cuts them into jobs; worker threads read and compress; the main thread puts the results in order, encrypts and writes.
 */
import zlib from 'node:zlib';
import { cancelled, throwIfCancelled } from '../../errors.ts';
import type { EncryptionSetup } from '../securetar/encrypt.ts';
import { Cutter, type Job } from './cut.ts';
import { deflateBlock } from './deflate.ts';
import { MemberStream } from './member-stream.ts';
import { endOfTar, memberHeader, plainHeader } from './outer.ts';
import { Pool, workerCount } from './pool.ts';
import { paddingOf } from './tar-header.ts';
import type { ArchiveTarget, Issue, Packed, TarItem } from './types.ts';

/** Results that wait for their turn cost memory, a worker that waits for work costs time. */
const jobsPerWorker = 3;

/** One form of the archive. All forms have the same content; what they are sealed with may differ. */
export interface ArchiveOutput {
  target: ArchiveTarget;
  /** Null: members are not encrypted. */
  encryption: EncryptionSetup | null;
}

export interface WriterOptions {
  /** Worker threads; as many as the device bears by default. */
  workers?: number;
  /** 0 stores, 1 (default) to 9 deflate. */
  level?: number;
  randomBytes(size: number): Buffer;
  /** The time that the members bear. */
  now(): Date;
  signal?: AbortSignal;
}

export interface MemberHooks {
  /** Bytes of file content that are in the member by now, and the file at hand. */
  onProgress?(bytes: number, path: string): void;
  onIssue?(issue: Issue): void;
}

export interface WrittenMember {
  /** Bytes in the first output, compressed and encrypted. */
  size: number;
  entries: number;
  /** Bytes of file content. */
  bytes: number;
}

/** The targets' errors come through as they are; after any failure the archive is worthless and only `close` is left. */
export function createArchiveWriter(
  outputs: readonly ArchiveOutput[],
  options: WriterOptions,
): ArchiveWriter {
  return new ArchiveWriter(outputs, options);
}

class ArchiveWriter {
  readonly #outputs: OuterStream[];
  readonly #options: WriterOptions;
  #pool: Pool | null = null;

  constructor(outputs: readonly ArchiveOutput[], options: WriterOptions) {
    this.#outputs = outputs.map((output) => new OuterStream(output));
    this.#options = options;
    options.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** Adds an inner tar, e.g. `homeassistant.tar.gz`. Throws LifeboatError 'cancelled' when the signal is raised. */
  async addMember(
    name: string,
    items: Iterable<TarItem> | AsyncIterable<TarItem>,
    hooks: MemberHooks = {},
  ): Promise<WrittenMember> {
    const { signal, now, randomBytes } = this.#options;
    throwIfCancelled(signal, unfinished);
    const mtime = now().getTime() / 1000;
    const members = [];
    for (const output of this.#outputs) members.push(await output.begin(name, mtime, randomBytes));
    const written = await this.#addContent(members, items, hooks);
    for (const output of this.#outputs) await output.end(name, mtime);
    return { size: members[0]?.size ?? 0, ...written };
  }

  /** Adds a member from bytes that are compressed already, such as those of another archive. */
  async addPacked(name: string, pieces: AsyncIterable<Buffer>): Promise<void> {
    const { now, randomBytes } = this.#options;
    const mtime = now().getTime() / 1000;
    const members: MemberStream[] = [];
    for (const output of this.#outputs) members.push(await output.begin(name, mtime, randomBytes));
    for (const member of members) await member.start({ isPacked: true });
    for await (const piece of pieces) for (const member of members) await member.pass(piece);
    for (const output of this.#outputs) await output.end(name, mtime);
  }

  /** `./backup.json`, by exactly that name and without an extended header; it tells whether the members are encrypted. */
  async addMetadata(metadata: (isEncrypted: boolean) => object): Promise<void> {
    const mtime = this.#options.now().getTime() / 1000;
    for (const output of this.#outputs) {
      const json = Buffer.from(JSON.stringify(metadata(output.isEncrypted)));
      await output.write(plainHeader('./backup.json', json.length, mtime));
      await output.write(Buffer.concat([json, Buffer.alloc(paddingOf(json.length))]));
    }
  }

  /** Ends the archive. The size of the first output. */
  async finish(): Promise<{ size: number }> {
    for (const output of this.#outputs) await output.write(endOfTar(output.size));
    return { size: this.#outputs[0]?.size ?? 0 };
  }

  /** Ends the worker threads. To be called in any case. */
  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#abort);
    await this.#pool?.close(new Error('The archive writer is closed.'));
  }

  readonly #abort = (): void => {
    // Whoever waits for a result is told at once.
    void this.#pool?.close(cancelled(unfinished));
  };

  async #addContent(
    members: readonly MemberStream[],
    items: Iterable<TarItem> | AsyncIterable<TarItem>,
    hooks: MemberHooks,
  ): Promise<{ entries: number; bytes: number }> {
    const { workers, level = 1, signal } = this.#options;
    this.#pool ??= new Pool(workers ?? workerCount(), level);
    const pool = this.#pool;
    const told = new Set<string>();
    const report = (issue: Issue) => {
      // Every range of a file that was cut off tells so, and its end that it has changed: the first says it all.
      if (!told.has(issue.path)) hooks.onIssue?.(issue);
      told.add(issue.path);
    };
    const cutter = new Cutter(report);
    const total = { entries: 0, bytes: 0 };
    const underWay: { job: Job; packed: Promise<Packed> }[] = [];

    const take = async (job: Job, result: Promise<Packed>): Promise<void> => {
      const packed = await result;
      throwIfCancelled(signal, unfinished);
      await addToAll(members, packed);
      total.entries += packed.entries;
      total.bytes += packed.bytes;
      packed.issues.forEach(report);
      for (const rest of packed.rest.length > 0 ? cutter.again(packed.rest) : [])
        await take(rest, pool.pack(rest.pieces));
      cutter.finish(job);
      hooks.onProgress?.(total.bytes, job.path);
    };
    const takeOldest = async () => {
      const oldest = underWay.shift();
      if (oldest) await take(oldest.job, oldest.packed);
    };
    const submit = async (job: Job) => {
      underWay.push({ job, packed: pool.pack(job.pieces) });
      if (underWay.length >= pool.size * jobsPerWorker) await takeOldest();
    };

    try {
      for (const member of members) await member.start();
      for await (const item of items) for (const job of cutter.add(item)) await submit(job);
      const last = cutter.end();
      if (last) await submit(last);
      while (underWay.length > 0) await takeOldest();
      await addToAll(members, packZeros(endOfTar(members[0]?.tarLength ?? 0)));
      return total;
    } catch (error) {
      // No thread may read from a descriptor that is closed and perhaps given to another file.
      await pool.close(error);
      throw error;
    } finally {
      cutter.close();
    }
  }
}

/** The outer tar of one output. */
class OuterStream {
  size = 0;
  readonly #target: ArchiveTarget;
  readonly #encryption: EncryptionSetup | null;
  #member: { start: number; stream: MemberStream } | null = null;

  constructor({ target, encryption }: ArchiveOutput) {
    this.#target = target;
    this.#encryption = encryption;
  }

  get isEncrypted(): boolean {
    return this.#encryption !== null;
  }

  async begin(name: string, mtime: number, randomBytes: (size: number) => Buffer): Promise<MemberStream> {
    const start = this.size;
    await this.write(memberHeader(name, 0, mtime));
    const stream = new MemberStream(this.#target, this.#encryption, randomBytes);
    this.#member = { start, stream };
    return stream;
  }

  /** Ends the member that was begun last, now that its sizes are known. */
  async end(name: string, mtime: number): Promise<void> {
    if (!this.#member) return;
    const { start, stream } = this.#member;
    const patch = await stream.end();
    const dataStart = this.size;
    this.size += stream.size;
    await this.write(Buffer.alloc(paddingOf(stream.size)));
    if (patch) await this.#target.patch(dataStart + patch.offset, patch.bytes);
    await this.#target.patch(start, memberHeader(name, stream.size, mtime));
    this.#member = null;
  }

  async write(bytes: Buffer): Promise<void> {
    this.size += bytes.length;
    await this.#target.write(bytes);
  }
}

const unfinished = 'The unfinished archive is of no use; what was backed up is untouched.';

/** Each stream frees what it was given: all but the last get a copy. */
async function addToAll(
  members: readonly MemberStream[],
  packed: Pick<Packed, 'deflated' | 'length' | 'crc'>,
): Promise<void> {
  for (const member of members.slice(0, -1))
    await member.add({ ...packed, deflated: packed.deflated.slice() });
  await members.at(-1)?.add(packed);
}

function packZeros(zeros: Buffer): Pick<Packed, 'deflated' | 'length' | 'crc'> {
  return { deflated: deflateBlock(zeros, 1), length: zeros.length, crc: zlib.crc32(zeros) };
}
