/** Starts the process of a job: detached, so that the end of a terminal, a session or an SSH connection is not its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { systemCode } from '../errors.ts';
import { devicePath, type World } from '../world.ts';
import type { JobFolder } from './folder.ts';

export interface Launch {
  /** The program and its arguments. */
  command: readonly [string, ...string[]];
  /** Read by the job from its standard input, which is the one place where no other process can look. */
  secret: string | null;
  /** A name for the unit, where the system has such. */
  unit: string;
}

export interface Launched {
  /** Resolves with the exit code when the process, or what stands for it here, has gone; -1: it could not be started. */
  gone: Promise<number>;
  /** This process may end before the job does. */
  let: () => void;
}

/**
 * Everything that may have to stand in the environment of a unit: it begins with none of ours. It is handed over in the list
 * of arguments, which everybody can read: not the token of Home Assistant, for instance.
 */
const passedOn =
  /^(PATH|HOME|LANG|LC_[A-Z]+|TZ|TMPDIR|XDG_(CONFIG_HOME|RUNTIME_DIR)|DOCKER_HOST|LIFEBOAT_(HOME|INSTALLATION|KEY_FILE|DEBUG))$/;

/**
 * `isUnit`: as a unit of its own, whose control group does not end with that of the session. Standard input and output
 * are handed through by `--pipe`, so that the two ways differ in nothing else.
 */
export function launch(
  world: World,
  files: JobFolder,
  { command, secret, unit }: Launch,
  isUnit: boolean,
): Launched {
  const [file, ...args] = isUnit ? [...unitCommand(world, unit), ...command] : command;
  const output = openSync(files.output, 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(file as string, args, {
      detached: true,
      cwd: '/',
      env: world.env as NodeJS.ProcessEnv,
      stdio: ['pipe', 'ignore', output],
    });
  } finally {
    closeSync(output);
  }
  const gone = new Promise<number>((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('exit', (code) => resolve(code ?? -1));
  });
  // It may die before it reads: `gone` tells so.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(JSON.stringify({ secret }));
  return {
    gone,
    let() {
      child.stdin?.destroy();
      child.unref();
    },
  };
}

/**
 * Whether a unit outlives the session better than a process of its own does: where systemd runs the system, and its
 * manager for this user does not end with the last session itself.
 */
export function canBeUnit(world: World): boolean {
  if (!existsSync(devicePath(world, '/run/systemd/system'))) return false;
  if (process.getuid?.() === 0) return true;
  return existsSync(devicePath(world, `/var/lib/systemd/linger/${userInfo().username}`));
}

function unitCommand(world: World, unit: string): string[] {
  const scope = process.getuid?.() === 0 ? '--system' : '--user';
  const variables = Object.entries(world.env).filter(
    ([name, value]) => value !== undefined && passedOn.test(name),
  );
  return [
    'systemd-run',
    scope,
    '--quiet',
    '--collect',
    '--pipe',
    `--unit=${unit}`,
    '--description=Lifeboat job',
    ...variables.map(([name, value]) => `--setenv=${name}=${value}`),
    '--',
  ];
}

/** What the process said before it had a journal; '' where it said nothing. */
export function lastWords({ output }: JobFolder): string {
  try {
    return readFileSync(output, 'utf8').trim();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  }
}

/** A file that nobody needs when all went well. */
export function removeEmptyOutput(files: JobFolder): void {
  if (lastWords(files) === '') rmSync(files.output, { force: true });
}
