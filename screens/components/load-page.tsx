import { LifeboatError } from '../../core/errors.ts';
import type { Loaded } from '../hooks/use-load.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { ErrorPage } from './error-page.tsx';
import { WaitPage } from './wait-page.tsx';

interface LoadPageProps {
  loaded: Loaded<unknown> & { reload: () => void };
  /** What is waited for; ends in ` ...`. */
  waiting: string;
}

/** A whole screen in place of one whose data is not there: yet, or because it cannot be had. Throws what is a fault. */
export function LoadPage({ loaded, waiting }: LoadPageProps) {
  const { back } = useShell();
  if (loaded.state !== 'failed') return <WaitPage text={waiting} />;
  if (!(loaded.error instanceof LifeboatError)) throw loaded.error;
  return (
    <ErrorPage
      error={loaded.error}
      waysOut={[
        { label: text.again, run: loaded.reload },
        { label: text.goBack, run: back },
      ]}
    />
  );
}
