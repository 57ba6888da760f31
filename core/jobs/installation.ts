/** What changes the files of an installation holds it meanwhile, and leaves no restore half done before it begins. */
import { existsSync } from 'node:fs';
import { startHomeAssistant, stopHomeAssistant } from '../device/control.ts';
import { isRunning } from '../device/run-state.ts';
import type { Installation } from '../device/types.ts';
import { isUnwritable, LifeboatError } from '../errors.ts';
import type { Run } from '../events.ts';
import { acquireLock, acquireLockIfPossible } from '../lock.ts';
import type { HomeAssistantControl } from '../restore/types.ts';
import { isCutOff, recoverRestores } from '../restore/undo.ts';
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
    await recoverCutOff(world, installation, homeAssistant, run);
    return await work(homeAssistant);
  } finally {
    lock.release();
  }
}

/**
 * Holds the installation for a job that only reads it. Where nothing can be written, as on a drive that has become
 * read-only or full, it goes on all the same: nothing can be restored there meanwhile. `scratch`: the folder for its own
 * files; null: there is none. Throws `busy`, and RESTORE_CUT_OFF where half a restore would be read.
 */
export async function holdToRead<Result>(
  world: World,
  installation: Installation,
  run: Run,
  doing: string,
  work: (scratch: string | null) => Promise<Result>,
): Promise<Result> {
  const { config } = installation;
  const lock = await acquireLockIfPossible(installationWorkFolder(config), doing, world.now());
  if (lock === null) {
    if (isCutOff(world, installation)) throw cutOff(config);
    const message = `Nothing can be written to ${config}: it is read as it stands.`;
    run.report({ type: 'note', code: 'NOT_WRITABLE', message });
    return work(null);
  }
  try {
    await recoverCutOff(world, installation, controlOf(world, installation, run), run);
    return await work(lock.folder);
  } finally {
    lock.release();
  }
}

async function recoverCutOff(
  world: World,
  installation: Installation,
  homeAssistant: HomeAssistantControl,
  run: Run,
): Promise<void> {
  const takenBack = await recoverRestores(world, installation, { ...run, homeAssistant });
  for (const { backup, parts, paths } of takenBack) {
    const what = [...parts, ...paths].join(', ');
    const message = `A restore of ${what} from ${backup.name || backup.id} was cut off. It was taken back.`;
    run.report({ type: 'note', code: 'RESTORE_TAKEN_BACK', message });
  }
}

function cutOff(config: string): LifeboatError {
  const message = `A restore was cut off in the middle, and cannot be taken back while nothing can be written to ${config}.`;
  return new LifeboatError('failed', 'RESTORE_CUT_OFF', message, {
    safe: 'Old and new files are both there; earlier backups are untouched.',
    remedies: [
      'Mount it for writing, or make room there: the next start of Lifeboat takes the restore back.',
    ],
  });
}

/**
 * For the start of the program: takes back what a power cut left half done; another job that is at it is left alone.
 * Where nothing can be written, as on a read-only drive, it is only told. Throws system errors where this user may not
 * even look.
 */
export async function recoverInstallation(world: World, installation: Installation, run: Run): Promise<void> {
  if (!existsSync(installationWorkFolder(installation.config).folder)) return;
  try {
    await holdInstallation(world, installation, run, 'recovery', async () => undefined);
  } catch (error) {
    if (error instanceof LifeboatError && error.kind === 'busy') return;
    if (!isUnwritable(error)) throw error;
    if (!isCutOff(world, installation)) return;
    const { code, message } = cutOff(installation.config);
    run.report({ type: 'note', code, message });
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
