import { checkPlan } from '../../core/schedule/plans.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { List } from '../components/list.tsx';
import { RowField } from '../components/row-field.tsx';
import type { ListControl } from '../components/use-list.ts';
import { useLook } from '../shell/look.ts';
import type { Form, FormRow, FormStep } from './form.ts';
import { labelOf, labelWidth, type RowFacts, rowCells } from './row-cells.ts';

interface FormRowsProps {
  rows: readonly FormRow[];
  list: ListControl;
  facts: RowFacts;
  step: (step: FormStep) => void;
}

/** The rows that are on the screen. One that is typed into is a field in its place. */
export function FormRows({ rows, list, facts, step }: FormRowsProps) {
  const {
    layout: { tier },
  } = useLook();
  const { plan, typing } = facts.form;
  const selected = rows[list.index];
  const submit = (into: NonNullable<Form['typing']>, value: string) => {
    const changes = changesOf(into, value);
    // A plan without days is one that is being changed.
    checkPlan({ ...plan, ...changes, days: plan.days.length === 0 ? ['mon'] : plan.days });
    step({ do: 'set', changes });
  };
  return (
    <List
      list={list}
      cells={(index) => {
        const row = rows[index];
        // At the top of the window the section is named again.
        const before = index === list.first ? undefined : rows[index - 1];
        return row ? rowCells(row, before, facts, { isSelected: index === list.index, tier }) : [];
      }}
      typed={
        selected &&
        typing &&
        ((width) => (
          <RowField
            label={labelOf(selected)}
            labelWidth={labelWidth}
            width={width}
            initial={typedText(plan, typing)}
            onSubmit={(value) => submit(typing, value)}
            onCancel={() => step({ do: 'type', into: null })}
          />
        ))
      }
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
