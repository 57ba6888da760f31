import { Rows } from '../components/rows.tsx';
import type { Content } from '../draw/spans.ts';
import { pad, widthOf, wrap } from '../draw/text.ts';
import type { Fact } from './detail.ts';

interface FactRowsProps {
  facts: readonly Fact[];
  width: number;
  /** The most that they may take: the last ones are left out. */
  rows: number;
}

/** Facts below each other, their names in one column; what is longer than its row goes on in the next. */
export function FactRows({ facts, width, rows }: FactRowsProps) {
  const names = Math.max(...facts.map(([name]) => widthOf(name))) + 2;
  const lines = facts.flatMap(([name, { text, role = 'plain' }]) =>
    wrap(text, Math.max(1, width - names)).map(
      (line, at): Content => [
        { text: pad(at === 0 ? name : '', names), role: 'muted' },
        { text: line, role },
      ],
    ),
  );
  return <Rows rows={lines.slice(0, rows)} width={width} />;
}
