/** What the view of a file shows, as lines. */
import { LifeboatError } from '../../core/errors.ts';
import type { TextDiff } from '../../core/restore/diff.ts';
import type { DiffLine } from '../../core/restore/text-diff.ts';
import type { PagerLine } from '../components/pager-state.ts';
import type { Sign } from '../components/sign.ts';
import { type FileContent, hexRows } from './file-content.ts';
import { filesText } from './text.ts';

export interface Shown {
  /** A sentence above the lines; '' for none. */
  note: string;
  sign: Sign;
  lines: readonly PagerLine[];
}

const { view } = filesText;

export function sentence(note: string, sign: Sign = 'none'): Shown {
  return { note, sign, lines: [] };
}

/** The text with its line numbers, or the first bytes of what is none. */
export function contentLines(content: FileContent, size: number, width: number): Shown {
  if (content.kind === 'text') {
    const lines = content.lines.map((text, at) => ({ text, mark: String(at + 1) }));
    if (content.isCut) return { note: view.isCut(size), sign: 'attention', lines };
    return lines.length === 0 ? sentence(view.empty) : { note: '', sign: 'none', lines };
  }
  const rows = hexRows(content.head, width >= 76 ? 16 : 6);
  return { note: view.binary(size), sign: 'none', lines: rows.map((text) => ({ text })) };
}

/** What only the backup has with `-`, what only the installation has with `+`, and some lines around. */
export function changeLines({ state, lines }: TextDiff): Shown {
  if (state === 'same') return sentence(view.same, 'ok');
  if (state === 'binary') return sentence(view.binaryDiffers, 'attention');
  if (state === 'too-long') return sentence(view.tooLong, 'attention');
  return { note: view.legend, sign: 'none', lines: [...withGaps(lines)] };
}

const marks = { same: ' ', removed: '-', added: '+' } as const;
const roles = { same: 'muted', removed: 'danger', added: 'good' } as const;

function* withGaps(lines: readonly DiffLine[]): Generator<PagerLine> {
  let previous: DiffLine | null = null;
  for (const line of lines) {
    if (previous && isGap(previous, line)) yield { text: '', mark: '' };
    const number = line.after ?? line.before ?? 0;
    yield { text: `${marks[line.kind]} ${line.text}`, mark: String(number), role: roles[line.kind] };
    previous = line;
  }
}

function isGap(previous: DiffLine, { before, after }: DiffLine): boolean {
  const jumps = (from: number | null, to: number | null) => from !== null && to !== null && to > from + 1;
  return jumps(previous.before, before) || jumps(previous.after, after);
}

/** Why it cannot be shown: damage and a wrong key have words of their own. */
export function failureLines(error: unknown): Shown {
  if (!(error instanceof LifeboatError)) throw error;
  return sentence([error.message, error.safe].filter((words) => words !== '').join(' '), 'danger');
}
