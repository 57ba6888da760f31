import { LoadPage } from '../components/load-page.tsx';
import { useNow } from '../hooks/use-now.ts';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { BackupsView } from './backups-view.tsx';
import { plainBackups } from './plain.ts';
import { backupsText } from './text.ts';
import { useBackups } from './use-backups.ts';

/** All backups of all locations: what there is, and what can be done with it. */
export const backups: Screen<null> = {
  title: backupsText.title,
  View: Backups,
  task: {
    label: backupsText.title,
    hint: backupsText.hint,
    state: ({ backups: { count, newest }, readAt }) => ({
      text: backupsText.taskState(count, newest, readAt),
    }),
    plain: plainBackups,
  },
};

function Backups() {
  const { context } = useShell();
  const now = useNow(context.world);
  const loaded = useBackups();
  if (loaded.value) return <BackupsView model={loaded.value} now={now} reload={loaded.reload} />;
  return <LoadPage loaded={loaded} waiting={backupsText.looking} />;
}
