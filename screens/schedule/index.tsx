import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { usualName, usualPlan } from '../../core/schedule/plans.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Blank } from '../components/line.tsx';
import { Menu, useMenu } from '../components/menu.tsx';
import { Message } from '../components/message.tsx';
import { WaitPage } from '../components/wait-page.tsx';
import { useKept } from '../hooks/use-kept.ts';
import { useLoad } from '../hooks/use-load.ts';
import { Page } from '../shell/page.tsx';
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
  const { context } = useShell();
  return context.installation ? <Loaded installation={context.installation} /> : <NoInstallation />;
}

/** `first`: the list, or the only plan there is. */
type View = { at: 'first' } | { at: 'plan'; name: string; asks?: Question | null } | { at: 'new' };

function Loaded({ installation }: { installation: Installation }) {
  const { context, back } = useShell();
  const loaded = useLoad(() => loadSchedule(context, installation), [installation]);
  const [view, show] = useKept<View, View>('view', (_, next) => next, { at: 'first' });
  if (loaded.state === 'failed') {
    if (!(loaded.error instanceof LifeboatError)) throw loaded.error;
    return <ErrorPage error={loaded.error} waysOut={[{ label: words.again, run: loaded.reload }]} />;
  }
  if (!loaded.value) {
    return <WaitPage text={words.loading} />;
  }
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

function NoInstallation() {
  const { goHome } = useShell();
  const menu = useMenu([{ label: words.goBack, run: goHome }]);
  return (
    <Page bindings={menu.bindings}>
      <Blank />
      <Message sign="attention" text={words.noInstallation} />
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}
