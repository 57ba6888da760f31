/** Worker threads that pack jobs. Each does one at a time; results come back in whatever order they are ready. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Packed, Piece } from './types.ts';

/** The worker's code as one script, put in by the build: the program is a single file. */
declare const LIFEBOAT_PACK_WORKER: string | undefined;

interface Waiting {
  pieces: Piece[];
  resolve(packed: Packed): void;
  reject(error: unknown): void;
}

export class Pool {
  readonly #idle: Worker[] = [];
  readonly #all: Worker[] = [];
  readonly #atWork = new Map<Worker, Waiting>();
  readonly #waiting: Waiting[] = [];
  #failure: { error: unknown } | null = null;

  constructor(size: number, level: number) {
    for (let i = 0; i < size; i++) {
      const worker = startWorker(level);
      worker.on('message', (packed: Packed) => this.#done(worker, packed));
      worker.on('error', (error) => this.#fail(error));
      worker.on('exit', () => this.#fail(new Error('A worker thread ended.')));
      this.#all.push(worker);
      this.#idle.push(worker);
    }
  }

  get size(): number {
    return this.#all.length;
  }

  pack(pieces: Piece[]): Promise<Packed> {
    const result = new Promise<Packed>((resolve, reject) => this.#waiting.push({ pieces, resolve, reject }));
    // Results are awaited in order: a failure is seen when its turn comes, or not at all when an earlier one ends the job.
    result.catch(() => {});
    if (this.#failure) this.#fail(this.#failure.error);
    this.#next();
    return result;
  }

  /** Ends the threads; what they were doing, and all that is asked of them later, fails with `error`. */
  async close(error: unknown): Promise<void> {
    this.#fail(error);
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.pop() as Worker;
      const job = this.#waiting.shift() as Waiting;
      this.#atWork.set(worker, job);
      worker.postMessage(job.pieces);
    }
  }

  #done(worker: Worker, packed: Packed): void {
    const job = this.#atWork.get(worker);
    this.#atWork.delete(worker);
    this.#idle.push(worker);
    this.#next();
    job?.resolve(packed);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const job of [...this.#atWork.values(), ...this.#waiting]) job.reject(this.#failure.error);
    this.#atWork.clear();
    this.#waiting.length = 0;
  }
}

function startWorker(level: number): Worker {
  // No flags of ours: a test's hooks or a debugger are not wanted in there. A small young generation keeps memory low.
  const options = { workerData: { level }, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 4 } };
  return typeof LIFEBOAT_PACK_WORKER === 'string'
    ? new Worker(LIFEBOAT_PACK_WORKER, { ...options, eval: true })
    : new Worker(new URL('./worker.ts', import.meta.url), options);
}

const memoryPerWorker = 256 * 1024 * 1024;

/** One for each core up to four, fewer where memory is short. `meminfo` is the text of /proc/meminfo. */
export function workerCount(cores = availableParallelism(), meminfo = readMeminfo()): number {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  const affordable = available === undefined ? 4 : Math.floor((Number(available) * 1024) / memoryPerWorker);
  return Math.max(1, Math.min(cores, 4, affordable));
}

function readMeminfo(): string {
  try {
    return readFileSync('/proc/meminfo', 'utf8');
  } catch {
    return ''; // not Linux: nothing is known, so nothing is held back
  }
}
