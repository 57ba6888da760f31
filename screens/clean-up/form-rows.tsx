import { labelled } from '../components/labelled.ts';
import { List } from '../components/list.tsx';
import { RowField } from '../components/row-field.tsx';
import type { ListControl } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import { useShell } from '../shell/shell-context.ts';
import type { Form, FormRow, FormStep, Rule } from './form.ts';
import { cleanUpText as words } from './text.ts';

interface FormRowsProps {
  rows: readonly FormRow[];
  list: ListControl;
  form: Form;
  step: (step: FormStep) => void;
}

const labelWidth = 9;

/** The rows that are on the screen. A number that is typed is a field in its place. */
export function FormRows({ rows, list, form, step }: FormRowsProps) {
  const { say } = useShell();
  const { typing, keep } = form;
  const submit = (rule: Rule, typed: string) => {
    if (/^\d+$/.test(typed.trim())) step({ do: 'set', rule, to: Number(typed) });
    else say(words.noNumber, 'attention');
  };
  return (
    <List
      list={list}
      cells={(index) => {
        const row = rows[index];
        return row ? rowCells(row, form) : [];
      }}
      typed={
        typing &&
        ((width) => (
          <RowField
            label={words.labels[typing]}
            labelWidth={labelWidth}
            width={width}
            initial={String(keep[typing])}
            onSubmit={(typed) => submit(typing, typed)}
            onCancel={() => step({ do: 'type', rule: null })}
          />
        ))
      }
    />
  );
}

function rowCells(row: FormRow, { plan, keep }: Form): Cell[] {
  if (row.kind === 'save') return [{ content: words.save, width: 'grow' }];
  if (row.kind !== 'rule') return labelled(words.labels.plan, labelWidth, plan);
  const number = keep[row.rule];
  const note = number === 0 ? words.notUsed : words.notes[row.rule](number);
  return [
    { content: { text: words.labels[row.rule], role: 'muted' }, width: labelWidth },
    { content: `[${number}]`, width: 6, align: 'right' },
    { content: { text: note, role: number === 0 ? 'muted' : 'plain' }, width: 'grow', cut: 'end' },
  ];
}
