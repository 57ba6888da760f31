/** A long text in a window: which rows are seen, and where the next hit is. */
import { showHidden } from '../../core/format.ts';
import { widthOf } from '../draw/text.ts';
import { splitGraphemes } from '../terminal/keys.ts';
import type { Role } from '../terminal/theme.ts';

export interface PagerLine {
  text: string;
  /** Before the text: a line number, or a sign that tells added from removed. */
  mark?: string;
  role?: Role;
}

/** A row on the screen: a line, or the piece of one that fits. */
export interface PagerRow extends PagerLine {
  /** Its line has gone on from the row above: no mark. */
  isContinued: boolean;
}

const tabStop = 4;

/** Breaks lines into rows of `width` cells. What a text hides is shown, so nothing of it reaches the terminal. */
export function pagerRows(lines: readonly PagerLine[], width: number): PagerRow[] {
  const rows: PagerRow[] = [];
  // To measure a character takes far longer than to remember it.
  const widths = new Map<string, number>();
  for (const line of lines) {
    const pieces = breakLine(showHidden(expandTabs(line.text)), Math.max(1, width), widths);
    for (const [at, text] of pieces.entries()) rows.push({ ...line, text, isContinued: at > 0 });
  }
  return rows;
}

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let expanded = '';
  for (const piece of text.split(/(\t)/))
    expanded += piece === '\t' ? ' '.repeat(tabStop - (expanded.length % tabStop)) : piece;
  return expanded;
}

/** In one pass, because a line may be as long as the file. */
function breakLine(text: string, width: number, widths: Map<string, number>): string[] {
  const isNarrow = /^[\x20-\x7e]*$/.test(text);
  if (text.length <= width && isNarrow) return [text];
  const pieces: string[] = [];
  if (isNarrow) {
    for (let at = 0; at < text.length; at += width) pieces.push(text.slice(at, at + width));
    return pieces;
  }
  let piece = '';
  let used = 0;
  for (const grapheme of splitGraphemes(text)) {
    const cells = widths.get(grapheme) ?? widthOf(grapheme);
    widths.set(grapheme, cells);
    if (used + cells > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += grapheme;
    used += cells;
  }
  return [...pieces, piece];
}

/** The row of the next hit behind (or before) `from`, going round; null where there is none. */
export function findRow(
  rows: readonly PagerRow[],
  query: string,
  from: number,
  direction: 1 | -1,
): number | null {
  const wanted = query.toLowerCase();
  for (let step = 1; step <= rows.length; step += 1) {
    const at = (from + direction * step + rows.length * 2) % rows.length;
    if (rows[at]?.text.toLowerCase().includes(wanted)) return at;
  }
  return null;
}
