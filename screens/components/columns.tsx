import { type Cell, fitCells } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { Line } from './line.tsx';

/** One row of a table: cells that do not fit are dropped in the order they say, names are cut in the middle. */
export function Columns({ cells, width: given }: { cells: readonly Cell[]; width?: number }) {
  const { glyphs, layout } = useLook();
  const width = given ?? layout.width;
  return <Line content={fitCells(cells, width, glyphs)} width={width} />;
}
