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

export interface WriterOptions {
  /** Null: members are not encrypted. */
  encryption: EncryptionSetup | null;
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
  /** Bytes in the archive, compressed and encrypted. */
  size: number;
  entries: number;
  /** Bytes of file content. */
  bytes: number;
}

/** The target's errors come through as they are; after any failure the archive is worthless and only `close` is left. */
export function createArchiveWriter(target: ArchiveTarget, options: WriterOptions): ArchiveWriter {
  return new ArchiveWriter(target, options);
}

export class ArchiveWriter {
  private readonly target: ArchiveTarget;
  private readonly options: WriterOptions;
  private pool: Pool | null = null;
  private size = 0;

  constructor(target: ArchiveTarget, options: WriterOptions) {
    this.target = target;
    this.options = options;
    options.signal?.addEventListener('abort', this.abort, { once: true });
  }

  /** Adds an inner tar, e.g. `homeassistant.tar.gz`. Throws LifeboatError 'cancelled' when the signal is raised. */
  async addMember(
    name: string,
    items: Iterable<TarItem> | AsyncIterable<TarItem>,
    hooks: MemberHooks = {},
  ): Promise<WrittenMember> {
    throwIfCancelled(this.options.signal, unfinished);
    const mtime = this.options.now().getTime() / 1000;
    const start = this.size;
    await this.write(memberHeader(name, 0, mtime));
    const member = new MemberStream(this.target, this.options.encryption, this.options.randomBytes);
    const written = await this.addContent(member, items, hooks);
    const patch = await member.end();
    const dataStart = this.size;
    this.size += member.size;
    await this.write(Buffer.alloc(paddingOf(member.size)));
    if (patch) await this.target.patch(dataStart + patch.offset, patch.bytes);
    await this.target.patch(start, memberHeader(name, member.size, mtime));
    return { size: member.size, ...written };
  }

  /** `./backup.json`, by exactly that name and without an extended header. */
  async addMetadata(metadata: object): Promise<void> {
    const json = Buffer.from(JSON.stringify(metadata));
    await this.write(plainHeader('./backup.json', json.length, this.options.now().getTime() / 1000));
    await this.write(Buffer.concat([json, Buffer.alloc(paddingOf(json.length))]));
  }

  /** Ends the archive. */
  async finish(): Promise<{ size: number }> {
    await this.write(endOfTar(this.size));
    return { size: this.size };
  }

  /** Ends the worker threads. To be called in any case. */
  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.abort);
    await this.pool?.close(new Error('The archive writer is closed.'));
  }

  private readonly abort = (): void => {
    // Whoever waits for a result is told at once.
    void this.pool?.close(cancelled(unfinished));
  };

  private async addContent(
    member: MemberStream,
    items: Iterable<TarItem> | AsyncIterable<TarItem>,
    hooks: MemberHooks,
  ): Promise<{ entries: number; bytes: number }> {
    const { workers, level = 1, signal } = this.options;
    this.pool ??= new Pool(workers ?? workerCount(), level);
    const pool = this.pool;
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
      await member.add(packed);
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
      await member.start();
      for await (const item of items) for (const job of cutter.add(item)) await submit(job);
      const last = cutter.end();
      if (last) await submit(last);
      while (underWay.length > 0) await takeOldest();
      await member.add(packZeros(endOfTar(member.tarLength)));
      return total;
    } catch (error) {
      // No thread may read from a descriptor that is closed and perhaps given to another file.
      await pool.close(error);
      throw error;
    } finally {
      cutter.close();
    }
  }

  private async write(bytes: Buffer): Promise<void> {
    this.size += bytes.length;
    await this.target.write(bytes);
  }
}

const unfinished = 'The unfinished archive is of no use; what was backed up is untouched.';

function packZeros(zeros: Buffer): Pick<Packed, 'deflated' | 'length' | 'crc'> {
  return { deflated: deflateBlock(zeros, 1), length: zeros.length, crc: zlib.crc32(zeros) };
}
