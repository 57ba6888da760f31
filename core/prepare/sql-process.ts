/** Questions to a database of somebody else, asked in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { LifeboatError } from '../errors.ts';
import { TooSlow } from './too-slow.ts';

/**
 * Not a thread: SQLite does not come back before its end, and a thread cannot be stopped in the middle. A process can, and
 * takes its locks with it. As text: the program is one file. A statement is a transaction of its own, so no lock is held
 * between two. Politely: Home Assistant comes first.
 */
const program = `
const { DatabaseSync } = require('node:sqlite');
require('node:os').setPriority(10);
let database;
process.on('message', ({ id, file, sql }) => {
  try {
    database ??= new DatabaseSync(file, { readOnly: true, timeout: 20 });
    process.send({ id, rows: database.prepare(sql).all() });
  } catch (error) {
    process.send({ id, code: error.errcode ?? 0, message: error.message });
  }
});
process.on('disconnect', () => process.exit());
process.send({ id: 0, rows: [] });`;

/** `id` is that of the question; 0 says that the process is up. */
type Answer = { id: number } & ({ rows: Record<string, unknown>[] } | { code: number; message: string });

/** What SQLite says, with the primary one of its codes: https://sqlite.org/rescode.html */
export class SqlError extends Error {
  readonly code: number;
  /** A change was cut off, and only who may write can take it back: READONLY_ROLLBACK. */
  readonly isUnfinished: boolean;

  constructor(code: number, message: string) {
    super(message);
    this.code = code & 0xff;
    this.isUnfinished = code === 776;
  }

  get isMalformed(): boolean {
    return this.code === 11 || this.code === 26; // CORRUPT, NOTADB
  }

  get isForbidden(): boolean {
    return [3, 8, 14, 23].includes(this.code); // PERM, READONLY, CANTOPEN, AUTH
  }

  get isBusy(): boolean {
    return this.code === 5 || this.code === 6; // BUSY, LOCKED
  }
}

/** Some 10 seconds in all for a database that another process holds for itself; half a one when it was held before. */
const attempts = { first: 250, again: 12 };
/** Seconds for a process to come up: Node takes one on a Raspberry Pi that has other things to do. */
const startTime = 30;

export class SqlProcess {
  readonly #file: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #child: ChildProcess | null = null;
  #asked = 0;
  #attempts = attempts.first;
  #isClosed = false;

  constructor(file: string, env: Readonly<Record<string, string | undefined>>) {
    this.#file = file;
    this.#env = env;
  }

  /**
   * The rows of one statement that only reads. Throws SqlError; TooSlow after so many seconds, the statement being stopped
   * by then; LifeboatError `DATABASE_UNREADABLE` where it was cut off.
   */
  async query(sql: string, seconds: number): Promise<Record<string, unknown>[]> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#ask(sql, seconds);
      const error = 'rows' in answer ? null : new SqlError(answer.code, answer.message);
      const isHeld = error?.isBusy ?? false;
      if (isHeld && attempt < this.#attempts) {
        await pause(20);
        continue;
      }
      this.#attempts = isHeld ? attempts.again : attempts.first;
      if ('rows' in answer) return answer.rows;
      throw error;
    }
  }

  /** Stops what is being asked; another question may follow. */
  cut(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  /** The same, for good. */
  close(): void {
    this.#isClosed = true;
    this.cut();
  }

  async #ask(sql: string, seconds: number): Promise<Answer> {
    const child = this.#child ?? (await this.#start());
    this.#asked += 1;
    const id = this.#asked;
    const answer = this.#answerTo(id, child, seconds);
    child.send({ id, file: this.#file, sql }, () => {}); // a failure ends in `exit`
    return answer;
  }

  async #start(): Promise<ChildProcess> {
    if (this.#isClosed) throw cutOff();
    const child = spawn(process.execPath, ['--no-warnings', '-e', program], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...this.#env, NODE_OPTIONS: '' },
    });
    this.#child = child;
    // Nobody waits for an answer any more when this process ends.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.removeListener('exit', end));
    await this.#answerTo(0, child, startTime);
    return child;
  }

  /** Only when the process is gone, and with it its locks, is it said that there was no answer in time. */
  async #answerTo(id: number, child: ChildProcess, seconds: number): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const hear = (answer: Answer) => answer.id === id && resolve(answer);
    let isLate = false;
    const ended = () => reject(isLate ? new TooSlow(seconds) : cutOff());
    const timer = setTimeout(() => {
      isLate = true;
      this.cut();
    }, seconds * 1000);
    child.on('message', hear).once('exit', ended).once('error', reject);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      child.off('message', hear).off('exit', ended).off('error', reject);
    }
  }
}

function cutOff(): LifeboatError {
  return new LifeboatError('failed', 'DATABASE_UNREADABLE', 'The question to the database was cut off.');
}
