/**
 * How many cells a text takes. Most of what the screens draw is letters and lines of one cell each, for which the library's
 * way, by graphemes and by the table of all emoji, is slow, above all the first time. The build puts this in its place.
 */
import measure, { type Options } from '../node_modules/string-width/index.js';

/** Printable ASCII, Latin-1 without its soft hyphen, some punctuation, arrows, lines, blocks, and the signs of the theme. */
const oneCellEach =
  /^[\x20-\x7e\xa1-\xac\xae-\xff\u2013\u2014\u2018-\u201d\u2022\u2026\u203a\u2190-\u2193\u2500-\u259f\u25a0\u25b8\u25be]*$/;

/** What colours are set with: Ink measures a text with them in it. */
const colours = /\x1b\[[\d;]*m/g;

// biome-ignore lint/style/noDefaultExport: as the package has it
export default function stringWidth(text: string, options: Options = {}): number {
  const { ambiguousIsNarrow = true, countAnsiEscapeCodes = false } = options;
  const shown = countAnsiEscapeCodes ? text : text.replace(colours, '');
  return ambiguousIsNarrow && oneCellEach.test(shown) ? shown.length : measure(text, options);
}
