/** What the screens cost: time to the first frame, bytes over a slow line, and work for a key in a long list. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createArchiveWriter } from '../core/archive/write/writer.ts';
import { BenchTerminal } from './terminal.ts';

const program = path.resolve('dist/lifeboat.js');
const listed = 5000;
const down = '\u001B[B';

export async function compareScreens(cache: string, config: string): Promise<void> {
  const home = path.join(cache, 'output', 'screens');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const lifeboat = (...words: string[]) => [process.execPath, program, '--home', home, ...words];
  execFileSync(process.execPath, lifeboat('demo').slice(1), { stdio: 'ignore' });
  console.log('\nscreens, 80 x 24');
  await firstFrame(lifeboat());
  await lineCost(lifeboat('--ascii', '--no-color'));
  await progressCost(lifeboat('--ascii', '--no-color', '--installation', config));
  await longList(lifeboat('--ascii', '--no-color'), path.join(home, 'demo', 'homeassistant', 'backups'));
}

/** From the start to the whole first frame, against a Node that does nothing, in the same kind of terminal. */
async function firstFrame(command: string[]): Promise<void> {
  const times = { lifeboat: [] as number[], node: [] as number[] };
  for (let run = 0; run < 11; run += 1) {
    const before = performance.now();
    const bare = new BenchTerminal([process.execPath, '-e', '0']);
    await bare.ends();
    times.node.push(performance.now() - before);
    await bare.close();
    const start = performance.now();
    const terminal = new BenchTerminal(command);
    await terminal.shows('quit');
    times.lifeboat.push(performance.now() - start);
    await terminal.close();
  }
  const [own, node] = [median(times.lifeboat), median(times.node)];
  print(
    'first frame',
    `${own.toFixed(0)} ms`,
    `${(own / node).toFixed(1)} times node -e 0 (${node.toFixed(0)} ms)`,
    'at most 7',
  );
}

/** Bytes of Home when all is there, and of moving about in it. */
async function lineCost(command: string[]): Promise<void> {
  const terminal = new BenchTerminal(command);
  await terminal.shows('Restore');
  await terminal.settles();
  print('bytes of the full first frame', `${terminal.output.length}`, '', 'under 2000');
  const keys: number[] = [];
  for (let key = 0; key < 12; key += 1) keys.push(await terminal.press(key < 6 ? down : 'k'));
  print('bytes for a key', `${median(keys)}`, `at most ${Math.max(...keys)}`, 'at most 250');
  await terminal.close();
}

/** Bytes of each update while a backup runs. */
async function progressCost(command: string[]): Promise<void> {
  const terminal = new BenchTerminal(command);
  await terminal.shows('Restore');
  terminal.type('1');
  await terminal.shows('Start the backup');
  // Through the questions, whose default is to go on.
  while (!terminal.output.includes('You may close this window')) {
    terminal.type('\r');
    await terminal.settles();
  }
  const from = terminal.pieces.length;
  await pause(4000);
  const updates: number[] = [];
  let last = 0;
  for (const { at, bytes } of terminal.pieces.slice(from)) {
    if (at - last < 20) updates[updates.length - 1] = (updates.at(-1) ?? 0) + bytes;
    else updates.push(bytes);
    last = at;
  }
  print(
    'bytes for an update of the progress',
    `${median(updates)}`,
    `at most ${Math.max(...updates)}`,
    'at most 200',
  );
  await terminal.close();
}

/** Processor time for a key in the list of very many backups. */
async function longList(command: string[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < listed; index += 1) await smallArchive(folder, index);
  const terminal = new BenchTerminal(command);
  await terminal.shows('Restore');
  await terminal.settles();
  terminal.type('2');
  await terminal.shows(`${listed}`);
  await terminal.settles();
  const before = terminal.processorTime();
  const keys = 100;
  for (let key = 0; key < keys; key += 1) {
    const from = terminal.output.length;
    terminal.type(down);
    while (terminal.output.length === from) await pause(2);
  }
  const each = (terminal.processorTime() - before) / keys;
  print(`processor time for a key, ${listed} backups`, `${each.toFixed(1)} ms`, '', '');
  await terminal.close();
}

async function smallArchive(folder: string, index: number): Promise<void> {
  const slug = index.toString(16).padStart(8, '0');
  const fd = openSync(path.join(folder, `${slug}.tar`), 'w');
  let end = 0;
  const target = {
    write(bytes: Buffer) {
      end += writeSync(fd, bytes, 0, bytes.length, end);
    },
    patch(offset: number, bytes: Buffer) {
      writeSync(fd, bytes, 0, bytes.length, offset);
    },
  };
  const date = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000);
  const writer = createArchiveWriter([{ target, encryption: null }], {
    workers: 1,
    randomBytes,
    now: () => date,
  });
  await writer.addMetadata(() => ({
    slug,
    version: 2,
    name: `Backup ${index}`,
    date: date.toISOString().replace('Z', '+00:00'),
    type: 'partial',
    extra: {},
    compressed: true,
    folders: [],
    protected: false,
    addons: [],
    repositories: [],
  }));
  await writer.finish();
  await writer.close();
  closeSync(fd);
}

function print(what: string, figure: string, more: string, budget: string): void {
  const told = [what.padEnd(44), figure.padStart(9), more.padEnd(34), budget && `budget: ${budget}`];
  console.log(told.join('  ').trimEnd());
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
