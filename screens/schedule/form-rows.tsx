import { Box } from 'ink';
import { LifeboatError } from '../../core/errors.ts';
import { checkPlan } from '../../core/schedule/plans.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { Columns } from '../components/columns.tsx';
import { Line } from '../components/line.tsx';
import { Position } from '../components/list.tsx';
import { TextField, useField } from '../components/text-field.tsx';
import type { ListControl } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import type { Form, FormRow, FormStep } from './form.ts';
import { labelOf, labelWidth, type RowFacts, rowCells } from './row-cells.ts';

interface FormRowsProps {
  rows: readonly FormRow[];
  list: ListControl;
  facts: RowFacts;
  step: (step: FormStep) => void;
}

const markWidth = 2;

/** The rows that are on the screen. One that is typed into is a field in its place. */
export function FormRows({ rows, list, facts, step }: FormRowsProps) {
  const { layout } = useLook();
  const width = layout.width - markWidth;
  const shown = rows.slice(list.first, list.first + list.rows).map((row, at) => {
    const index = list.first + at;
    const isSelected = index === list.index;
    const { typing } = facts.form;
    // At the top of the window the section is named again.
    const before = at === 0 ? undefined : rows[index - 1];
    const cells = rowCells(row, before, facts, { isSelected, tier: layout.tier });
    return (
      <Box key={index} height={1} flexShrink={0}>
        <Line content={isSelected ? { text: '> ', role: 'accent' } : ''} width={markWidth} />
        {isSelected && typing !== null ? (
          <TypedRow row={row} into={typing} plan={facts.form.plan} step={step} width={width} />
        ) : (
          <Columns cells={isSelected ? cells.map(accented) : cells} width={width} />
        )}
      </Box>
    );
  });
  return (
    <>
      {shown}
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

interface TypedRowProps {
  row: FormRow;
  into: NonNullable<Form['typing']>;
  plan: SchedulePlan;
  step: (step: FormStep) => void;
  width: number;
}

function TypedRow({ row, into, plan, step, width }: TypedRowProps) {
  const { say } = useShell();
  const field = useField(typedText(plan, into));
  const submit = (value: string) => {
    const changes = changesOf(into, value);
    const fault = faultOf({ ...plan, ...changes });
    return fault === null ? step({ do: 'set', changes }) : say(fault, 'danger');
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

function typedText(plan: SchedulePlan, into: NonNullable<Form['typing']>): string {
  const value = plan[into];
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function changesOf(into: NonNullable<Form['typing']>, value: string): Partial<SchedulePlan> {
  const words = value
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  switch (into) {
    case 'name':
      return { name: value.trim() };
    case 'times':
      return { times: words.map(wholeTime).sort() };
    case 'window':
      return { window: Number(value) };
    case 'exclude':
      return { exclude: words };
  }
}

/** `3:00` and `3.00` mean 03:00. */
function wholeTime(word: string): string {
  return word.replace('.', ':').replace(/^\d:/, '0$&');
}

/** Why it cannot be so; null where it can. A plan without days is one that is being changed. */
function faultOf(plan: SchedulePlan): string | null {
  try {
    checkPlan(plan.days.length === 0 ? { ...plan, days: ['mon'] } : plan);
    return null;
  } catch (error) {
    if (error instanceof LifeboatError) return [error.message, ...error.remedies].join(' ');
    throw error;
  }
}
