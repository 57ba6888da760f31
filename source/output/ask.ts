/** Questions. Without a terminal there are none: what needs a yes is refused then. */
import { Writable } from 'node:stream';
import { cancelled, LifeboatError } from '../../core/errors.ts';
import type { Context } from '../context.ts';

/** Goes on with --yes or a typed `yes`; throws otherwise. `facts` were printed by the caller. */
export async function requireYes(context: Context, question: string): Promise<void> {
  await requireAnswer(context, `${question} [yes/no] `, (answer) => /^y(es)?$/i.test(answer));
}

/** For what cannot be undone: the very words have to be typed. */
export async function requireTyped(context: Context, words: string): Promise<void> {
  await requireAnswer(context, `Type "${words}" to go on: `, (answer) => answer === words);
}

async function requireAnswer(
  { output, globals }: Context,
  question: string,
  isYes: (answer: string) => boolean,
): Promise<void> {
  if (globals.yes) return;
  if (!output.canAsk) {
    throw new LifeboatError('usage', 'NEEDS_YES', 'This needs a yes, and there is no terminal to ask on.', {
      safe: 'Nothing was changed.',
      remedies: [
        'Say yes beforehand with --yes.',
        'See what would be done with --dry-run, where the command has it.',
      ],
    });
  }
  if (!isYes(await ask(question))) {
    throw new LifeboatError('cancelled', 'DECLINED', 'Not confirmed.', { safe: 'Nothing was changed.' });
  }
}

/** The answer without white space around it; '' when the input ends or Ctrl+C is typed. */
async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''));
    lines.once('SIGINT', () => lines.close());
    lines.question(question, (answer) => {
      resolve(answer.trim());
      lines.close();
    });
  });
}

/** A line that is not shown while it is typed. Throws `cancelled` when the input ends or Ctrl+C is typed. */
export async function askSecret(question: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  // It takes the line's own echo away: the question comes after that.
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true });
  process.stderr.write(question);
  try {
    return await new Promise((resolve, reject) => {
      lines.once('close', () => reject(cancelled('Nothing was changed.')));
      lines.once('SIGINT', () => lines.close());
      lines.once('line', resolve);
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
