/** What the schedule changes. */
import type { Installation } from '../../core/device/types.ts';
import { mendTimer } from '../../core/schedule/mend.ts';
import { addPlan, changedPlan, findPlan, removePlan, savePlan } from '../../core/schedule/plans.ts';
import { installTimer, isRootUser, removeTimer } from '../../core/schedule/timers/device.ts';
import type { TimerWish } from '../../core/schedule/timers/types.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';

type Home = Pick<ScreenContext, 'world' | 'home'>;

/** `isNew`: no plan of this name may be there yet. Sentences that the user should know. Throws LifeboatError. */
export async function saveDraft(
  context: Home,
  installation: Installation,
  draft: SchedulePlan,
  isNew: boolean,
): Promise<string[]> {
  const settings = await openSettings(context.home);
  const now = context.world.now();
  if (isNew) await addPlan(settings, { ...draft, since: now.toISOString() });
  else await savePlan(settings, changedPlan(findPlan(settings.get('plans'), draft.name), draft, now));
  // With the first plan the device gets its id, which its moment in a window follows from.
  await settings.deviceId();
  return mendTimer({ ...context, settings, installation });
}

export async function forgetPlan(context: Home, installation: Installation, name: string): Promise<string[]> {
  const settings = await openSettings(context.home);
  await removePlan(settings, name);
  return mendTimer({ ...context, settings, installation });
}

export function install({ world }: Home, wish: TimerWish): Promise<string[]> {
  return installTimer({ world, isRoot: isRootUser() }, wish);
}

export function uninstall({ world, home }: Home): Promise<void> {
  return removeTimer({ world, isRoot: isRootUser() }, home);
}
