import type { Content } from '../draw/spans.ts';
import { wrap } from '../draw/text.ts';
import { type Sign, signSpan, signWidth } from './sign.ts';

/** A sentence with its sign as rows, where the number of rows must be known before anything is drawn. */
export function sentenceRows(sign: Sign, words: string, width: number): Content[] {
  const lines = wrap(words, width - signWidth - 1);
  return lines.map((line, index) => [index === 0 ? signSpan(sign) : ' '.repeat(signWidth), ` ${line}`]);
}
