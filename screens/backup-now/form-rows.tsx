import { compileGlob } from '../../core/glob.ts';
import { List } from '../components/list.tsx';
import { RowField } from '../components/row-field.tsx';
import type { ListControl } from '../components/use-list.ts';
import { useLook } from '../shell/look.ts';
import type { FormRow, FormStep } from './form.ts';
import { labelOf, labelWidth, type RowFacts, rowCells } from './row-cells.ts';

interface FormRowsProps {
  rows: readonly FormRow[];
  list: ListControl;
  facts: RowFacts;
  step: (step: FormStep) => void;
}

/** Beyond this a size stands too far from its name to be read as one row. */
const mostWidth = 92;

/** The rows that are on the screen. One that is typed into is a field in its place. */
export function FormRows({ rows, list, facts, step }: FormRowsProps) {
  const { layout } = useLook();
  const { form, suggestedName } = facts;
  const selected = rows[list.index];
  const submit = (value: string) => {
    if (form.typing === 'name') return step({ do: 'name', name: value });
    compileGlob(value);
    step({ do: 'add-glob', glob: value });
  };
  return (
    <List
      list={list}
      width={Math.min(layout.width, mostWidth)}
      cells={(index) => {
        const row = rows[index];
        // At the top of the window the section is named again.
        return row ? rowCells(row, index === list.first ? undefined : rows[index - 1], facts) : [];
      }}
      typed={
        selected &&
        form.typing &&
        ((width) => (
          <RowField
            label={labelOf(selected)}
            labelWidth={labelWidth}
            width={width}
            initial={form.typing === 'name' ? (form.name ?? suggestedName) : ''}
            onSubmit={submit}
            onCancel={() => step({ do: 'type', into: null })}
          />
        ))
      }
      isLastApart
    />
  );
}
