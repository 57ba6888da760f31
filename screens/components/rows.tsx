import type { Content } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { Line } from './line.tsx';

interface RowsProps {
  rows: readonly Content[];
  /** Stands at the right edge of the first. */
  right?: Content;
  width?: number;
}

/** Rows of text. */
export function Rows({ rows, right, width: given }: RowsProps) {
  const { layout } = useLook();
  const width = given ?? layout.width;
  return rows.map((row, index) => (
    <Line
      // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
      key={index}
      content={row}
      width={width}
      {...(right !== undefined && index === 0 ? { right } : {})}
    />
  ));
}
