import { useEffect } from 'react';
import type { Job } from '../../core/jobs/types.ts';
import type { MenuItem } from '../components/menu.tsx';
import { useShell } from '../shell/shell-context.ts';
import { results } from './results/index.ts';
import { resultWithout } from './results/result.ts';
import { ResultPage } from './results/result-page.tsx';
import { jobText } from './text.ts';

/** How a job ended, whatever it was. */
export function EndedPage({ job }: { job: Job }) {
  const actions = useAgain(job);
  const { end, record } = job;
  const { say } = useShell();
  // What was said while it ran, such as how to stop it, is over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it has ended
  useEffect(() => say(''), []);
  const without = resultWithout(job);
  if (without || end === null) return without && <ResultPage job={job} result={without} actions={actions} />;
  const Result = results[record.work.kind];
  return <Result job={{ ...job, end }} />;
}

/** The way to try again, where there is one. */
function useAgain({ record }: Job): MenuItem[] {
  const { replace } = useShell();
  if (record.work.kind !== 'backup') return [];
  return [{ label: jobText.backUpAgain, run: () => replace({ screen: 'backup-now', params: null }) }];
}
