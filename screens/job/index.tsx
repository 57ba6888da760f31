import { LifeboatError } from '../../core/errors.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { WaitPage } from '../components/wait-page.tsx';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { EndedPage } from './ended.tsx';
import { RunningPage } from './running.tsx';
import { jobText } from './text.ts';
import { useJob } from './use-job.ts';

/** One job: how far it is, and at its end what came of it. */
export const job: Screen<{ id: string }> = { title: jobText.title, View: JobScreen };

function JobScreen({ params: { id } }: { params: { id: string } }) {
  const { goHome } = useShell();
  const followed = useJob(id);
  const { failure } = followed;
  if (failure) {
    if (!(failure.error instanceof LifeboatError)) throw failure.error;
    return <ErrorPage error={failure.error} waysOut={[{ label: jobText.home, run: goHome }]} />;
  }
  if (!followed.job) {
    return <WaitPage text={jobText.loading} />;
  }
  return followed.job.state === 'running' ? (
    <RunningPage job={followed.job} followed={followed} />
  ) : (
    <EndedPage job={followed.job} />
  );
}
