/** The process of a Home Assistant: how it is run, where it listens, and its own restore, which comes before all else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needed } from './needs.ts';

/** Home Assistant leaves with this code when it wants to be started again: after a restore, for instance. */
const restartCode = 100;

// A test file that is ended for taking too long leaves no Home Assistant behind: each is killed at the exit.
process.once('SIGTERM', () => process.exit(143));

/** What it says goes to a file beside the configuration. */
export function runHomeAssistant(config: string): ChildProcess {
  const log = openSync(`${config}.log`, 'a');
  const words = ['-m', 'homeassistant', '--config', config];
  const child = spawn(needed('LIFEBOAT_TEST_HOME_ASSISTANT'), words, { stdio: ['ignore', log, log] });
  closeSync(log);
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  return child;
}

/** The end of that. */
export function logOf(config: string): string {
  return readFileSync(`${config}.log`, 'utf8').slice(-4_000);
}

/** Since 2026.10 its HTTP settings lie in `.storage/http`. In the format's first version the rest gets its defaults. */
export function listenOnLoopback(config: string, port: number): void {
  const storage = path.join(config, '.storage');
  mkdirSync(storage, { recursive: true });
  const data = { server_host: ['127.0.0.1'], server_port: port };
  const content = JSON.stringify({ version: 1, minor_version: 1, key: 'http', data });
  writeFileSync(path.join(storage, 'http'), content, { mode: 0o600 });
}

export interface OwnRestore {
  config: string;
  archive: string;
  password?: string;
  /** Default both true, as in Home Assistant. */
  database?: boolean;
  homeassistant?: boolean;
}

/**
 * Home Assistant's own restore: it is started on a configuration that says so, restores before anything else, and leaves
 * to be started again. Returns what it noted about it, and takes that note out of the configuration.
 */
export async function restoreByHomeAssistant(
  wish: OwnRestore,
): Promise<{ success: boolean; error: string | null }> {
  mkdirSync(wish.config, { recursive: true });
  const instruction = {
    path: wish.archive,
    password: wish.password ?? null,
    remove_after_restore: false,
    restore_database: wish.database ?? true,
    restore_homeassistant: wish.homeassistant ?? true,
  };
  writeFileSync(path.join(wish.config, '.HA_RESTORE'), JSON.stringify(instruction), { mode: 0o600 });
  const child = runHomeAssistant(wish.config);
  const [code] = await once(child, 'exit');
  const note = path.join(wish.config, '.HA_RESTORE_RESULT');
  if (!existsSync(note)) throw new Error(`Home Assistant left with ${code}\n${logOf(wish.config)}`);
  const result = JSON.parse(readFileSync(note, 'utf8'));
  if (result.success && code !== restartCode)
    throw new Error(`Home Assistant left with ${code} after its restore`);
  rmSync(note);
  return result;
}
