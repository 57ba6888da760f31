import { type ReactNode, useMemo, useState } from 'react';
import type { Job } from '../../../core/jobs/types.ts';
import { Blank } from '../../components/line.tsx';
import { Menu, type MenuItem, useMenu } from '../../components/menu.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { Rows } from '../../components/rows.tsx';
import { sentenceRows } from '../../components/sentence.ts';
import { signWidth } from '../../components/sign.ts';
import type { Content } from '../../draw/spans.ts';
import { pad, widthOf, wrap } from '../../draw/text.ts';
import type { Binding } from '../../shell/binding.ts';
import { useLook } from '../../shell/look.ts';
import { Page } from '../../shell/page.tsx';
import { useShell } from '../../shell/shell-context.ts';
import { jobTitle, subjectOf } from '../job-title.ts';
import { logLines } from '../log.ts';
import { jobText } from '../text.ts';
import type { EndedJob, Result, ResultLine } from './result.ts';

export interface ResultProps {
  job: EndedJob;
}

interface ResultPageProps {
  job: Job;
  result: Result;
  /** What to do next, after "Home", which is the first and the default. */
  actions?: readonly MenuItem[];
  /** Keys for the same. */
  bindings?: readonly Binding[];
  /** A question that one of them asks. */
  dialog?: ReactNode;
}

/** How a job ended: the sentence, the facts, and what to do next. */
export function ResultPage({ job, result, actions = [], bindings = [], dialog }: ResultPageProps) {
  const { sign, sentence, lines } = result;
  const { goHome, trail } = useShell();
  const look = useLook();
  const { layout } = look;
  const [showsLog, setShowsLog] = useState(false);
  const menu = useMenu([{ label: jobText.home, run: goHome }, ...actions]);
  const air = layout.hintRows > 0 ? 1 : 0;
  const { width } = layout;
  // What can be done next is seen in any window; all else stands in the log too.
  const most = layout.bodyRows - menu.items.length - 2 * air;
  const verdict = sentenceRows(sign, sentence, width).slice(0, Math.max(1, most));
  const facts = factRows(lines, width);
  const room = Math.max(0, most - verdict.length - air);
  const cut = [...facts.slice(0, Math.max(0, room - 1)), moreRow(facts.length - room + 1)];
  const shown = facts.length <= room ? facts : cut.slice(0, room);
  const told = useMemo(() => logLines(job, result), [job, result]);
  const log = usePager(told, layout.bodyRows - air, 'log');
  const toggle: Binding = {
    keys: ['l'],
    label: showsLog ? jobText.lessLog : jobText.log,
    help: jobText.logHelp,
    run: () => setShowsLog(!showsLog),
  };
  const [choose, ...moves] = menu.bindings;
  const own = showsLog
    ? [toggle, ...log.bindings]
    : [...(choose ? [choose] : []), ...bindings, toggle, ...moves];
  return (
    <Page
      bindings={own}
      title={jobTitle(job, trail, look)}
      right={subjectOf(job.record.work)}
      dialog={dialog}
    >
      <Blank rows={air} />
      {showsLog ? (
        <Pager pager={log} />
      ) : (
        <>
          <Rows rows={verdict} right={took(job)} />
          <Blank rows={air} />
          <Rows rows={shown} />
          <Blank rows={shown.length > 0 ? air : 0} />
          <Menu menu={menu} />
        </>
      )}
    </Page>
  );
}

function took({ record, updated }: Job): string {
  return jobText.took(Date.parse(updated) - Date.parse(record.created));
}

function factRows(lines: readonly ResultLine[], width: number): Content[] {
  const nameWidth = Math.max(0, ...lines.map((line) => ('name' in line ? widthOf(line.name) : 0)));
  return lines.flatMap((line): Content[] => {
    if ('text' in line) return sentenceRows(line.sign, line.text, width);
    const indent = ' '.repeat(signWidth + 1);
    const name = { text: `${indent}${pad(line.name, nameWidth)}  `, role: 'muted' as const };
    const room = Math.max(8, width - indent.length - nameWidth - 2);
    return wrap(line.value, room).map((words, index) =>
      index === 0 ? [name, words] : `${' '.repeat(widthOf(name.text))}${words}`,
    );
  });
}

function moreRow(count: number): Content {
  return { text: `${' '.repeat(signWidth + 1)}${jobText.more(count)}`, role: 'muted' };
}
