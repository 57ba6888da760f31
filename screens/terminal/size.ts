/** The size of a terminal whose line does not know it: a serial console says 0 x 0. */
import type { ReadStream, WriteStream } from 'node:tty';

export interface Size {
  columns: number;
  rows: number;
}

/** Goes to the far corner, asks where that is, and comes back. */
const question = '\u001B7\u001B[999;999H\u001B[6n\u001B8';
/** Ink's and everybody's guess where nothing is known. */
const usual: Size = { columns: 80, rows: 24 };

/**
 * Asks the terminal, and falls back to COLUMNS and LINES, then to 80 x 24. The answer is written into `stdout`, because
 * Ink opens `/dev/tty` at every question for a size of 0.
 */
export async function settleSize(
  stdin: ReadStream,
  stdout: WriteStream,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [columns, rows] = stdout.getWindowSize();
  if (columns > 0 && rows > 0) return;
  const size = (await askTerminal(stdin, stdout)) ?? sizeFromEnvironment(env) ?? usual;
  Object.assign(stdout, size);
}

/** Milliseconds. A terminal that answers does so within some ten; a device that is busy hears it later. */
const patience = 1000;

/** Null where the terminal stays silent. */
async function askTerminal(stdin: ReadStream, stdout: WriteStream): Promise<Size | null> {
  const wasRaw = stdin.isRaw;
  stdin.setRawMode(true);
  try {
    return await new Promise<Size | null>((resolve) => {
      let answer = '';
      const end = (size: Size | null) => {
        clearTimeout(timer);
        stdin.off('data', listen);
        stdin.pause();
        resolve(size);
      };
      const listen = (chunk: Buffer | string) => {
        answer += chunk.toString();
        const size = readPosition(answer);
        if (size) end(size);
      };
      const timer = setTimeout(end, patience, null);
      stdin.on('data', listen);
      stdout.write(question);
    });
  } finally {
    stdin.setRawMode(wasRaw);
  }
}

/** The position in a cursor report, `ESC [ rows ; columns R`. */
export function readPosition(answer: string): Size | null {
  const match = /\u001B\[(\d+);(\d+)R/.exec(answer);
  return match ? { rows: Number(match[1]), columns: Number(match[2]) } : null;
}

function sizeFromEnvironment(env: Readonly<Record<string, string | undefined>>): Size | null {
  const columns = Number(env.COLUMNS);
  const rows = Number(env.LINES);
  return columns > 0 && rows > 0 ? { columns, rows } : null;
}
