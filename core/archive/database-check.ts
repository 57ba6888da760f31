/** Takes the recorder's database out of an archive, to a scratch folder of its own, and asks SQLite whether it is sound. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LifeboatError, systemCode } from '../errors.ts';
import { checkDatabase } from '../sqlite/check.ts';

export type DatabaseState = 'ok' | 'malformed' | 'absent' | 'not-checked';

export interface DatabaseVerdict {
  state: DatabaseState;
  /** What SQLite says, or why it was not asked; empty where there is nothing to say. */
  reason: string;
}

/** The files of one database side by side, written as they come out of a tar. Call `remove` whatever happens. */
export class DatabaseCopy {
  #scratch: string;
  #folder: string | null = null;
  #fd: number | null = null;
  #database: string | null = null;
  #failure: string | null = null;

  /** The copy gets a folder (0700) of its own in `scratch`; '' is the system's place for temporary files. */
  constructor(scratch: string) {
    this.#scratch = scratch || tmpdir();
  }

  /** Begins the file `name`: the database itself or its `-wal`. */
  begin(name: string): void {
    this.#attempt(() => {
      this.#folder ??= mkdtempSync(path.join(this.#scratch, 'lifeboat-verify-'));
      const file = path.join(this.#folder, path.basename(name));
      this.#fd = openSync(file, 'w', 0o600);
      if (!name.endsWith('-wal')) this.#database = file;
    });
  }

  write(chunk: Buffer): void {
    this.#attempt(() => {
      for (let at = 0; this.#fd !== null && at < chunk.length; ) at += writeSync(this.#fd, chunk, at);
    });
  }

  end(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  /** SQLite's full check, which reads the whole database, indexes too. Throws LifeboatError `cancelled` only. */
  async check(signal?: AbortSignal): Promise<DatabaseVerdict> {
    if (this.#failure !== null) return { state: 'not-checked', reason: this.#failure };
    if (this.#database === null) return { state: 'absent', reason: '' };
    try {
      const state = await checkDatabase(this.#database, signal);
      return { state, reason: state === 'ok' ? '' : 'SQLite finds the database malformed.' };
    } catch (error) {
      if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
      return { state: 'not-checked', reason: 'SQLite could not check the database.' };
    }
  }

  remove(): void {
    this.end();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A full scratch disk ends the copy, not the verification. */
  #attempt(step: () => void): void {
    if (this.#failure !== null) return;
    try {
      step();
    } catch (error) {
      if (systemCode(error) === '') throw error;
      this.#failure = `The database could not be copied to ${this.#scratch} (${systemCode(error)}).`;
      this.end();
    }
  }
}
