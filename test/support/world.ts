import { realWorld, type World } from '../../core/world.ts';

/** The real world with a clock that stands still, and whatever else a test sets. */
export function testWorld(parts: Partial<World> = {}): World {
  return { ...realWorld(), now: () => new Date('2026-11-20T15:05:00Z'), ...parts };
}
