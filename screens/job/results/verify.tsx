import type { JobResults } from '../../../core/jobs/types.ts';
import { useShell } from '../../shell/shell-context.ts';
import { jobText } from '../text.ts';
import { ResultPage, type ResultProps } from './result-page.tsx';
import { verifyResult } from './verify-result.ts';

/** What a check found; after damage the way on is a new backup. */
export function VerifyResult({ job }: ResultProps) {
  const { replace } = useShell();
  const { results } = job.end.result as JobResults['verify'];
  const isBad = results.some(({ state }) => state === 'damaged' || state === 'unreadable');
  const again = () => replace({ screen: 'backup-now', params: null });
  return (
    <ResultPage
      job={job}
      result={verifyResult(job)}
      actions={isBad ? [{ label: jobText.backUpAgain, run: again }] : []}
    />
  );
}
