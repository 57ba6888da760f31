/** What the start of the program puts right. */
import type { Installation } from '../core/device/types.ts';
import { systemCode } from '../core/errors.ts';
import type { Run } from '../core/events.ts';
import { recoverInstallation as recover } from '../core/jobs/installation.ts';
import type { Context } from './context.ts';

/** Takes back what a power cut left half done; who may not write there can still look. */
export async function recoverInstallation(
  { world, output }: Context,
  installation: Installation,
): Promise<void> {
  const run: Run = { report: (event) => event.type === 'note' && output.note(event.message) };
  try {
    await recover(world, installation, run);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error))) throw error;
    output.note('Whether a restore was cut off could not be looked up: this user may not write there.');
  }
}
