import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { NoInstallation } from './no-installation.tsx';
import { Overview } from './overview.tsx';
import { homeText } from './text.ts';

/** The first screen: whether all is well, and every task with its own state. */
export const home: Screen<null> = { title: homeText.title, View: Home };

function Home() {
  const { context } = useShell();
  return context.installation ? <Overview installation={context.installation} /> : <NoInstallation />;
}
