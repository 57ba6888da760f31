/** Rows as data: pieces of text with a role, brought to width before anything is drawn. */
import { showHidden } from '../../core/format.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Role } from '../terminal/theme.ts';
import { cutEnd, fitEnd, fitMiddle, pad, toAscii, widthOf } from './text.ts';

export interface Span {
  text: string;
  role?: Role;
}

/** What components take: a text, a piece with a role, or several of them. */
export type Content = string | Span | readonly (string | Span)[];

/** Pieces that are safe to be sent: nothing hidden, nothing that the glyph set cannot show. */
export function toSpans(content: Content, glyphs: Glyphs): Span[] {
  const pieces = isList(content) ? content : [content];
  return pieces.map((piece) => {
    const span = typeof piece === 'string' ? { text: piece } : piece;
    const text = showHidden(span.text);
    return { ...span, text: glyphs.isAsciiOnly ? toAscii(text) : text };
  });
}

function isList(content: Content): content is readonly (string | Span)[] {
  return Array.isArray(content);
}

export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + widthOf(span.text), 0);
}

/** At most `width` cells; the piece that goes beyond is cut, those after it are dropped. */
export function fitSpans(spans: readonly Span[], width: number, glyphs: Glyphs): Span[] {
  if (spansWidth(spans) <= width) return [...spans];
  const ellipsis = cutEnd(glyphs.ellipsis, width);
  const fitted: Span[] = [];
  let room = width - widthOf(ellipsis);
  for (const span of spans) {
    if (widthOf(span.text) > room) return [...fitted, { ...span, text: cutEnd(span.text, room) + ellipsis }];
    fitted.push(span);
    room -= widthOf(span.text);
  }
  return fitted;
}

/** A cell of a row with columns. */
export interface Cell {
  content: Content;
  /** Cells it takes; `grow` takes what is left (one a row). */
  width: number | 'grow';
  align?: 'left' | 'right';
  /** Where to cut: names in the middle, sentences at the end. */
  cut?: 'middle' | 'end';
  /** Dropped where there is no room, the highest first; undefined: never. */
  drop?: number;
}

/** Two spaces stand between columns. */
const gap = 2;
/** What a growing cell needs at least, before others are dropped for it. */
const leastGrowth = 14;

/** A row of columns that fits: cells are dropped in their order, then the growing one is cut. */
export function fitCells(cells: readonly Cell[], width: number, glyphs: Glyphs): Span[] {
  const kept = dropCells(cells, width);
  const fixed = kept.reduce((sum, cell) => sum + (cell.width === 'grow' ? 0 : cell.width), 0);
  const growth = Math.max(0, width - fixed - gap * (kept.length - 1));
  const spans: Span[] = [];
  for (const [index, cell] of kept.entries()) {
    if (index > 0) spans.push({ text: ' '.repeat(gap) });
    spans.push(...fitCell(cell, cell.width === 'grow' ? growth : cell.width, glyphs));
  }
  return fitSpans(spans, width, glyphs);
}

function dropCells(cells: readonly Cell[], width: number): readonly Cell[] {
  const needed = cells.reduce((sum, cell) => sum + (cell.width === 'grow' ? leastGrowth : cell.width), 0);
  if (needed + gap * (cells.length - 1) <= width) return cells;
  const drop = Math.max(...cells.map((cell) => cell.drop ?? -1));
  return drop < 0
    ? cells
    : dropCells(
        cells.filter((cell) => cell.drop !== drop),
        width,
      );
}

function fitCell(cell: Cell, width: number, glyphs: Glyphs): Span[] {
  const spans = toSpans(cell.content, glyphs);
  const only = spans.length === 1 ? spans[0] : undefined;
  if (only) {
    const fit = cell.cut === 'middle' ? fitMiddle : fitEnd;
    return [{ ...only, text: pad(fit(only.text, width, glyphs.ellipsis), width, cell.align) }];
  }
  const fitted = fitSpans(spans, width, glyphs);
  const filler = { text: ' '.repeat(Math.max(0, width - spansWidth(fitted))) };
  return cell.align === 'right' ? [filler, ...fitted] : [...fitted, filler];
}
