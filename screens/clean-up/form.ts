/** Rules that are being changed. No effects here. */
import type { Keep } from '../../core/retention/types.ts';

export const rules = ['daily', 'weekly', 'monthly', 'yearly', 'last', 'days', 'atLeast'] as const;
export type Rule = (typeof rules)[number];

export type FormRow = { kind: 'plan' | 'save' } | { kind: 'rule'; rule: Rule };

/** `hasPlans`: there are several, and one is chosen. */
export function formRows(hasPlans: boolean): FormRow[] {
  return [
    ...(hasPlans ? [{ kind: 'plan' } as const] : []),
    ...rules.map((rule): FormRow => ({ kind: 'rule', rule })),
    { kind: 'save' },
  ];
}

export interface Form {
  /** The name of the plan. */
  plan: string;
  keep: Keep;
  /** The number that is being typed. */
  typing: Rule | null;
}

export type FormStep =
  | { do: 'use'; plan: string; keep: Keep }
  | { do: 'change'; rule: Rule; by: 1 | -1 }
  | { do: 'type'; rule: Rule | null }
  | { do: 'set'; rule: Rule; to: number };

/** No device keeps more of one kind. */
const most = 9999;

export function formReducer(form: Form, step: FormStep): Form {
  const set = (rule: Rule, to: number): Form => {
    const least = rule === 'atLeast' ? 1 : 0;
    return { ...form, keep: { ...form.keep, [rule]: Math.min(most, Math.max(least, to)) }, typing: null };
  };
  switch (step.do) {
    case 'use':
      return { plan: step.plan, keep: step.keep, typing: null };
    case 'change':
      return set(step.rule, form.keep[step.rule] + step.by);
    case 'type':
      return { ...form, typing: step.rule };
    case 'set':
      return set(step.rule, step.to);
  }
}
