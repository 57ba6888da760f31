/** Runs a program and tells how long it took and how much memory its largest process had. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  seconds: number;
  /** Bytes, the peak of the largest process (VmHWM), looked at every few milliseconds. */
  memory: number;
  exitCode: number;
  output: string;
}

const lookEvery = 10;

export function measure(command: readonly string[], env: Record<string, string> = {}): Promise<Measured> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let memory = 0;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-4000);
      });
    const look = setInterval(() => {
      if (child.pid !== undefined) memory = Math.max(memory, peakBelow(child.pid));
    }, lookEvery);
    child.on('error', (error) => {
      clearInterval(look);
      reject(error);
    });
    child.on('close', (exitCode) => {
      clearInterval(look);
      resolve({ seconds: (performance.now() - start) / 1000, memory, exitCode: exitCode ?? 1, output });
    });
  });
}

/** The largest peak among a process and those that it started. */
function peakBelow(pid: number): number {
  let peak = Number(/VmHWM:\s+(\d+) kB/.exec(procFile(`${pid}/status`))?.[1] ?? 0) * 1024;
  for (const child of procFile(`${pid}/task/${pid}/children`).split(' '))
    if (child !== '') peak = Math.max(peak, peakBelow(Number(child)));
  return peak;
}

/** Empty where the process has ended. */
function procFile(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return '';
  }
}
