/**
 * A program in a real terminal: a pty made by `script` (util-linux), its output drawn by an xterm emulator. What a test
 * sees is what stands on the screen, not what was once written.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import xterm from '@xterm/headless';
import { until as waitFor } from './until.ts';

export interface TerminalOptions {
  command: readonly string[];
  columns?: number;
  rows?: number;
  /** What the line knows of its size, where that is not the emulator's: a serial line says 0 x 0. */
  lineSize?: { columns: number; rows: number };
  term?: string;
  locale?: string;
  env?: Record<string, string>;
  /** Answers questions such as where the cursor is; default true. */
  answers?: boolean;
}

/** Ends a test that would wait for ever. */
const patience = 180_000;

/** Around each frame that Ink draws (synchronized updates). */
const frameBegins = '\u001B[?2026h';
const frameEnds = '\u001B[?2026l';

export type TestTerminal = Awaited<ReturnType<typeof startTerminal>>;

export async function startTerminal({
  command,
  columns = 80,
  rows = 24,
  lineSize = { columns, rows },
  term = 'xterm-256color',
  locale = 'C.UTF-8',
  env = {},
  answers = true,
}: TerminalOptions) {
  const folder = mkdtempSync(path.join(tmpdir(), 'terminal-'));
  const note = path.join(folder, 'line');
  const settings = { TERM: term, LC_ALL: locale, TZ: 'UTC', ...env };
  const script = [
    `stty cols ${lineSize.columns} rows ${lineSize.rows}`,
    // The line's name and the program's process, for resizing and for signals.
    `echo "$(tty) $$" > ${quote(note)}`,
    `exec env ${Object.entries(settings)
      .map(([name, value]) => quote(`${name}=${value}`))
      .join(' ')} ${command.map(quote).join(' ')}`,
  ].join('; ');
  const { COLUMNS: _, LINES: __, CI: ___, NO_COLOR: ____, FORCE_COLOR: _____, ...inherited } = process.env;
  const child = spawn('script', ['-qefc', script, '/dev/null'], {
    stdio: 'pipe',
    env: { ...inherited, SHELL: '/bin/sh' },
  });
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  const watchers = new Set<() => void>();
  let output = '';
  let exitCode: number | null = null;
  const notify = () => {
    for (const watcher of [...watchers]) watcher();
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    emulator.write(chunk, notify);
  });
  if (answers) emulator.onData((reply) => child.stdin.write(reply));
  // The program may be gone while a reply is on its way.
  child.stdin.on('error', () => {});
  const exited = once(child, 'close').then(([code]) => {
    // Null: ended by a signal, as by `hangUp`.
    exitCode = (code as number | null) ?? -1;
    emulator.write('', notify);
    rmSync(folder, { recursive: true });
  });

  const screen = () => {
    const { active } = emulator.buffer;
    return Array.from({ length: emulator.rows }, (_row, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    ).join('\n');
  };
  const until = (holds: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const end = (error?: Error) => {
        watchers.delete(look);
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      // A frame may come in several pieces: half of one is nothing to look at, nor to measure.
      const isWhole = () => output.lastIndexOf(frameBegins) <= output.lastIndexOf(frameEnds);
      const look = () => {
        if ((isWhole() || exitCode !== null) && holds()) end();
        else if (exitCode !== null) end(new Error(`${what}; it ended with ${exitCode}\n${screen()}`));
      };
      const timer = setTimeout(() => end(new Error(`${what}\n${screen()}`)), patience);
      watchers.add(look);
      look();
    });
  const closeWindow = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const line = () => readFileSync(note, 'utf8').trim().split(' ') as [device: string, pid: string];
  return {
    screen,
    until,
    /** Everything that was sent to the terminal so far. */
    output: () => output,
    isAlternate: () => emulator.buffer.active.type === 'alternate',
    cursor: () => ({ x: emulator.buffer.active.cursorX, y: emulator.buffer.active.cursorY }),
    shows: (text: string) => until(() => screen().includes(text), `This was not shown: ${text}`),
    hides: (text: string) => until(() => !screen().includes(text), `This was still shown: ${text}`),
    type: (bytes: string) => void child.stdin.write(bytes),
    resize(size: { columns: number; rows: number }) {
      emulator.resize(size.columns, size.rows);
      execFileSync('stty', ['-F', line()[0], 'cols', String(size.columns), 'rows', String(size.rows)]);
    },
    signal: (name: NodeJS.Signals) => void process.kill(Number(line()[1]), name),
    /** Closes the window over the program. */
    closeWindow,
    /** The same, and waits until the program has gone. */
    async hangUp() {
      const pid = Number(line()[1]);
      await closeWindow();
      await waitFor('the program to end', 180, async () => !isAlive(pid));
    },
    /** How the line treats keys, as `stty -a` tells: `-icanon` is raw. */
    lineSettings: () => execFileSync('stty', ['-F', line()[0], '-a'], { encoding: 'utf8' }),
    /** The exit code, when it has ended. */
    async ends() {
      await exited;
      return exitCode;
    },
    /** For `after`: a program that a failed test left behind is ended. */
    async close() {
      if (exitCode === null) {
        if (existsSync(note) && isAlive(Number(line()[1]))) process.kill(Number(line()[1]), 'SIGKILL');
        // Also what makes the terminal: with a program that was stopped it has stopped, and would never end.
        await closeWindow();
      }
      emulator.dispose();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
