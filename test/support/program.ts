import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export const program = path.resolve('dist/lifeboat.js');
/** What Node has compiled of it is kept here, out of the homes of the tests. */
const caches = path.resolve('dist/caches');

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** The one document on standard output. */
  json<Document>(): Document;
  /** The documents of a long job, one a line. */
  events<Document>(): Document[];
}

export interface ProgramOptions {
  home: string;
  input?: string;
  env?: Record<string, string>;
  /** Default: that of the tests. */
  cwd?: string;
}

/** Starts the built program in a process of its own, with a home of its own and no terminal. */
export function startProgram(
  words: readonly string[],
  { home, env = {}, cwd }: ProgramOptions,
): ChildProcess {
  return spawn(process.execPath, [program, ...words], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      LIFEBOAT_HOME: home,
      TZ: 'UTC',
      XDG_CACHE_HOME: caches,
      ...env,
    },
    stdio: 'pipe',
    ...(cwd ? { cwd } : {}),
  });
}

/** Runs it to its end. */
export async function runProgram(words: readonly string[], options: ProgramOptions): Promise<Ended> {
  const child = startProgram(words, options);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  return ended(child);
}

/** Gathers what a program says until it ends. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const [exitCode] = await once(child, 'close');
  const lines = () => texts.stdout.split('\n').filter(Boolean);
  return {
    exitCode,
    ...texts,
    json: () => JSON.parse(texts.stdout),
    events: () => lines().map((line) => JSON.parse(line)),
  };
}
