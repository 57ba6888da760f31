/** A plan that is being changed, and the rows in which it is. No effects here. */
import type { PartId } from '../../core/archive/types.ts';
import { type SchedulePlan, type Weekday, weekdays } from '../../core/schedule/types.ts';

export interface Form {
  plan: SchedulePlan;
  /** The day that the cursor is on. */
  day: number;
  /** The row that is being typed into. */
  typing: 'name' | 'times' | 'window' | 'exclude' | null;
}

export function formOf(plan: SchedulePlan): Form {
  return { plan, day: 0, typing: null };
}

export type FormStep =
  | { do: 'use'; plan: SchedulePlan }
  | { do: 'turn' | 'tick-day' | 'all-days' }
  | { do: 'move-day'; by: 1 | -1 }
  | { do: 'type'; into: Form['typing'] }
  | { do: 'set'; changes: Partial<SchedulePlan> }
  | { do: 'part'; part: PartId; all: readonly PartId[] }
  | { do: 'location'; name: string; all: readonly string[] };

export function formReducer(form: Form, step: FormStep): Form {
  const { plan, day } = form;
  const set = (changes: Partial<SchedulePlan>): Form => ({ ...form, plan: { ...plan, ...changes } });
  switch (step.do) {
    case 'use':
      return formOf(step.plan);
    case 'turn':
      return set({ isOn: !plan.isOn });
    case 'move-day':
      return { ...form, day: (day + step.by + weekdays.length) % weekdays.length };
    case 'tick-day':
      return set({ days: toggled(plan.days, weekdays[day] ?? 'mon') });
    case 'all-days':
      return set({ days: plan.days.length === weekdays.length ? [] : [...weekdays] });
    case 'type':
      return { ...form, typing: step.into };
    case 'set':
      return { ...set(step.changes), typing: null };
    case 'part':
      return set({ parts: withPart(tickedParts(plan, step.all), step.part, step.all) });
    case 'location':
      return set({ locations: withLocation(plan, step.name, step.all) });
  }
}

function toggled(days: readonly Weekday[], day: Weekday): Weekday[] {
  return weekdays.filter((one) => (one === day) !== days.includes(one));
}

export function tickedParts({ parts }: SchedulePlan, all: readonly PartId[]): readonly PartId[] {
  return parts ?? all;
}

/** Null: everything. The database travels inside Home Assistant's part: neither goes in without the other leading. */
function withPart(ticked: readonly PartId[], part: PartId, all: readonly PartId[]): PartId[] | null {
  const isOut = ticked.includes(part);
  const drop = new Set(isOut ? (part === 'homeassistant' ? [part, 'database'] : [part]) : []);
  const take = new Set(isOut ? [] : part === 'database' ? [part, 'homeassistant'] : [part]);
  const next = all.filter((one) => take.has(one) || (ticked.includes(one) && !drop.has(one)));
  return next.length === all.length ? null : next;
}

export function isAtLocation({ locations }: SchedulePlan, name: string): boolean {
  return locations.length === 0 || locations.includes(name);
}

function withLocation(plan: SchedulePlan, name: string, all: readonly string[]): string[] {
  const isOut = isAtLocation(plan, name);
  const next = all.filter((one) => (one === name ? !isOut : isAtLocation(plan, one)));
  return next.length === all.length ? [] : next;
}

export type FormRow =
  | { kind: 'name' | 'on' | 'days' | 'times' | 'window' | 'exclude' | 'keep' | 'timer' | 'save' }
  | { kind: 'part'; part: PartId }
  | { kind: 'location'; name: string };

/** `isNew`: it was never saved, and may still be given a name. */
export function formRows(parts: readonly PartId[], locations: readonly string[], isNew: boolean): FormRow[] {
  return [
    ...(isNew ? [{ kind: 'name' } as const] : []),
    { kind: 'on' },
    { kind: 'days' },
    { kind: 'times' },
    { kind: 'window' },
    ...parts.map((part): FormRow => ({ kind: 'part', part })),
    { kind: 'exclude' },
    ...locations.map((name): FormRow => ({ kind: 'location', name })),
    { kind: 'keep' },
    { kind: 'timer' },
    { kind: 'save' },
  ];
}
