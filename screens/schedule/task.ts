import { stretch } from '../../core/calendar.ts';
import { planText } from '../../core/schedule/words.ts';
import type { HomeModel } from '../home/model.ts';
import type { Task, TaskState } from '../shell/screen.ts';
import { plainSchedule } from './plain.ts';
import { scheduleText as words } from './text.ts';

/** Its row on Home tells when the next backup is made, or that none is. */
export const task: Task = { label: words.title, hint: words.hint, state: stateOf, plain: plainSchedule };

function stateOf({ schedule, readAt }: HomeModel): TaskState {
  const plans = schedule.plans.map(({ plan }) => plan).filter(({ isOn }) => isOn);
  const [first] = plans;
  if (plans.length === 0 && schedule.faults.length > 0)
    return { text: words.home.unreadable, needs: 'danger' };
  if (!first || !schedule.next)
    return schedule.plans.length > 0
      ? { text: words.home.off, needs: 'attention' }
      : { text: words.home.none, needs: 'attention' };
  const wait = stretch((schedule.next.getTime() - readAt.getTime()) / 1000);
  const text =
    plans.length === 1
      ? words.home.next(planText({ ...first, window: 0 }, ''), wait)
      : words.home.more(plans.length, wait);
  const hasFailed = schedule.plans.some(({ record }) => record?.state === 'failed');
  if (hasFailed) return { text, needs: 'danger' };
  return schedule.warnings.length > 0 ? { text, needs: 'attention' } : { text };
}
