/** Where words go: results to standard output, all else to standard error. */
import { showHidden } from '../../core/format.ts';

export interface Output {
  readonly json: boolean;
  /** Questions can be asked: somebody sits at a terminal. */
  readonly canAsk: boolean;
  /** Standard error is a terminal on which a line can be drawn over. */
  readonly canRedraw: boolean;
  /** A line of the result for people; not printed with --json. */
  print(line?: string): void;
  /** The document of --json, or one event of it. */
  document(value: unknown): void;
  /** A remark that is no result. */
  note(line: string): void;
  /** Text for standard error as it is. */
  error(text: string): void;
  /** Bytes of a file, as they are. Throws `OutputClosed` when nobody reads them any more. */
  raw(bytes: Buffer): void;
}

/** The reader of standard output has gone, as with `| head`: no failure, but nothing is left to do. */
export class OutputClosed extends Error {}

/** The output of this process. It outlives its terminal: a closed or vanished one takes no more, and ends nothing. */
export function createOutput({ json = false, plain = false }: { json?: boolean; plain?: boolean }): Output {
  let isClosed = false;
  let isErrorClosed = false;
  process.stdout.on('error', () => {
    isClosed = true;
  });
  process.stderr.on('error', () => {
    isErrorClosed = true;
  });
  const write = (text: string) => void (isClosed || process.stdout.write(text));
  const error = (text: string) => void (isErrorClosed || process.stderr.write(text));
  return {
    json,
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    canRedraw: process.stderr.isTTY === true && !plain && process.env.TERM !== 'dumb',
    print(line = '') {
      if (!json) write(`${showHidden(line)}\n`);
    },
    document(value) {
      if (json) write(`${JSON.stringify(value)}\n`);
    },
    note: (line) => error(`${showHidden(line)}\n`),
    error,
    raw(bytes) {
      if (isClosed) throw new OutputClosed();
      // Pipes and files take it at once on Linux: nothing piles up in memory.
      process.stdout.write(bytes);
    },
  };
}
