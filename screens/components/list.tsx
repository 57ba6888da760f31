import { Box } from 'ink';
import type { ReactNode } from 'react';
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
  /** The selected entry is typed into: what stands in the place of its columns, that many cells wide. */
  typed?: ((width: number) => ReactNode) | null;
  /** The last entry, which the others lead to, stands apart where there is room. */
  isLastApart?: boolean;
}

const markWidth = 2;

/** Draws what is on the screen of a list, however long it is. The selection has a mark besides its colour. */
export function List(props: ListProps) {
  const { list, cells, width: given, empty = text.list.empty, typed, isLastApart = false } = props;
  const { layout } = useLook();
  const width = given ?? layout.width;
  if (list.count === 0) return <Line content={`  ${empty}`} width={width} />;
  const shown = Math.min(list.rows, list.count - list.first);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {Array.from({ length: shown }, (_, row) => {
        const index = list.first + row;
        const isSelected = index === list.index;
        const isApart = isLastApart && index === list.count - 1 && list.count < list.rows;
        return (
          <Box key={index} height={1} flexShrink={0} marginTop={isApart ? 1 : 0}>
            <Line content={isSelected ? { text: '> ', role: 'accent' } : ''} width={markWidth} />
            {isSelected && typed ? (
              typed(width - markWidth)
            ) : (
              <Columns
                cells={isSelected ? cells(index).map(accented) : cells(index)}
                width={width - markWidth}
              />
            )}
          </Box>
        );
      })}
      {list.count > list.rows && <Position list={list} width={width} />}
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
function Position({ list, width }: { list: ListControl; width: number }) {
  const { glyphs } = useLook();
  const above = list.first > 0 ? glyphs.up : ' ';
  const below = list.first + list.rows < list.count ? glyphs.down : ' ';
  const at = text.list.position(list.index + 1, list.count);
  return <Line right={{ text: `${at} ${above}${below}`, role: 'muted' }} width={width} />;
}
