import { useState } from 'react';
import { openDirectory } from '../../../core/device/adopt.ts';
import { LifeboatError } from '../../../core/errors.ts';
import type { JobResults } from '../../../core/jobs/types.ts';
import { listKept } from '../../../core/restore/undo.ts';
import { Dialog } from '../../components/dialog.tsx';
import type { MenuItem } from '../../components/menu.tsx';

import { useLoad } from '../../hooks/use-load.ts';
import { restoreResultText as words } from '../../restore/result-text.ts';
import type { Binding } from '../../shell/binding.ts';
import { useShell } from '../../shell/shell-context.ts';
import { restoreResult, undoResult } from './restore-result.ts';
import type { EndedJob } from './result.ts';
import { ResultPage, type ResultProps } from './result-page.tsx';

export function RestoreResult({ job }: ResultProps) {
  const undo = useUndo(job);
  const use = useAsInstallation(job);
  const actions = [...(undo ? [undo.action] : []), ...(use ? [use] : [])];
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

/** The way back, as long as this is the last restore and its old state is kept; null otherwise. */
function useUndo({ end }: EndedJob) {
  const { context, replace, say } = useShell();
  const { world, installation, jobs } = context;
  const [isAsking, ask] = useState(false);
  const { kept } = end.result as JobResults['restore'];
  const last = useLoad(
    async () =>
      installation ? listKept(world, installation).find(({ kind }) => kind === 'restore') : undefined,
    [installation, kept],
  );
  if (kept === null || last.value?.kept !== kept) return null;
  const takeBack = async () => {
    ask(false);
    try {
      const { record } = await jobs.start({ kind: 'undo' }, null);
      replace({ screen: 'job', params: { id: record.id } });
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      say(error.message, 'danger');
    }
  };
  const action: MenuItem = { label: words.undo, run: () => ask(true) };
  const binding: Binding = { keys: ['u'], label: words.undoKey, run: () => ask(true) };
  const dialog = isAsking && (
    <Dialog
      title={words.undoTitle}
      lines={words.undoLines}
      cancelLabel={words.undoNo}
      choices={[{ label: words.undoYes, run: () => void takeBack() }]}
      onCancel={() => ask(false)}
    />
  );
  return { action, binding, dialog };
}

/** On a device without Home Assistant: what was brought out becomes the one that Lifeboat looks after. */
function useAsInstallation({ record, end }: EndedJob): MenuItem | null {
  const { context, say, setInstallation, goHome } = useShell();
  const { work } = record;
  if (context.installation || work.kind !== 'restore') return null;
  const brought = work.plan.members.find(({ part }) => part === 'homeassistant');
  const { entries } = end.result as JobResults['restore'];
  if (!brought || entries === 0) return null;
  const use = async () => {
    try {
      const installation = await openDirectory(context.world, context.home, brought.target);
      setInstallation(installation);
      goHome();
      say(words.used(installation.config), 'good');
    } catch (error) {
      if (!(error instanceof LifeboatError)) throw error;
      say(error.message, 'danger');
    }
  };
  return { label: words.use, run: () => void use() };
}
