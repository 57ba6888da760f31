/** Work that nobody waits for gives way to everything else on the device. */
import { setPriority } from 'node:os';
import { systemCode } from '../errors.ts';
import type { World } from '../world.ts';

/**
 * Lowers the priority of this process for the processor and, where its drive's scheduler knows such, for the drive. On
 * Linux both are a thread's own and pass on to those that it starts: call it before there are any.
 */
export async function lowerPriority(world: World): Promise<void> {
  try {
    setPriority(10);
  } catch (error) {
    // Already lower, and not ours to raise.
    if (systemCode(error) === '') throw error;
  }
  // A device without ionice does it at the usual priority.
  await world.run('ionice', ['-c', '3', '-p', String(process.pid)]);
}
