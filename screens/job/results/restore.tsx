import type { JobResults } from '../../../core/jobs/types.ts';
import { type KeptRestore, lastRestore } from '../../../core/restore/undo.ts';
import { openDirectory } from '../../../core/settings/adopt.ts';
import type { MenuItem } from '../../components/menu.tsx';
import { useAttempt } from '../../hooks/use-attempt.ts';
import { useLoad } from '../../hooks/use-load.ts';
import { restoreResultText as words } from '../../restore/result-text.ts';
import { useUndo } from '../../restore/use-undo.tsx';
import { useShell } from '../../shell/shell-context.ts';
import { restoreResult, undoResult } from './restore-result.ts';
import type { EndedJob } from './result.ts';
import { ResultPage, type ResultProps } from './result-page.tsx';

export function RestoreResult({ job }: ResultProps) {
  const undo = useUndo(useKeptRestore(job));
  const use = useAsInstallation(job);
  const actions = [...(undo ? [{ label: words.undo, run: undo.ask }] : []), ...(use ? [use] : [])];
  return (
    <ResultPage
      job={job}
      result={restoreResult(job)}
      actions={actions}
      bindings={undo ? [undo.binding] : []}
      dialog={undo?.dialog}
    />
  );
}

export function UndoResult({ job }: ResultProps) {
  return <ResultPage job={job} result={undoResult(job)} />;
}

/** This restore, as long as it is the last one and its old state is kept. */
function useKeptRestore({ end }: EndedJob): KeptRestore | null {
  const { context } = useShell();
  const { world, installation } = context;
  const { kept } = end.result as JobResults['restore'];
  const last = useLoad(
    async () => (installation ? lastRestore(world, installation) : null),
    [installation, kept],
  );
  if (last.state === 'failed') throw last.error;
  return last.value?.kept === kept ? last.value : null;
}

/** On a device without Home Assistant: what was brought out becomes the one that Lifeboat looks after. */
function useAsInstallation({ record, end }: EndedJob): MenuItem | null {
  const { context, say, setInstallation, goHome } = useShell();
  const attempt = useAttempt();
  const { work } = record;
  if (context.installation || work.kind !== 'restore' || work.plan.kind !== 'to-directory') return null;
  const brought = work.plan.members.find(({ part }) => part === 'homeassistant');
  const { entries } = end.result as JobResults['restore'];
  if (!brought || entries === 0) return null;
  const use = () =>
    attempt(async () => {
      const installation = await openDirectory(context.world, context.home, brought.target);
      setInstallation(installation);
      goHome();
      say(words.used(installation.config), 'good');
    });
  return { label: words.use, run: () => void use() };
}
