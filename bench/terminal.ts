/** A program in a pseudo terminal made by `script` (util-linux), and what it writes there. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds without a byte after which a frame is taken for complete. */
const calm = 150;
const patience = 120_000;

export class BenchTerminal {
  /** All that was written, as one character a byte. */
  output = '';
  /** Of each piece that arrived: when, and how many bytes. */
  readonly pieces: { at: number; bytes: number }[] = [];
  private readonly child;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'lifeboat-bench-'));
  private readonly ended: Promise<void>;

  constructor(command: readonly string[], env: Record<string, string> = {}) {
    const { COLUMNS: _, LINES: __, CI: ___, ...inherited } = process.env;
    const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const script = `stty cols 80 rows 24; echo $$ > ${this.folder}/pid; exec ${quoted}`;
    this.child = spawn('script', ['-qefc', script, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...inherited, SHELL: '/bin/sh', TERM: 'xterm', ...env },
    });
    this.child.stdin.on('error', () => undefined);
    this.child.stdout.on('data', (piece: Buffer) => {
      this.output += piece.toString('latin1');
      this.pieces.push({ at: performance.now(), bytes: piece.length });
    });
    this.ended = new Promise((resolve) => this.child.on('close', () => resolve()));
  }

  /** Until this was written, looked for in what came after `from`. */
  async shows(words: string, from = 0): Promise<void> {
    const end = performance.now() + patience;
    while (!this.output.slice(from).includes(words)) {
      if (performance.now() > end || this.child.exitCode !== null)
        throw new Error(`not shown: ${words}\n${this.output.slice(from)}`);
      await pause(2);
    }
  }

  /** Until nothing was written for a moment. */
  async settles(): Promise<void> {
    for (let length = -1; length !== this.output.length; await pause(calm)) length = this.output.length;
  }

  /** Bytes that a key makes it write. */
  async press(key: string): Promise<number> {
    const before = this.output.length;
    this.child.stdin.write(key);
    await this.settles();
    return this.output.length - before;
  }

  /** Without waiting for what comes of it. */
  type(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** Milliseconds that the processor worked for the program so far. */
  processorTime(): number {
    const pid = readFileSync(path.join(this.folder, 'pid'), 'utf8').trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // In hundredths of a second: the 14th and 15th field of proc(5), user and system.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  /** Until the program has ended by itself. */
  ends(): Promise<void> {
    return this.ended;
  }

  async close(): Promise<void> {
    const pid = Number(readFileSync(path.join(this.folder, 'pid'), 'utf8'));
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
    this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true });
  }
}
