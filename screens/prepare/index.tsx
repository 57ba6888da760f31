import type { Installation } from '../../core/device/types.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { NoInstallation } from '../components/notice-page.tsx';
import type { Screen } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { CheckList } from './check-list.tsx';
import { CheckPage } from './check-page.tsx';
import { LinesPage } from './lines-page.tsx';
import { task } from './task.ts';
import { prepareText as words } from './text.ts';
import { TokenPage } from './token-page.tsx';
import { useReport } from './use-report.ts';

/** What could be better before a backup, and what makes it big. */
export const prepare: Screen<null> = { title: words.title, View: Prepare, task };

function Prepare() {
  const { installation } = useShell().context;
  return installation ? <Report installation={installation} /> : <NoInstallation />;
}

function Report({ installation }: { installation: Installation }) {
  const { back } = useShell();
  const report = useReport(installation);
  const { state, step, failure } = report;
  const { view, checks } = state;
  if (failure !== null) {
    const waysOut = [
      { label: words.again, run: () => report.again() },
      { label: words.backHome, run: back },
    ];
    return <ErrorPage error={failure} waysOut={waysOut} />;
  }
  if (view.name === 'list') return <CheckList report={report} />;
  const { id } = view;
  const toCheck = () => step({ do: 'show', view: { name: 'check', id } });
  if (view.name === 'token') return <TokenPage onDone={toCheck} />;
  const busiest = checks.find((check) => check.id === 'database-entities');
  if (view.name === 'lines')
    return <LinesPage installation={installation} busiest={busiest} onBack={toCheck} />;
  const check = checks.find((one) => one.id === id);
  return check ? <CheckPage check={check} report={report} /> : <CheckList report={report} />;
}
