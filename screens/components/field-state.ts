/** A line of text being edited: what stands before and after the cursor. */
import { splitGraphemes } from '../terminal/keys.ts';

export interface FieldState {
  before: string;
  after: string;
}

export type FieldStep =
  | { do: 'insert'; text: string }
  | { do: 'set'; text: string }
  | { do: 'left' | 'right' | 'start' | 'end' | 'erase-left' | 'erase-right' | 'erase-all' };

export function fieldValue({ before, after }: FieldState): string {
  return before + after;
}

export function fieldReducer({ before, after }: FieldState, step: FieldStep): FieldState {
  const left = splitGraphemes(before);
  const right = splitGraphemes(after);
  switch (step.do) {
    case 'insert':
      return { before: before + step.text, after };
    case 'set':
      return { before: step.text, after: '' };
    case 'left':
      return { before: left.slice(0, -1).join(''), after: (left.at(-1) ?? '') + after };
    case 'right':
      return { before: before + (right[0] ?? ''), after: right.slice(1).join('') };
    case 'start':
      return { before: '', after: before + after };
    case 'end':
      return { before: before + after, after: '' };
    case 'erase-left':
      return { before: left.slice(0, -1).join(''), after };
    case 'erase-right':
      return { before, after: right.slice(1).join('') };
    case 'erase-all':
      return { before: '', after: '' };
  }
}
