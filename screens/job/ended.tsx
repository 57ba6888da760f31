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
  const actions = useWaysOut(job);
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

/** What can be done about it here, and the way to try again. */
function useWaysOut({ record, end }: Job): MenuItem[] {
  const { open, replace } = useShell();
  const { work } = record;
  if (work.kind === 'restore') {
    const params = { backup: work.from.path };
    return [{ label: jobText.restoreAgain, run: () => replace({ screen: 'restore', params }) }];
  }
  if (work.kind !== 'backup') return [];
  const again = () => replace({ screen: 'backup-now', params: null });
  const ways: MenuItem[] = [{ label: jobText.backUpAgain, run: again }];
  if (end?.error?.kind === 'no-space')
    ways.push({ label: jobText.seeBackups, run: () => open({ screen: 'backups', params: null }) });
  if (end?.error?.kind === 'unreachable')
    ways.push({ label: jobText.seeLocations, run: () => open({ screen: 'locations', params: null }) });
  return ways;
}
