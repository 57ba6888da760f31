import { useMemo, useState } from 'react';
import type { Job } from '../../core/jobs/types.ts';
import { Blank } from '../components/line.tsx';
import { Message } from '../components/message.tsx';
import { Pager, usePager } from '../components/pager.tsx';
import { useMonotonic } from '../hooks/use-now.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { elapsedOf, type Followed } from './follow-state.ts';
import { jobTitle, subjectOf } from './job-title.ts';
import { logLines } from './log.ts';
import { Progress } from './progress.tsx';
import { stepsOf } from './steps.ts';
import { jobText } from './text.ts';
import { useStop } from './use-stop.ts';

/** A job at work: what is done, what is at hand, how long it takes. */
export function RunningPage({ job, followed }: { job: Job; followed: Followed }) {
  const { context, trail } = useShell();
  const look = useLook();
  const { layout } = look;
  const stop = useStop(job);
  const [showsLog, setShowsLog] = useState(false);
  const elapsed = elapsedOf(followed, useMonotonic(context.world));
  const air = layout.hintRows > 0 ? 1 : 0;
  const log = usePager(
    useMemo(() => logLines(job, null), [job]),
    layout.bodyRows - air,
    'log',
  );
  const { work } = job.record;
  const failed = job.notes.filter(({ location }) => location !== undefined);
  const bindings: Binding[] = [
    {
      keys: ['l'],
      label: showsLog ? jobText.lessLog : jobText.log,
      help: jobText.logHelp,
      run: () => setShowsLog(!showsLog),
    },
    {
      keys: ['ctrl-c'],
      label: jobText.stop,
      short: jobText.stopShort,
      help: jobText.stopHelp,
      run: stop.press,
    },
    ...(showsLog ? log.bindings : []),
  ];
  return (
    <Page bindings={bindings} title={jobTitle(job, trail, look)} right={subjectOf(work)}>
      <Blank rows={air} />
      {showsLog ? (
        <Pager pager={log} />
      ) : (
        <>
          <Progress steps={stepsOf(job, elapsed)} followed={followed} />
          <Blank rows={air} />
          <Message sign="none" text={stop.isStopping ? jobText.stopping : jobText.mayClose(work.kind)} />
          {failed.map(({ location, message }) => (
            <Message key={location} sign="attention" text={message} />
          ))}
          {job.notes.length > failed.length && (
            <Message sign="attention" text={jobText.notes(job.notes.length)} />
          )}
        </>
      )}
    </Page>
  );
}
