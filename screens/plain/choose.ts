import { text } from '../text.ts';
import type { PlainTerminal } from './terminal.ts';

/** A numbered menu. The index of the choice; null for q or the end of the input. */
export async function choose(terminal: PlainTerminal, choices: readonly string[]): Promise<number | null> {
  for (const [index, choice] of choices.entries()) terminal.say(`${index + 1}  ${choice}`);
  for (;;) {
    const answer = await terminal.ask(text.plain.choose);
    if (answer === null || answer.toLowerCase() === 'q') return null;
    const number = Number(answer);
    if (Number.isInteger(number) && number >= 1 && number <= choices.length) return number - 1;
    terminal.say(text.plain.notOne(choices.length));
  }
}
