import { useEffect, useReducer, useState } from 'react';

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
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading', value: null });
  const [round, reload] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what its load depends on
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setLoaded(({ value }) => ({ state: 'loading', value }));
    load(signal).then(
      (value) => signal.aborted || setLoaded({ state: 'ready', value }),
      (error: unknown) => signal.aborted || setLoaded(({ value }) => ({ state: 'failed', error, value })),
    );
    return () => controller.abort();
  }, [round, ...keys]);
  return { ...loaded, reload };
}
