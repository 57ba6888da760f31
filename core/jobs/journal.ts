/** The journal of a job: written by the process that does it, read by everybody else. */
import { closeSync, fdatasyncSync, openSync, readSync, writeFileSync } from 'node:fs';
import { systemCode } from '../errors.ts';
import type { JobEvent, Report } from '../events.ts';
import type { World } from '../world.ts';
import type { Job, JobEnd, JobRecord, JournalLine } from './types.ts';

type Progress = Extract<JobEvent, { type: 'progress' }>;

/** Milliseconds between two lines of progress. A long job tells less: its journal may lie on an SD card. */
const progressPause = 250;
const longPause = 1000;
const longAfter = 60_000;

export class JournalWriter {
  readonly #world: World;
  readonly #fd: number;
  /** The last progress that was not written yet. */
  #waiting: Progress | null = null;
  #written = Number.NEGATIVE_INFINITY;
  /** By the monotonic clock, and by the wall clock in milliseconds since 1970. */
  readonly #begun: number;
  readonly #begunAt: number;

  /** Throws system errors, as all of this does. */
  constructor(world: World, file: string) {
    this.#world = world;
    this.#begun = world.monotonic();
    this.#begunAt = world.now().getTime();
    this.#fd = openSync(file, 'a', 0o600);
  }

  readonly report: Report = (event) => {
    if (event.type === 'progress') {
      this.#waiting = event;
      const now = this.#world.monotonic();
      const pause = now - this.#begun < longAfter ? progressPause : longPause;
      if (now - this.#written >= pause) this.#writeWaiting();
      return;
    }
    // What a stage had reached when it ended is not lost.
    this.#writeWaiting();
    this.#write(event);
    fdatasyncSync(this.#fd);
  };

  /** The last line. */
  end(end: JobEnd): void {
    this.#writeWaiting();
    this.#write({ type: 'end', ...end });
    fdatasyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #writeWaiting(): void {
    if (this.#waiting === null) return;
    this.#write(this.#waiting);
    this.#waiting = null;
    this.#written = this.#world.monotonic();
  }

  #write(event: JobEvent | ({ type: 'end' } & JobEnd)): void {
    // Durations are told from these stamps: a clock that is set meanwhile must not move them.
    const at = new Date(this.#begunAt + this.#world.monotonic() - this.#begun);
    const line: JournalLine = { at: at.toISOString(), ...event };
    // Not `writeSync`, see `writePrivateFile`.
    writeFileSync(this.#fd, `${JSON.stringify(line)}\n`);
  }
}

/** Reads a journal from the beginning on, and what was added since at each further call. */
export class JournalReader {
  readonly #file: string;
  #job: Job;
  #offset = 0;
  /** The beginning of a line whose end is not written yet, or never will be. */
  #torn: Buffer = Buffer.alloc(0);

  constructor(file: string, record: JobRecord) {
    this.#file = file;
    this.#job = {
      record,
      state: 'running',
      stages: [],
      progress: null,
      notes: [],
      end: null,
      updated: record.created,
    };
  }

  /** The job as the journal tells it by now: another object whenever something was added. Throws system errors. */
  read(): Job {
    const bytes = Buffer.concat([this.#torn, this.#added()]);
    const end = bytes.lastIndexOf('\n') + 1;
    this.#torn = bytes.subarray(end);
    // Most lines are progress, of which the last one alone counts: the others are not even parsed.
    let progress = '';
    for (const text of bytes.toString('utf8', 0, end).split('\n')) {
      if (isProgress.test(text)) progress = text;
      else if (text !== '') {
        this.#take(progress);
        this.#take(text);
        progress = '';
      }
    }
    this.#take(progress);
    return this.#job;
  }

  #take(text: string): void {
    const line = parse(text);
    if (line) this.#job = withLine(this.#job, line);
  }

  #added(): Buffer {
    const pieces: Buffer[] = [];
    let fd: number;
    try {
      fd = openSync(this.#file, 'r');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return Buffer.alloc(0);
      throw error;
    }
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(64 * 1024);
        const size = readSync(fd, piece, 0, piece.length, this.#offset);
        if (size === 0) return Buffer.concat(pieces);
        this.#offset += size;
        pieces.push(piece.subarray(0, size));
      }
    } finally {
      closeSync(fd);
    }
  }
}

/** As `JournalWriter` writes them. */
const isProgress = /^\{"at":"[^"]*","type":"progress"/;

/** Null for what is no line of a journal: after a power loss there may be anything. */
function parse(text: string): JournalLine | null {
  if (text === '') return null;
  try {
    const line = JSON.parse(text);
    return typeof line?.type === 'string' && typeof line.at === 'string' ? line : null;
  } catch {
    return null;
  }
}

/** A line of a newer journal that means nothing here changes nothing. */
function withLine(job: Job, line: JournalLine): Job {
  const next = { ...job, updated: line.at };
  switch (line.type) {
    case 'stage':
      return { ...next, stages: [...job.stages, line], progress: null };
    case 'progress':
      return { ...next, progress: line };
    case 'note': {
      const { at: _, ...note } = line;
      return { ...next, notes: [...job.notes, note] };
    }
    case 'end': {
      const { at: _, type: __, ...end } = line;
      return { ...next, state: end.state, end };
    }
    default:
      return next;
  }
}
