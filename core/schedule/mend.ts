/** Keeps the timer in line with the plans. */
import { readSchedule, type ScheduleSources } from './overview.ts';
import { installTimer, isRootUser, removeTimer } from './timers/device.ts';

/**
 * Puts right a timer that does not fit the plans any more, as after a change of the time zone; never installs a first
 * one. Sentences that the user should know.
 */
export async function mendTimer(sources: ScheduleSources): Promise<string[]> {
  const { timer, wish } = await readSchedule(sources);
  if (timer.isRight || timer.state === 'absent' || timer.kind === 'loop') return [];
  const device = { world: sources.world, isRoot: isRootUser() };
  if (wish)
    return ['The timer was brought in line with the schedule.', ...(await installTimer(device, wish))];
  await removeTimer(device, sources.home);
  return ['No plan is on: the timer was removed.'];
}
