import type { JobResults } from '../../../core/jobs/types.ts';
import { useLoad } from '../../hooks/use-load.ts';
import { useShell } from '../../shell/shell-context.ts';
import { backupText, jobText } from '../text.ts';
import { backupResult, isKeyUnsaved } from './backup-result.ts';
import { ResultPage, type ResultProps } from './result-page.tsx';

export function BackupResult({ job }: ResultProps) {
  const { context, open, replace } = useShell();
  const unsaved = useLoad(() => isKeyUnsaved(job, context.home), [job, context.home]);
  if (unsaved.state === 'failed') throw unsaved.error;
  const result = backupResult(job, unsaved.value === true);
  const again = () => replace({ screen: 'backup-now', params: null });
  const { backup, complete } = job.end.result as JobResults['backup'];
  const look = () => open({ screen: 'backup', params: { backup: { ...backup, whole: complete } } });
  const saveKey = () => open({ screen: 'emergency-kit', params: null });
  const actions = [
    ...(unsaved.value === true ? [{ label: backupText.saveKey, run: saveKey }] : []),
    ...(result.sign === 'ok' ? [] : [{ label: jobText.backUpAgain, run: again }]),
    { label: backupText.lookInside, run: look },
  ];
  return <ResultPage job={job} result={result} actions={actions} />;
}
