import type { MountSurroundings } from '../../core/locations/open.ts';
import type { LocationSettings } from '../../core/locations/settings.ts';
import { testLocation } from '../../core/locations/staged-test.ts';
import type { Stage } from '../../core/locations/stages.ts';

/** The whole staged test of a location. */
export async function stagesOf(settings: LocationSettings, around: MountSurroundings): Promise<Stage[]> {
  const stages: Stage[] = [];
  for await (const stage of testLocation(settings, around)) stages.push(stage);
  return stages;
}

/** `host passed`, .. in order. */
export function states(stages: readonly Stage[]): string[] {
  return stages.map(({ id, state }) => `${id} ${state}`);
}
