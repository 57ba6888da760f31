/** What the keys do on each row of the rules. */
import type { Binding } from '../shell/binding.ts';
import type { FormRow, FormStep, Rule } from './form.ts';
import { cleanUpText } from './text.ts';

const { keys: words } = cleanUpText;

interface RowActions {
  step: (step: FormStep) => void;
  nextPlan: () => void;
  isChanged: boolean;
  save: () => void;
}

export function rowKeys(row: FormRow | undefined, actions: RowActions): Binding[] {
  const { step, nextPlan, isChanged, save } = actions;
  switch (row?.kind) {
    case 'plan':
      return [{ keys: ['enter', 'space', 'right'], label: words.plan, run: nextPlan }];
    case 'rule':
      return ruleKeys(row.rule, step);
    case 'save':
      return [
        { keys: ['enter'], label: words.save, whenOff: isChanged ? null : cleanUpText.unchanged, run: save },
      ];
    default:
      return [];
  }
}

export function ruleKeys(rule: Rule, step: (step: FormStep) => void): Binding[] {
  return [
    { keys: ['right', '+'], label: words.more, run: () => step({ do: 'change', rule, by: 1 }) },
    { keys: ['left', '-'], label: words.fewer, run: () => step({ do: 'change', rule, by: -1 }) },
    { keys: ['enter'], label: words.type, run: () => step({ do: 'type', rule }) },
  ];
}
