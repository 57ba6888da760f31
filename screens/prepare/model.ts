/** The screen's state, without effects. */
import { type Check, type CheckId, type CheckState, checkIds } from '../../core/prepare/types.ts';

export type View = { name: 'list' } | { name: 'check' | 'lines' | 'token'; id: CheckId };

export interface PrepareState {
  checks: readonly Check[];
  /** Nothing is being looked at. */
  isDone: boolean;
  /** The setting `exclude`, as it is now. */
  exclude: readonly string[];
  view: View;
}

export type PrepareStep =
  | { do: 'look' }
  | { do: 'found'; check: Check }
  | { do: 'end' }
  | { do: 'exclude'; entries: readonly string[] }
  | { do: 'show'; view: View };

export const prepareStart: PrepareState = { checks: [], isDone: false, exclude: [], view: { name: 'list' } };

export function prepareReducer(state: PrepareState, step: PrepareStep): PrepareState {
  switch (step.do) {
    case 'look':
      return { ...state, isDone: false };
    case 'found': {
      const others = state.checks.filter(({ id }) => id !== step.check.id);
      return { ...state, checks: sorted([...others, step.check]) };
    }
    case 'end':
      return { ...state, isDone: true };
    case 'exclude':
      return { ...state, exclude: step.entries };
    case 'show':
      return { ...state, view: step.view };
  }
}

const urgency: Readonly<Record<CheckState, number>> = { problem: 0, advice: 1, ok: 2, unknown: 3 };

/** What needs the user first, what could not be found out last. */
export function sorted(checks: readonly Check[]): Check[] {
  return checks.toSorted(
    (one, other) =>
      urgency[one.state] - urgency[other.state] || checkIds.indexOf(one.id) - checkIds.indexOf(other.id),
  );
}

/** How many there are of a state. */
export function countOfState(checks: readonly Check[], state: CheckState): number {
  return checks.filter((check) => check.state === state).length;
}
