import { Box } from 'ink';
import type { Cell } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { text } from '../text.ts';
import { Columns } from './columns.tsx';
import { Line } from './line.tsx';
import type { ListControl } from './use-list.ts';

interface ListProps {
  list: ListControl;
  /** The columns of an entry; called for the rows on the screen only. */
  cells: (index: number) => readonly Cell[];
  width?: number;
  /** What stands there instead of entries. */
  empty?: string;
}

/** Draws what is on the screen of a list, however long it is. The selection has a mark besides its colour. */
export function List({ list, cells, width: given, empty = text.list.empty }: ListProps) {
  const { layout } = useLook();
  const width = given ?? layout.width;
  if (list.count === 0) return <Line content={`  ${empty}`} width={width} />;
  const shown = Math.min(list.rows, list.count - list.first);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {Array.from({ length: shown }, (_, row) => {
        const index = list.first + row;
        return <Entry key={index} cells={cells(index)} isSelected={index === list.index} width={width} />;
      })}
      {list.count > list.rows && <Position list={list} width={width} />}
    </Box>
  );
}

function Entry({ cells, isSelected, width }: { cells: readonly Cell[]; isSelected: boolean; width: number }) {
  return (
    <Box height={1} flexShrink={0}>
      <Line content={isSelected ? { text: '> ', role: 'accent' } : ''} width={2} />
      <Columns cells={isSelected ? cells.map(accented) : cells} width={width - 2} />
    </Box>
  );
}

/** The selected row's plain texts take the accent; texts with a role keep theirs. */
function accented(cell: Cell): Cell {
  const pieces = Array.isArray(cell.content) ? cell.content : [cell.content];
  return {
    ...cell,
    content: pieces.map((piece) => {
      const span = typeof piece === 'string' ? { text: piece } : piece;
      return { ...span, role: span.role ?? 'accent' };
    }),
  };
}

/** Where the selection stands, below a list that does not fit. */
export function Position({ list, width }: { list: ListControl; width: number }) {
  const { glyphs } = useLook();
  const above = list.first > 0 ? glyphs.up : ' ';
  const below = list.first + list.rows < list.count ? glyphs.down : ' ';
  const at = text.list.position(list.index + 1, list.count);
  return <Line right={{ text: `${at} ${above}${below}`, role: 'muted' }} width={width} />;
}
