import type { Cell, Content } from '../draw/spans.ts';

/** The cells of a row with a name before it: of a fact, of an entry in a form. Sentences are better cut at the end. */
export function labelled(
  label: string,
  labelWidth: number,
  content: Content,
  cut: 'middle' | 'end' = 'middle',
): Cell[] {
  return [
    { content: { text: label, role: 'muted' }, width: labelWidth },
    { content, width: 'grow', cut },
  ];
}
