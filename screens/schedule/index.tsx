import type { Installation } from '../../core/device/types.ts';
import { usualName, usualPlan } from '../../core/schedule/plans.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { LoadPage } from '../components/load-page.tsx';
import { NoInstallation } from '../components/notice-page.tsx';
import { useKept } from '../hooks/use-kept.ts';
import { useLoad } from '../hooks/use-load.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import type { Question } from './dialogs.tsx';
import { FormPage } from './form-page.tsx';
import { loadSchedule } from './load.ts';
import { PlanList } from './plan-list.tsx';
import { task } from './task.ts';
import { scheduleText as words } from './text.ts';

/** When backups are made by themselves. */
export const schedule: Screen<null> = { title: words.title, View: Schedule, task };

function Schedule() {
  const { installation } = useShell().context;
  return installation ? <Loaded installation={installation} /> : <NoInstallation />;
}

/** `first`: the list, or the only plan there is. */
type View = { at: 'first' } | { at: 'plan'; name: string; asks?: Question | null } | { at: 'new' };

function Loaded({ installation }: { installation: Installation }) {
  const { context, back } = useShell();
  const loaded = useLoad(() => loadSchedule(context, installation), [installation]);
  const [view, show] = useKept<View, View>('view', (_, next) => next, { at: 'first' });
  if (loaded.state === 'failed' || !loaded.value) return <LoadPage loaded={loaded} waiting={words.loading} />;
  const plans = loaded.value.schedule.plans.map(({ plan }) => plan);
  const shown = shownPlan(view, plans);
  if (view.at === 'first' && plans.length > 1) {
    return (
      <PlanList
        data={loaded.value}
        onOpen={(name) => show({ at: 'plan', name })}
        onNew={() => show({ at: 'new' })}
      />
    );
  }
  const plan = shown ?? usualPlan(freeName(plans), context.world.now());
  const asks = (view.at === 'plan' && view.asks) || null;
  const hasWayBack = plans.length > 1 || (view.at === 'new' && plans.length > 0);
  return (
    <FormPage
      // A question that is to be asked begins the page anew.
      key={shown ? `plan ${shown.name} ${asks}` : 'new'}
      firstQuestion={asks}
      installation={installation}
      data={loaded.value}
      plan={plan}
      isNew={shown === null}
      onBack={hasWayBack ? () => show({ at: 'first' }) : back}
      onNew={() => show({ at: 'new' })}
      onChanged={(name, question) => {
        show(name === null ? { at: 'first' } : { at: 'plan', name, asks: question });
        loaded.reload();
      }}
    />
  );
}

function shownPlan(view: View, plans: readonly SchedulePlan[]): SchedulePlan | null {
  if (view.at === 'new') return null;
  const named = view.at === 'plan' ? plans.find(({ name }) => name === view.name) : undefined;
  return named ?? plans[0] ?? null;
}

function freeName(plans: readonly SchedulePlan[]): string {
  const isTaken = (name: string) => plans.some((plan) => plan.name === name);
  let name = usualName;
  for (let number = 2; isTaken(name); number += 1) name = `plan-${number}`;
  return name;
}
