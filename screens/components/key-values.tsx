import type { Content } from '../draw/spans.ts';
import { widthOf } from '../draw/text.ts';
import { Columns } from './columns.tsx';
import { labelled } from './labelled.ts';

interface KeyValuesProps {
  rows: readonly (readonly [name: string, value: Content])[];
  labelWidth?: number;
}

/** Facts below each other, their names in one column. */
export function KeyValues({ rows, labelWidth }: KeyValuesProps) {
  const names = labelWidth ?? Math.max(...rows.map(([name]) => widthOf(name)));
  return rows.map(([name, value]) => <Columns key={name} cells={labelled(name, names, value)} />);
}
