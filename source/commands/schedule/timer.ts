/** `lifeboat schedule install, uninstall`. */
import { LifeboatError } from '../../../core/errors.ts';
import { installTimer, isRootUser, removeTimer } from '../../../core/schedule/timers/device.ts';
import type { Context } from '../../context.ts';
import { scheduleOf, timerLine } from './show.ts';

export async function install(context: Context): Promise<undefined> {
  const { output, world } = context;
  const { wish } = await scheduleOf(context);
  if (!wish)
    throw new LifeboatError('usage', 'NO_PLAN_ON', 'No plan is on, so there is nothing to run.', {
      safe: 'Nothing was changed.',
      remedies: ['Make a plan: lifeboat schedule add', 'Or turn one on: lifeboat schedule on PLAN'],
    });
  for (const note of await installTimer({ world, isRoot: isRootUser() }, wish)) output.note(note);
  await tell(context);
}

export async function uninstall(context: Context): Promise<undefined> {
  await removeTimer({ world: context.world, isRoot: isRootUser() }, context.home);
  await tell(context);
}

async function tell(context: Context): Promise<void> {
  const schedule = await scheduleOf(context);
  context.output.document({ timer: schedule.timer, next: schedule.next, warnings: schedule.warnings });
  context.output.print(timerLine(schedule));
}
