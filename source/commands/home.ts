/** `lifeboat` alone: the screens, or without a terminal the status and how to go on. */
import type { Installation } from '../../core/device/types.ts';
import type { Context } from '../context.ts';
import { recoverInstallation } from '../recover.ts';
import { thisProgram } from '../this-program.ts';
import { status } from './status.ts';

export async function home(context: Context): Promise<number> {
  const { output, globals, world } = context;
  if (globals.json || !process.stdin.isTTY || !process.stdout.isTTY) {
    const exitCode = await status(context);
    output.note('The screens need a terminal. Without one: lifeboat --help lists the commands.');
    return exitCode;
  }
  const installation: Installation | null = await context.installationIfAny();
  if (installation) await recoverInstallation(context, installation);
  const settings = await context.settings();
  const { startScreens } = await import('../../screens/index.tsx');
  const { openJobs } = await import('../../core/jobs/jobs.ts');
  return startScreens({
    world,
    home: context.home,
    installation,
    jobs: openJobs({
      world,
      home: context.home,
      installation: installation?.config ?? null,
      program: thisProgram(),
    }),
    wishes: {
      isAscii: globals.ascii === true || settings.get('ascii'),
      hasColor: globals.color !== false && settings.get('color'),
      isPlain: globals.plain === true || settings.get('plain'),
    },
  });
}
