/** Text brought to width. Widths are terminal cells: a CJK character takes two, a combining mark none. */
import stringWidth from 'string-width';
import { splitGraphemes } from '../terminal/keys.ts';

/** Everything beyond ASCII as `?`, as many as it takes cells. */
export function toAscii(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text;
  return splitGraphemes(text)
    .map((grapheme) => (/^[\x20-\x7e]$/.test(grapheme) ? grapheme : '?'.repeat(stringWidth(grapheme))))
    .join('');
}

export function widthOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** The longest beginning of at most `width` cells. */
export function cutEnd(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const grapheme of splitGraphemes(text)) {
    used += widthOf(grapheme);
    if (used > width) break;
    kept += grapheme;
  }
  return kept;
}

/** At most `width` cells, the end cut off where it is longer. */
export function fitEnd(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  return cutEnd(cutEnd(text, Math.max(0, width - widthOf(ellipsis))) + ellipsis, width);
}

/** At most `width` cells, cut in the middle: of a name both its beginning and its suffix tell. */
export function fitMiddle(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room < 2) return cutEnd(text, width);
  const head = cutEnd(text, Math.ceil(room / 2));
  const tail = cutEnd([...splitGraphemes(text)].reverse().join(''), room - widthOf(head));
  return head + ellipsis + splitGraphemes(tail).reverse().join('');
}

/** Exactly `width` cells. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + gap : gap + text;
}

/** Lines of at most `width` cells, broken at spaces; a longer word is cut into pieces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && widthOf(line) + 1 + widthOf(rest) > width) {
      lines.push(line);
      line = '';
    }
    while (widthOf(rest) > width) {
      const piece = cutEnd(rest, width) || rest.slice(0, 1);
      lines.push(piece);
      rest = rest.slice(piece.length);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}
