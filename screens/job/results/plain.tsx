import { plainResult } from './result.ts';
import { ResultPage, type ResultProps } from './result-page.tsx';

export function PlainResult({ job }: ResultProps) {
  return <ResultPage job={job} result={plainResult(job)} />;
}
