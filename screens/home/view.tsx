import { weekdayAndTime } from '../../core/calendar.ts';
import type { LifeboatError } from '../../core/errors.ts';
import type { Job } from '../../core/jobs/types.ts';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { useList } from '../components/use-list.ts';
import type { Cell, Content } from '../draw/spans.ts';
import type { Binding } from '../shell/binding.ts';
import type { Layout } from '../shell/layout.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import type { TaskState } from '../shell/screen.ts';
import { type NamedTask, useShell } from '../shell/shell-context.ts';
import { factLines, failureLines, jobLines, verdictLines } from './lines.ts';
import type { HomeModel } from './model.ts';
import { homeText } from './text.ts';

interface HomeViewProps {
  /** Null as long as it is being read: the tasks are there at once. */
  model: HomeModel | null;
  /** Why it cannot be read: the tasks are still there. */
  failure?: LifeboatError;
  /** One that runs, or that somebody should hear of. */
  job?: Job | null;
  now: Date;
}

/** A row that can be opened: a job, or a task with its number. */
type Row = { job: Job } | (NamedTask & { number: number });

export function HomeView({ model, failure, job = null, now }: HomeViewProps) {
  const { tasks, open, openTask } = useShell();
  const { layout, glyphs } = useLook();
  const isCompact = layout.tier === 'compact';
  // Each part stands apart by one row where there is room.
  const air = layout.hintRows > 0 ? 1 : 0;
  const rows: Row[] = [
    ...(job ? [{ job }] : []),
    ...tasks.map((named, index) => ({ ...named, number: index + 1 })),
  ];
  const jobRows = job ? jobLines(job, layout) : [];
  const most = layout.bodyRows - rows.length - jobRows.length - 2 * air;
  const verdict = [...jobRows, ...verdictOf(model, failure, now, layout, most)];
  const room = layout.bodyRows - verdict.length - 2 * air;
  // The tasks come before the facts: in a low window these are left out, the least important first.
  const facts = model
    ? factLines(model, layout.width, glyphs).slice(0, Math.max(0, room - rows.length - air))
    : [];
  const list = useList({
    count: rows.length,
    rows: room - (facts.length > 0 ? facts.length + air : 0),
    // With a job it is another list, which begins at that job: no task slips under the cursor.
    name: job ? 'list-with-job' : 'list',
  });
  const selected = rows[list.index];
  const openRow = (row: Row) =>
    'job' in row ? open({ screen: 'job', params: { id: row.job.record.id } }) : openTask(row.screen);

  const bindings: Binding[] = [
    { keys: ['enter', 'right'], label: homeText.open, run: () => selected && openRow(selected) },
    ...tasks.slice(0, 9).map(
      ({ screen, task }, index): Binding => ({
        keys: [String(index + 1)],
        label: task.label,
        group: 'move',
        run: () => openTask(screen),
      }),
    ),
    ...list.bindings,
  ];
  return (
    <Page
      bindings={rows.length > 0 ? bindings : []}
      right={model ? `${model.host}   ${weekdayAndTime(now, model.timeZone)}` : ''}
      hint={selected ? hintOf(selected) : ''}
    >
      <Blank rows={air} />
      <Lines lines={verdict} />
      <Blank rows={air} />
      <Lines lines={facts} />
      <Blank rows={facts.length > 0 ? air : 0} />
      {rows.length > 0 && <List list={list} cells={(index) => rowCells(rows[index], model, isCompact)} />}
    </Page>
  );
}

function verdictOf(
  model: HomeModel | null,
  failure: LifeboatError | undefined,
  now: Date,
  layout: Layout,
  room: number,
): Content[] {
  if (model) return verdictLines(model, now, layout, room);
  return failure ? failureLines(failure, layout) : [`     ${homeText.loading}`];
}

function Lines({ lines }: { lines: readonly Content[] }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
    <Line key={index} content={line} />
  ));
}

function hintOf(row: Row): string {
  return 'job' in row ? homeText.jobHint(row.job) : row.task.hint;
}

function rowCells(row: Row | undefined, model: HomeModel | null, isCompact: boolean): Cell[] {
  if (!row) return [];
  const { number, label, state } =
    'job' in row
      ? { number: '', label: homeText.jobLabel(row.job), state: jobState(row.job) }
      : {
          number: row.number < 10 ? String(row.number) : '',
          label: row.task.label,
          state: model && row.task.state(model),
        };
  const sign = state?.needs ? { text: '[!]', role: state.needs } : '';
  return [
    { content: number, width: 1 },
    { content: label, width: isCompact ? 'grow' : 20, cut: 'end' },
    ...(isCompact ? [] : [{ content: state?.text ?? '', width: 'grow' as const }]),
    { content: sign, width: 3, align: 'right' },
  ];
}

function jobState(job: Job): TaskState {
  const isTrouble = ['lost', 'failed', 'incomplete'].includes(job.state);
  return { text: homeText.jobState(job), ...(isTrouble ? { needs: 'attention' as const } : {}) };
}
