import { useEffect, useState } from 'react';
import type { World } from '../../core/world.ts';

/** The time, for what is told in minutes. */
export function useNow(world: World): Date {
  return useEvery(10_000, () => world.now());
}

/** Milliseconds of the clock that nobody sets, for a counter that shows life. */
export function useMonotonic(world: World): number {
  return useEvery(250, () => world.monotonic());
}

/** What `read` gives, asked again every so many milliseconds. */
function useEvery<Value>(milliseconds: number, read: () => Value): Value {
  const [value, setValue] = useState(read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read is made anew at every draw, and always the same
  useEffect(() => {
    const timer = setInterval(() => setValue(read), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return value;
}
