/** Whether SQLite finds a database whole. */
import { once } from 'node:events';
import { realpathSync, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import { hold, isHeld, release } from './files.ts';
import { refusal } from './reader.ts';

/**
 * In a thread of its own, because SQLite does not come back before the end, which can be minutes. As text: the program
 * is one file, which a thread cannot be started from.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(workerData.file, { readOnly: true, timeout: 5000 });
try {
  const rows = database.prepare('PRAGMA integrity_check(1)').all();
  parentPort.postMessage(rows.length === 1 && Object.values(rows[0])[0] === 'ok' ? 'ok' : 'malformed');
} finally {
  database.close();
}`;

/**
 * Reads all of the database with its -wal, indexes too; changes neither, and blocks no writer in WAL mode. Throws
 * LifeboatError `DATABASE_UNREADABLE` where that cannot be known, `DATABASE_BUSY` while this process copies it, `CANCELLED`.
 */
export async function checkDatabase(file: string, signal?: AbortSignal): Promise<'ok' | 'malformed'> {
  const stat = statSync(file);
  if (isHeld(stat)) {
    throw new LifeboatError(
      'busy',
      'DATABASE_BUSY',
      `${file} is being copied; it can be checked after that.`,
    );
  }
  throwIfCancelled(signal);
  hold(stat);
  const worker = new Worker(program, {
    eval: true,
    workerData: { file: realpathSync(file) },
    execArgv: ['--no-warnings'],
  });
  // Not before: a thread that is told to end still finishes what SQLite is doing.
  worker.once('exit', () => release(stat));
  return resultOf(worker, file, signal);
}

async function resultOf(
  worker: Worker,
  file: string,
  signal: AbortSignal | undefined,
): Promise<'ok' | 'malformed'> {
  const ended = once(worker, 'exit');
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const [answer] = await Promise.race([
      once(worker, 'message', signal && { signal }),
      ended.then(() => []),
    ]);
    if (answer === 'ok' || answer === 'malformed') return answer;
    throw unreadable(file, 'the check ended without a result');
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof LifeboatError) throw error;
    const refused = refusal(error);
    if (refused === 'malformed') return 'malformed';
    throw unreadable(file, refused === 'busy' ? 'another program holds it' : 'it cannot be opened');
  } finally {
    signal?.removeEventListener('abort', stop);
    if (!signal?.aborted) await ended.catch(() => {});
  }
}

function unreadable(file: string, why: string): LifeboatError {
  return new LifeboatError('failed', 'DATABASE_UNREADABLE', `${file} could not be checked: ${why}.`);
}
