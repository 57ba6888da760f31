import type { Installation } from '../../core/device/types.ts';
import { LoadPage } from '../components/load-page.tsx';
import { NoInstallation, NoticePage } from '../components/notice-page.tsx';
import { useLoad } from '../hooks/use-load.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { FormPage } from './form-page.tsx';
import { loadCleanUp } from './load.ts';
import { task } from './task.ts';
import { cleanUpText as words } from './text.ts';

/** How long backups are kept: the rules, and what they would remove. Null: of the first plan. */
export const cleanUp: Screen<{ plan: string } | null> = { title: words.title, View: CleanUp, task };

function CleanUp({ params }: { params: { plan: string } | null }) {
  const { installation } = useShell().context;
  if (!installation) return <NoInstallation />;
  return <Loaded installation={installation} plan={params?.plan ?? null} />;
}

function Loaded({ installation, plan }: { installation: Installation; plan: string | null }) {
  const { context, replace } = useShell();
  const loaded = useLoad(() => loadCleanUp(context, installation), [installation]);
  if (loaded.state === 'failed' || !loaded.value) return <LoadPage loaded={loaded} waiting={words.loading} />;
  const { plans } = loaded.value;
  const first = plans.find(({ name }) => name === plan) ?? plans[0];
  if (!first) {
    const run = () => replace({ screen: 'schedule', params: null });
    return <NoticePage sign="none" text={words.noPlan} choice={{ label: words.toSchedule, run }} />;
  }
  return <FormPage data={loaded.value} first={first} onSaved={loaded.reload} />;
}
