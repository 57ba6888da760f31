import { useEffect, useState } from 'react';
import type { World } from '../../core/world.ts';

/** The time, looked at every so many milliseconds. 250 gives a counter that shows life. */
export function useNow(world: World, every = 10_000): Date {
  const [now, setNow] = useState(() => world.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(world.now()), every);
    return () => clearInterval(timer);
  }, [world, every]);
  return now;
}
