/** Jobs that change the files of an installation. */
import { existsSync } from 'node:fs';
import { startHomeAssistant, stopHomeAssistant } from '../core/device/control.ts';
import { isRunning } from '../core/device/run-state.ts';
import type { Installation } from '../core/device/types.ts';
import { LifeboatError, systemCode } from '../core/errors.ts';
import type { Run } from '../core/events.ts';
import { acquireLock } from '../core/jobs/lock.ts';
import { installationWorkFolder } from '../core/locations/work-folder.ts';
import type { HomeAssistantControl } from '../core/restore/types.ts';
import { recoverRestores } from '../core/restore/undo.ts';
import type { World } from '../core/world.ts';
import type { Context } from './context.ts';

/**
 * Holds the installation for one job, and first takes back a restore that was cut off in the middle. Throws `busy`.
 * `doing` tells others what goes on.
 */
export async function holdInstallation<Result>(
  world: World,
  installation: Installation,
  run: Run,
  doing: string,
  work: (homeAssistant: HomeAssistantControl) => Promise<Result>,
): Promise<Result> {
  const lock = await acquireLock(installationWorkFolder(installation.config), doing, world.now());
  try {
    const homeAssistant = controlOf(world, installation, run);
    for (const { backup, parts, paths } of await recoverRestores(world, installation, {
      ...run,
      homeAssistant,
    })) {
      const what = [...parts, ...paths].join(', ');
      const message = `A restore of ${what} from ${backup.name || backup.id} was cut off. It was taken back.`;
      run.report({ type: 'note', code: 'RESTORE_TAKEN_BACK', message });
    }
    return await work(homeAssistant);
  } finally {
    lock.release();
  }
}

/**
 * For the start of the program: takes back what a power cut left half done. Another job that is at it is left alone, and
 * who may not write there can still look.
 */
export async function recoverInstallation(
  { world, output }: Context,
  installation: Installation,
): Promise<void> {
  if (!existsSync(installationWorkFolder(installation.config).folder)) return;
  const run: Run = { report: (event) => event.type === 'note' && output.note(event.message) };
  try {
    await holdInstallation(world, installation, run, 'recovery', async () => undefined);
  } catch (error) {
    if (error instanceof LifeboatError && error.kind === 'busy') return;
    if (!['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error))) throw error;
    output.note('Whether a restore was cut off could not be looked up: this user may not write there.');
  }
}

function controlOf(world: World, installation: Installation, run: Run): HomeAssistantControl {
  const { control } = installation;
  return {
    obstacle: control.how === 'none' ? control.reason : null,
    isRunning: () => isRunning(world, installation),
    async stop() {
      await stopHomeAssistant(world, installation, run);
    },
    start: () => startHomeAssistant(world, installation, run),
  };
}
