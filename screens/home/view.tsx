import { weekdayAndTime } from '../../core/calendar.ts';
import type { LifeboatError } from '../../core/errors.ts';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { useList } from '../components/use-list.ts';
import type { Cell, Content } from '../draw/spans.ts';
import type { Binding } from '../shell/binding.ts';
import type { Layout } from '../shell/layout.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import type { Task } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { factLines, failureLines, verdictLines } from './lines.ts';
import type { HomeModel } from './model.ts';
import { homeText } from './text.ts';

interface HomeViewProps {
  /** Null as long as it is being read: the tasks are there at once. */
  model: HomeModel | null;
  /** Why it cannot be read: the tasks are still there. */
  failure?: LifeboatError;
  now: Date;
}

export function HomeView({ model, failure, now }: HomeViewProps) {
  const { tasks, openTask } = useShell();
  const { layout, glyphs } = useLook();
  const isCompact = layout.tier === 'compact';
  // Each part stands apart by one row where there is room.
  const air = layout.hintRows > 0 ? 1 : 0;
  const verdict = verdictOf(model, failure, now, layout);
  const room = layout.bodyRows - verdict.length - 2 * air;
  // The tasks come before the facts: in a low window these are left out, the least important first.
  const facts = model
    ? factLines(model, now, layout.width, glyphs).slice(0, Math.max(0, room - tasks.length - air))
    : [];
  const list = useList({ count: tasks.length, rows: room - (facts.length > 0 ? facts.length + air : 0) });
  const selected = tasks[list.index];

  const bindings: Binding[] = [
    { keys: ['enter', 'right'], label: homeText.open, run: () => selected && openTask(selected.screen) },
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
      bindings={tasks.length > 0 ? bindings : []}
      right={model ? `${model.host}   ${weekdayAndTime(now, model.timeZone)}` : ''}
      hint={selected?.task.hint ?? ''}
    >
      <Blank rows={air} />
      <Lines lines={verdict} />
      <Blank rows={air} />
      <Lines lines={facts} />
      <Blank rows={facts.length > 0 ? air : 0} />
      {tasks.length > 0 && (
        <List list={list} cells={(index) => taskCells(index, tasks[index]?.task, model, isCompact)} />
      )}
    </Page>
  );
}

function verdictOf(
  model: HomeModel | null,
  failure: LifeboatError | undefined,
  now: Date,
  layout: Layout,
): Content[] {
  if (model) return verdictLines(model, now, layout);
  return failure ? failureLines(failure, layout) : [`     ${homeText.loading}`];
}

function Lines({ lines }: { lines: readonly Content[] }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
    <Line key={index} content={line} />
  ));
}

function taskCells(
  index: number,
  task: Task | undefined,
  model: HomeModel | null,
  isCompact: boolean,
): Cell[] {
  const state = model && task ? task.state(model) : null;
  const sign = state?.needs ? { text: '[!]', role: state.needs } : '';
  return [
    { content: index < 9 ? String(index + 1) : '', width: 1 },
    { content: task?.label ?? '', width: isCompact ? 'grow' : 20, cut: 'end' },
    ...(isCompact ? [] : [{ content: state?.text ?? '', width: 'grow' as const }]),
    { content: sign, width: 3, align: 'right' },
  ];
}
