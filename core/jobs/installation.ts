/** What changes the files of an installation holds it meanwhile, and leaves no restore half done before it begins. */
import { existsSync } from 'node:fs';
import { startHomeAssistant, stopHomeAssistant } from '../device/control.ts';
import { isRunning } from '../device/run-state.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { acquireLock } from '../lock.ts';
import type { HomeAssistantControl } from '../restore/types.ts';
import { recoverRestores } from '../restore/undo.ts';
import { installationWorkFolder } from '../work-folder.ts';
import type { World } from '../world.ts';

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
 * For the start of the program: takes back what a power cut left half done; another job that is at it is left alone.
 * Throws system errors where this user may not write there.
 */
export async function recoverInstallation(world: World, installation: Installation, run: Run): Promise<void> {
  if (!existsSync(installationWorkFolder(installation.config).folder)) return;
  try {
    await holdInstallation(world, installation, run, 'recovery', async () => undefined);
  } catch (error) {
    if (!(error instanceof LifeboatError) || error.kind !== 'busy') throw error;
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
