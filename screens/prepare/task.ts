import { judgeSize } from '../../core/prepare/database-size.ts';
import { judgeFree, judgeLocations, judgeUsed } from '../../core/prepare/disk.ts';
import type { Check } from '../../core/prepare/types.ts';
import type { HomeModel } from '../home/model.ts';
import type { Task, TaskState } from '../shell/screen.ts';
import { countOfState } from './model.ts';
import { plainPrepare } from './plain.ts';
import { restOf } from './summary.ts';
import { prepareText as words } from './text.ts';

/** Its row on Home tells of what Home knows anyway: all checks would take too long for every start. */
export const task: Task = {
  label: words.label,
  hint: words.hint,
  state: stateOf,
  plain: plainPrepare,
};

export function stateOf(model: HomeModel): TaskState {
  const checks = checksOf(model);
  const rest = restOf(checks);
  if (rest.length === 0) return { text: words.home.allFine };
  return {
    text: words.home.some(countOfState(checks, 'ok'), checks.length, rest.join(', ')),
    needs: countOfState(checks, 'problem') > 0 ? 'danger' : 'attention',
  };
}

function checksOf({ disk, database, status }: HomeModel): Check[] {
  return [
    judgeUsed({ ...disk, used: disk.total - disk.free }),
    judgeFree(status.locations),
    judgeLocations(status.locations),
    ...(database === null ? [] : [judgeSize(database)]),
  ];
}
