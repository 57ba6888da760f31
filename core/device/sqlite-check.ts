/** Whether SQLite finds a database whole. */
import { realpathSync, type Stats, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import { hold, isHeld, release } from './sqlite-files.ts';
import { beginReading } from './sqlite-reader.ts';

export interface CheckOptions {
  /** quick (default): all pages and rows, not whether the indexes agree with the tables, which takes far longer. */
  depth?: 'quick' | 'full';
  signal?: AbortSignal;
}

/**
 * In a thread of its own, because SQLite does not come back before the end, which can be minutes. As text: the program
 * is one file, which a thread cannot be started from.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(workerData.file, { readOnly: true, timeout: 5000 });
try {
  const rows = database.prepare('PRAGMA ' + workerData.pragma + '(1)').all();
  parentPort.postMessage(rows.length === 1 && Object.values(rows[0])[0] === 'ok' ? 'ok' : 'malformed');
} finally {
  database.close();
}`;

/**
 * Reads the database with its -wal, changes neither, and blocks no writer in WAL mode. Throws LifeboatError
 * `DATABASE_UNREADABLE` where that cannot be known, `DATABASE_BUSY` while this process copies it, `CANCELLED`.
 */
export async function checkDatabase(file: string, options: CheckOptions = {}): Promise<'ok' | 'malformed'> {
  const stat = statSync(file);
  if (isHeld(stat)) {
    throw new LifeboatError(
      'busy',
      'DATABASE_BUSY',
      `${file} is being copied; it can be checked after that.`,
    );
  }
  const reader = await beginReading(file);
  if (reader === 'malformed') return 'malformed';
  if (typeof reader === 'string') {
    const why = reader === 'busy' ? 'another program holds it' : 'it could not be opened';
    throw new LifeboatError('failed', 'DATABASE_UNREADABLE', `${file} could not be checked: ${why}.`);
  }
  reader.close();
  const pragma = options.depth === 'full' ? 'integrity_check' : 'quick_check';
  return inThread({ file: realpathSync(file), pragma }, stat, options.signal);
}

async function inThread(data: { file: string; pragma: string }, stat: Stats, signal?: AbortSignal) {
  throwIfCancelled(signal);
  hold(stat);
  const worker = new Worker(program, { eval: true, workerData: data, execArgv: ['--no-warnings'] });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<'ok' | 'malformed'>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) => {
        if ('errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff)) resolve('malformed');
        else reject(error);
      });
      worker.once('exit', () => {
        release(stat); // not before: a thread that is told to end still finishes what SQLite is doing
        reject(new Error('The check ended without a result.'));
      });
    });
  } catch (error) {
    throwIfCancelled(signal);
    throw new LifeboatError('failed', 'DATABASE_UNREADABLE', `${data.file} could not be checked.`, {
      cause: error,
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    if (!signal?.aborted) await worker.terminate();
  }
}
