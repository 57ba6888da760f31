import { type Reducer, use, useInsertionEffect, useReducer } from 'react';
import { EntryContext } from '../shell/shell-context.ts';

/**
 * A reducer whose state is found again when the user comes back to the screen: the selected row, the open folders.
 * `name` tells it apart from others of the same screen.
 */
export function useKept<State, Step>(
  name: string,
  reducer: Reducer<State, Step>,
  initial: State,
): [State, (step: Step) => void] {
  const kept = use(EntryContext)?.kept;
  const [state, dispatch] = useReducer(reducer, (kept?.get(name) as State | undefined) ?? initial);
  useInsertionEffect(() => {
    kept?.set(name, state);
  }, [kept, name, state]);
  return [state, dispatch];
}
