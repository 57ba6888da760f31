import { LifeboatError } from '../../core/errors.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { WaitPage } from '../components/wait-page.tsx';
import { useLoad } from '../hooks/use-load.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { loadSettings } from './load.ts';
import { plainSettings } from './plain.ts';
import { SettingsPage } from './settings-page.tsx';
import { settingsText as words } from './text.ts';

/** What holds for all of Lifeboat on this device. */
export const settings: Screen<null> = {
  title: words.title,
  View: SettingsScreen,
  task: { label: words.title, hint: words.hint, state: () => ({ text: words.home }), plain: plainSettings },
};

function SettingsScreen() {
  const { context, back } = useShell();
  const loaded = useLoad(() => loadSettings(context), [context.home]);
  if (loaded.state === 'failed') {
    if (!(loaded.error instanceof LifeboatError)) throw loaded.error;
    return (
      <ErrorPage
        error={loaded.error}
        waysOut={[
          { label: words.again, run: loaded.reload },
          { label: words.goBack, run: back },
        ]}
      />
    );
  }
  if (loaded.value) return <SettingsPage data={loaded.value} reload={loaded.reload} />;
  return <WaitPage text={words.loading} />;
}
