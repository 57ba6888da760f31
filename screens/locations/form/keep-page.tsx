import { useReducer } from 'react';
import { parseKeep } from '../../../core/retention/keep.ts';
import type { Keep } from '../../../core/retention/types.ts';
import { keepText } from '../../../core/retention/words.ts';
import { type FormRow, formReducer, rules } from '../../clean-up/form.ts';
import { FormRows } from '../../clean-up/form-rows.tsx';
import { ruleKeys } from '../../clean-up/row-keys.ts';
import { cleanUpText } from '../../clean-up/text.ts';
import { Blank } from '../../components/line.tsx';
import { Message } from '../../components/message.tsx';
import { useList } from '../../components/use-list.ts';
import type { Binding } from '../../shell/binding.ts';
import { useLook } from '../../shell/look.ts';
import { Page } from '../../shell/page.tsx';
import { locationsText } from '../text.ts';

interface KeepPageProps {
  /** Of the location. */
  name: string;
  /** Null: it has no rule of its own yet. */
  keep: Keep | null;
  onDone: (keep: Keep | null) => void;
}

const rows = rules.map((rule): FormRow => ({ kind: 'rule', rule }));
const words = locationsText.form;

/** The rules of "Clean up" for one location. They are saved with the rest of its form. */
export function KeepPage({ name, keep, onDone }: KeepPageProps) {
  const { layout } = useLook();
  const start = keep ?? parseKeep('all');
  const [form, step] = useReducer(formReducer, { plan: '', keep: start, typing: null });
  const air = layout.hintRows > 0 ? 1 : 0;
  const list = useList({ count: rows.length, rows: layout.bodyRows - 2 * air - 1, name: 'rules' });
  const rule = rules[list.index] ?? rules[0];
  const done: Binding = {
    keys: ['escape', 'tab'],
    label: locationsText.keys.done,
    // Who only looked has set no rule.
    run: () => onDone(keep === null && form.keep === start ? null : form.keep),
  };
  return (
    <Page
      bindings={form.typing ? [] : [done, ...ruleKeys(rule, step), ...list.bindings]}
      right={words.keepTitle(name)}
      hint={rule === 'atLeast' ? cleanUpText.hints.atLeast : cleanUpText.hints.rule}
    >
      <Blank rows={air} />
      <FormRows rows={rows} list={list} form={form} step={step} />
      <Blank rows={air} />
      <Message sign="none" text={words.keepRule(keepText(form.keep))} />
    </Page>
  );
}
