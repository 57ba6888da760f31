import { isKeepEmpty } from '../../core/retention/keep.ts';
import { keepText } from '../../core/retention/words.ts';
import type { HomeModel } from '../home/model.ts';
import type { Task, TaskState } from '../shell/screen.ts';
import { plainCleanUp } from './plain.ts';
import { cleanUpText as words } from './text.ts';

/** Its row on Home tells what is kept. */
export const task: Task = { label: words.title, hint: words.hint, state: stateOf, plain: plainCleanUp };

function stateOf({ schedule }: Pick<HomeModel, 'schedule'>): TaskState {
  const keeps = schedule.plans.map(({ plan }) => plan.keep);
  const [first, ...others] = keeps;
  if (!first || keeps.every(isKeepEmpty)) return { text: words.home.none };
  return { text: others.length > 0 ? words.home.more(keeps.length) : words.home.keeps(keepText(first)) };
}
