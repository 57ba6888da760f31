/** A terminal that is read line by line: sentences out, answers in. For screen readers and TERM=dumb. */
import { createInterface } from 'node:readline/promises';
import { showHidden } from '../../core/format.ts';
import { toAscii } from '../draw/text.ts';

export interface PlainTerminal {
  say: (line: string) => void;
  /** The line that was typed, trimmed; null when the input has ended. */
  ask: (question: string) => Promise<string | null>;
  close: () => void;
}

export interface PlainStreams {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

export function openPlainTerminal({ input, output }: PlainStreams, isAsciiOnly: boolean): PlainTerminal {
  // Not as a terminal: readline would move the cursor about, which is what this mode is to spare.
  const lines = createInterface({ input, terminal: false });
  const waiting = lines[Symbol.asyncIterator]();
  const clean = (line: string) => (isAsciiOnly ? toAscii(showHidden(line)) : showHidden(line));
  return {
    say: (line) => void output.write(`${clean(line)}\n`),
    async ask(question) {
      output.write(`${clean(question)} `);
      const { value, done } = await waiting.next();
      return done ? null : value.trim();
    },
    close: () => lines.close(),
  };
}
