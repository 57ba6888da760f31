import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import { useLoad } from '../hooks/use-load.ts';
import { useNow } from '../hooks/use-now.ts';
import { useShell } from '../shell/shell-context.ts';
import { loadHome } from './load.ts';
import { useLatestJob } from './use-latest-job.ts';
import { HomeView } from './view.tsx';

/** Home with its data; read anew whenever the user comes back to it. */
export function Overview({ installation }: { installation: Installation }) {
  const { context } = useShell();
  const now = useNow(context.world);
  const status = useLoad(() => loadHome(context, installation), [installation]);
  const job = useLatestJob(context.jobs, status.reload);
  if (status.state !== 'failed') return <HomeView model={status.value} job={job} now={now} />;
  if (!(status.error instanceof LifeboatError)) throw status.error;
  return <HomeView model={null} failure={status.error} job={job} now={now} />;
}
