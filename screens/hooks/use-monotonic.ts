import { useEffect, useState } from 'react';
import type { World } from '../../core/world.ts';

/** Milliseconds of the clock that nobody sets, looked at every so many of them: a counter that shows life. */
export function useMonotonic(world: World, every = 250): number {
  const [now, setNow] = useState(() => world.monotonic());
  useEffect(() => {
    const timer = setInterval(() => setNow(world.monotonic()), every);
    return () => clearInterval(timer);
  }, [world, every]);
  return now;
}
