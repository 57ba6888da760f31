/**
 * What the engine takes from outside: time, randomness, processes, environment and the root of the file system.
 * Handed in, so that tests set the clock, fix the dice and put the device into a folder.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface World {
  /** Wall clock: for names and dates only. It jumps on a device without a clock of its own. */
  now(): Date;
  /** Milliseconds that never go back: for durations and rates. */
  monotonic(): number;
  randomBytes(size: number): Buffer;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `/` of the device is; another folder in tests. Well-known absolute places are looked up below it. */
  readonly root: string;
  readonly home: string;
  /** Runs a program to its end; a program that is missing or fails gives an exit code, never a throw. */
  run(file: string, args: readonly string[], options?: RunOptions): Promise<CommandResult>;
}

export interface RunOptions {
  input?: string;
  /** Milliseconds after which the program is ended; default 30,000. */
  timeout?: number;
  env?: Record<string, string>;
}

/** The world as it is. execa is loaded when the first program is run, not at start. */
export function realWorld(): World {
  return {
    now: () => new Date(),
    monotonic: () => performance.now(),
    randomBytes: (size) => randomBytes(size),
    env: process.env,
    root: '/',
    home: homedir(),
    async run(file, args, options = {}) {
      if (!isInPath(file)) return { exitCode: 127, stdout: '', stderr: `${file} is not installed` };
      const { execa } = await import('execa');
      const result = await execa(file, args, {
        reject: false,
        timeout: options.timeout ?? 30_000,
        ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
        ...(options.env ? { env: options.env } : {}),
      });
      const missing = result.failed && result.exitCode === undefined;
      return {
        exitCode: missing ? 127 : (result.exitCode ?? 1),
        stdout: result.stdout,
        stderr: result.stderr,
      };
    },
  };
}

/** Many a device lacks `docker` or `systemctl`: to know that takes no process, and not the package that starts them. */
function isInPath(file: string): boolean {
  if (file.includes('/')) return true;
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, file)));
}

/** A well-known absolute path of the device, below the world's root. */
export function devicePath(world: Pick<World, 'root'>, absolute: string): string {
  return path.join(world.root, absolute);
}
