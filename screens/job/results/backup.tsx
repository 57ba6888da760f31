import { useLoad } from '../../hooks/use-load.ts';
import { useShell } from '../../shell/shell-context.ts';
import { jobText } from '../text.ts';
import { backupResult, isKeyUnsaved } from './backup-result.ts';
import { ResultPage, type ResultProps } from './result-page.tsx';

export function BackupResult({ job }: ResultProps) {
  const { context, replace } = useShell();
  const unsaved = useLoad(() => isKeyUnsaved(job, context.home), [job, context.home]);
  if (unsaved.state === 'failed') throw unsaved.error;
  const result = backupResult(job, unsaved.value === true);
  const again = () => replace({ screen: 'backup-now', params: null });
  const actions = result.sign === 'ok' ? [] : [{ label: jobText.backUpAgain, run: again }];
  return <ResultPage job={job} result={result} actions={actions} />;
}
