import { copyResult } from './copy-result.ts';
import { ResultPage, type ResultProps } from './result-page.tsx';

export function CopyResult({ job }: ResultProps) {
  return <ResultPage job={job} result={copyResult(job)} />;
}
