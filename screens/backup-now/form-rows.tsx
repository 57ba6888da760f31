import { Box } from 'ink';
import { LifeboatError } from '../../core/errors.ts';
import { compileGlob } from '../../core/glob.ts';
import { Columns } from '../components/columns.tsx';
import { Line } from '../components/line.tsx';
import { Position } from '../components/list.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import type { ListControl } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import type { FormRow, FormStep } from './form.ts';
import { labelOf, labelWidth, type RowFacts, rowCells } from './row-cells.ts';

interface FormRowsProps {
  rows: readonly FormRow[];
  list: ListControl;
  facts: RowFacts;
  step: (step: FormStep) => void;
}

const markWidth = 2;
/** Beyond this a size stands too far from its name to be read as one row. */
const mostWidth = 92;

/** The rows that are on the screen. One that is typed into is a field in its place. */
export function FormRows({ rows, list, facts, step }: FormRowsProps) {
  const { layout } = useLook();
  const width = Math.min(layout.width, mostWidth) - markWidth;
  const shown = rows.slice(list.first, list.first + list.rows);
  const drawn = shown.map((row, at) => {
    const index = list.first + at;
    const isSelected = index === list.index;
    // At the top of the window the section is named again.
    const before = at === 0 ? undefined : rows[index - 1];
    const isTyped = isSelected && facts.form.typing !== null;
    // The last row stands apart where there is room for it.
    const isApart = row.kind === 'start' && rows.length < list.rows;
    return (
      <Box key={index} height={1} flexShrink={0} marginTop={isApart ? 1 : 0}>
        <Line content={isSelected ? { text: '> ', role: 'accent' } : ''} width={markWidth} />
        {isTyped ? (
          <TypedRow row={row} facts={facts} step={step} width={width} />
        ) : (
          <Columns
            cells={rowCells(row, before, facts).map((cell) => (isSelected ? accented(cell) : cell))}
            width={width}
          />
        )}
      </Box>
    );
  });
  return (
    <>
      {drawn}
      {list.count > list.rows && <Position list={list} width={layout.width} />}
    </>
  );
}

/** A plain text takes the accent of the selection; what has a role keeps it. */
function accented(cell: Cell): Cell {
  return typeof cell.content === 'string'
    ? { ...cell, content: { text: cell.content, role: 'accent' } }
    : cell;
}

interface TypedRowProps extends Pick<FormRowsProps, 'facts' | 'step'> {
  row: FormRow;
  width: number;
}

function TypedRow({ row, facts, step, width }: TypedRowProps) {
  const { say } = useShell();
  const isName = row.kind === 'name';
  const field = useField(isName ? (facts.form.name ?? facts.suggestedName) : '');
  const submit = (value: string) => {
    if (isName) return step({ do: 'name', name: value });
    const fault = faultOf(value);
    return fault ? say(fault, 'danger') : step({ do: 'add-glob', glob: value });
  };
  return (
    <TextField
      field={field}
      label={labelOf(row)}
      labelWidth={labelWidth + 1}
      width={width}
      isActive
      onSubmit={submit}
      onCancel={() => step({ do: 'type', into: null })}
    />
  );
}

/** Why it is no pattern; null where it is one. */
function faultOf(glob: string): string | null {
  try {
    compileGlob(glob);
    return null;
  } catch (error) {
    if (error instanceof LifeboatError) return error.message;
    throw error;
  }
}
