import type { Content } from '../draw/spans.ts';
import { Line } from './line.tsx';

/** Rows of text; `right` stands at the right edge of the first. */
export function Rows({ rows, right }: { rows: readonly Content[]; right?: Content }) {
  return rows.map((row, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
    <Line key={index} content={row} {...(right !== undefined && index === 0 ? { right } : {})} />
  ));
}
