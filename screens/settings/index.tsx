import { LoadPage } from '../components/load-page.tsx';
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
  const { context } = useShell();
  const loaded = useLoad(() => loadSettings(context), [context.home]);
  if (loaded.state === 'failed' || !loaded.value) return <LoadPage loaded={loaded} waiting={words.loading} />;
  return <SettingsPage data={loaded.value} reload={loaded.reload} />;
}
