import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';

const writerProgram = path.join(import.meta.dirname, 'database-writer.ts');

/** A process that writes `file`; `ask` sends a command and gives the last number written, `end` its exit code. */
export function startWriter(t: TestContext, file: string, journal = 'wal') {
  const child = spawn(process.execPath, ['--no-warnings', writerProgram, file, journal], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(command: string): Promise<number> {
      child.stdin.write(`${command}\n`);
      const { value } = await lines.next();
      return Number(value);
    },
    async end(): Promise<number> {
      child.stdin.end();
      const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
      return code;
    },
  };
}

/** The last number in a copy of what the writer wrote; fails where it is damaged, or no state that it was ever in. */
export function lastNumber(file: string): number {
  const database = new DatabaseSync(file);
  try {
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
    const of = (table: string) =>
      database.prepare(`SELECT count(*) AS count, max(n) AS last FROM ${table}`).get();
    const counter = of('counter') as { count: number; last: number };
    assert.equal(counter.count, counter.last, 'numbers are missing');
    assert.deepEqual(of('mirror'), of('counter'), 'half a commit');
    return counter.last;
  } finally {
    database.close();
  }
}
