import { Box } from 'ink';
import { Columns } from '../components/columns.tsx';
import { Line } from '../components/line.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import type { ListControl } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import type { Form, FormRow, FormStep, Rule } from './form.ts';
import { cleanUpText as words } from './text.ts';

interface FormRowsProps {
  rows: readonly FormRow[];
  list: ListControl;
  form: Form;
  step: (step: FormStep) => void;
}

const markWidth = 2;
const labelWidth = 9;

/** The rows that are on the screen. A number that is typed is a field in its place. */
export function FormRows({ rows, list, form, step }: FormRowsProps) {
  const { layout } = useLook();
  const width = layout.width - markWidth;
  return rows.slice(list.first, list.first + list.rows).map((row, at) => {
    const index = list.first + at;
    const isSelected = index === list.index;
    const isTyped = isSelected && row.kind === 'rule' && form.typing === row.rule;
    return (
      <Box key={index} height={1} flexShrink={0}>
        <Line content={isSelected ? { text: '> ', role: 'accent' } : ''} width={markWidth} />
        {isTyped ? (
          <TypedRow rule={row.rule} form={form} step={step} width={width} />
        ) : (
          <Columns cells={rowCells(row, form, isSelected)} width={width} />
        )}
      </Box>
    );
  });
}

function rowCells(row: FormRow, { plan, keep }: Form, isSelected: boolean): Cell[] {
  const role = isSelected ? 'accent' : 'plain';
  if (row.kind === 'save') return [{ content: { text: words.save, role }, width: 'grow' }];
  if (row.kind !== 'rule')
    return [
      { content: { text: words.labels.plan, role: 'muted' }, width: labelWidth },
      { content: { text: plan, role }, width: 'grow', cut: 'middle' },
    ];
  const number = keep[row.rule];
  const note = number === 0 ? words.notUsed : words.notes[row.rule](number);
  return [
    { content: { text: words.labels[row.rule], role: 'muted' }, width: labelWidth },
    { content: { text: `[${number}]`, role }, width: 6, align: 'right' },
    { content: { text: note, role: number === 0 ? 'muted' : 'plain' }, width: 'grow', cut: 'end' },
  ];
}

interface TypedRowProps {
  rule: Rule;
  form: Form;
  step: (step: FormStep) => void;
  width: number;
}

function TypedRow({ rule, form, step, width }: TypedRowProps) {
  const field = useField(String(form.keep[rule]));
  const submit = (typed: string) => {
    const number = Number(typed);
    if (/^\d+$/.test(typed.trim())) step({ do: 'set', rule, to: number });
    else step({ do: 'type', rule: null });
  };
  return (
    <TextField
      field={field}
      label={words.labels[rule]}
      labelWidth={labelWidth + 1}
      width={width}
      isActive
      onSubmit={submit}
      onCancel={() => step({ do: 'type', rule: null })}
    />
  );
}
