import { Page } from '../shell/page.tsx';
import { ErrorPanel, useErrorPanel } from './error-panel.tsx';
import { Blank } from './line.tsx';
import type { MenuItem } from './menu.tsx';

interface ErrorPageProps {
  error: unknown;
  what?: string;
  safe?: string;
  waysOut: readonly MenuItem[];
}

/** A whole screen about one error. */
export function ErrorPage(props: ErrorPageProps) {
  const control = useErrorPanel(props);
  return (
    <Page bindings={control.bindings}>
      <Blank />
      <ErrorPanel control={control} />
    </Page>
  );
}
