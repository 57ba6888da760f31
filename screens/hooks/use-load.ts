import { useEffect, useMemo, useReducer, useState } from 'react';

export type Loaded<Value> =
  | { state: 'loading'; value: Value | null }
  | { state: 'ready'; value: Value }
  | { state: 'failed'; error: unknown; value: Value | null };

/**
 * Data from core. Loaded at once, again when one of `keys` changes, and on `reload`; what was there before stays until
 * the new is. The signal is raised when nobody waits any more.
 */
export function useLoad<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  keys: readonly unknown[],
): Loaded<Value> & { reload: () => void } {
  const [last, setLast] = useState<Loaded<Value> & { of: object | null }>({
    state: 'loading',
    value: null,
    of: null,
  });
  const [round, reload] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what its load depends on
  const wanted = useMemo(() => ({}), [round, ...keys]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    load(signal).then(
      (value) => signal.aborted || setLast({ state: 'ready', value, of: wanted }),
      (error: unknown) =>
        signal.aborted || setLast(({ value }) => ({ state: 'failed', error, value, of: wanted })),
    );
    return () => controller.abort();
  }, [wanted]);
  // What was loaded for other keys is never called ready, not even before this load has begun.
  return last.of === wanted ? { ...last, reload } : { state: 'loading', value: last.value, reload };
}
