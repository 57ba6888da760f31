import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Blank } from '../components/line.tsx';
import { Menu, type MenuItem, useMenu } from '../components/menu.tsx';
import { Message } from '../components/message.tsx';
import { WaitPage } from '../components/wait-page.tsx';
import { useLoad } from '../hooks/use-load.ts';
import { Page } from '../shell/page.tsx';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { FormPage } from './form-page.tsx';
import { loadCleanUp } from './load.ts';
import { task } from './task.ts';
import { cleanUpText as words } from './text.ts';

/** How long backups are kept: the rules, and what they would remove. Null: of the first plan. */
export const cleanUp: Screen<{ plan: string } | null> = { title: words.title, View: CleanUp, task };

function CleanUp({ params }: { params: { plan: string } | null }) {
  const { context, goHome } = useShell();
  const { installation } = context;
  if (!installation)
    return <Notice text={words.noInstallation} choice={{ label: words.goBack, run: goHome }} />;
  return <Loaded installation={installation} plan={params?.plan ?? null} />;
}

function Loaded({ installation, plan }: { installation: Installation; plan: string | null }) {
  const { context, replace } = useShell();
  const loaded = useLoad(() => loadCleanUp(context, installation), [installation]);
  if (loaded.state === 'failed') {
    if (!(loaded.error instanceof LifeboatError)) throw loaded.error;
    return <ErrorPage error={loaded.error} waysOut={[{ label: words.again, run: loaded.reload }]} />;
  }
  if (!loaded.value) {
    return <WaitPage text={words.loading} />;
  }
  const { plans } = loaded.value;
  const first = plans.find(({ name }) => name === plan) ?? plans[0];
  if (!first) {
    const run = () => replace({ screen: 'schedule', params: null });
    return <Notice text={words.noPlan} choice={{ label: words.toSchedule, run }} />;
  }
  return <FormPage data={loaded.value} first={first} onSaved={loaded.reload} />;
}

function Notice({ text, choice }: { text: string; choice: MenuItem }) {
  const menu = useMenu([choice]);
  return (
    <Page bindings={menu.bindings}>
      <Blank />
      <Message sign="none" text={text} />
      <Blank />
      <Menu menu={menu} />
    </Page>
  );
}
