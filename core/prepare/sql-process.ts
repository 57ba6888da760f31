/** Questions to a database of somebody else, asked in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
process.on('message', ({ file, sql }) => {
  try {
    database ??= new DatabaseSync(file, { readOnly: true, timeout: 200 });
    process.send({ rows: database.prepare(sql).all() });
  } catch (error) {
    process.send({ code: error.errcode ?? 0, message: error.message });
  }
});
process.on('disconnect', () => process.exit());`;

type Answer = { rows: Record<string, unknown>[] } | { code: number; message: string };

/** What SQLite says, with the primary one of its codes: https://sqlite.org/rescode.html */
export class SqlError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code & 0xff;
  }

  get isMalformed(): boolean {
    return this.code === 11 || this.code === 26; // CORRUPT, NOTADB
  }

  get isBusy(): boolean {
    return this.code === 5 || this.code === 6; // BUSY, LOCKED
  }
}

/** Some 10 seconds in all for a database that another process holds for itself. */
const attempts = 50;

export class SqlProcess {
  readonly #file: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #child: ChildProcess | null = null;

  constructor(file: string, env: Readonly<Record<string, string | undefined>>) {
    this.#file = file;
    this.#env = env;
  }

  /**
   * The rows of one statement that only reads. Throws SqlError; TooSlow after so many seconds, the statement being stopped
   * by then.
   */
  async query(sql: string, seconds: number): Promise<Record<string, unknown>[]> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#ask(sql, seconds);
      if ('rows' in answer) return answer.rows;
      const error = new SqlError(answer.code, answer.message);
      if (!error.isBusy || attempt === attempts) throw error;
      await pause(20);
    }
  }

  /** Stops what is being asked. */
  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  async #ask(sql: string, seconds: number): Promise<Answer> {
    const child = this.#child ?? this.#start();
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), seconds * 1000);
    const options = { signal: timeout.signal };
    try {
      const answered = once(child, 'message', options);
      const ended = once(child, 'exit', options).then(() => []);
      for (const loser of [answered, ended]) loser.catch(() => {});
      child.send({ file: this.#file, sql }, () => {}); // a failure ends in `exit`
      const [answer] = await Promise.race([answered, ended]);
      if (answer !== undefined) return answer as Answer;
      this.#child = null;
      throw new LifeboatError('failed', 'DATABASE_UNREADABLE', 'The question to the database was cut off.');
    } catch (error) {
      if (!timeout.signal.aborted) throw error;
      this.close();
      await once(child, 'exit');
      throw new TooSlow(seconds);
    } finally {
      clearTimeout(timer);
      timeout.abort();
    }
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, ['--no-warnings', '-e', program], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...this.#env, NODE_OPTIONS: '' },
    });
    // Nobody waits for an answer any more when this process ends.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.removeListener('exit', end));
    this.#child = child;
    return child;
  }
}
