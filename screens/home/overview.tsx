import { Box } from 'ink';
import { weekdayAndTime } from '../../core/calendar.ts';
import type { Installation } from '../../core/device/types.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { useList } from '../components/use-list.ts';
import type { Cell, Content } from '../draw/spans.ts';
import { useLoad } from '../hooks/use-load.ts';
import { useNow } from '../hooks/use-now.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import type { Task } from '../shell/screen.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { factLines, verdictLines } from './lines.ts';
import { loadHome } from './load.ts';
import type { HomeModel } from './model.ts';
import { homeText } from './text.ts';

/** Rows of tasks that stay however low the window is. */
const fewestTasks = 4;

export function Overview({ installation }: { installation: Installation }) {
  const { context, tasks, openTask } = useShell();
  const { layout, glyphs } = useLook();
  const now = useNow(context.world);
  const status = useLoad(() => loadHome(context.world, context.home, installation), [installation]);
  const model = status.value;
  const isWide = layout.tier === 'wide';

  const verdict: Content[] = model ? verdictLines(model, now, layout.width) : [`     ${homeText.loading}`];
  const factsWidth = isWide ? Math.floor(layout.width * 0.45) : layout.width;
  const facts = model ? factLines(model, now, factsWidth, glyphs) : [];
  // Each part stands apart by one row where there is room.
  const air = layout.hintRows > 0 ? 1 : 0;
  const room = layout.bodyRows - verdict.length - 2 * air;
  const shownFacts = isWide
    ? facts
    : facts.slice(0, Math.max(0, room - Math.max(fewestTasks, tasks.length) - air));
  const listRows = room - (isWide || shownFacts.length === 0 ? 0 : shownFacts.length + air);

  const list = useList({ count: tasks.length, rows: listRows });
  const selected = tasks[list.index];
  if (status.state === 'failed')
    return <ErrorPage error={status.error} waysOut={[{ label: text.broken.again, run: status.reload }]} />;

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
  const taskList = (
    <List
      list={list}
      width={isWide ? layout.width - factsWidth - 2 : layout.width}
      cells={(index) => taskCells(index, tasks[index]?.task, model, layout.tier === 'compact')}
    />
  );
  return (
    <Page
      bindings={tasks.length > 0 ? bindings : []}
      right={model ? `${model.host}   ${weekdayAndTime(now, model.timeZone)}` : ''}
      hint={selected?.task.hint ?? ''}
    >
      <Blank rows={air} />
      <Lines lines={verdict} />
      <Blank rows={air} />
      {isWide ? (
        <Box flexDirection="row" columnGap={2}>
          {tasks.length > 0 && taskList}
          <Box flexDirection="column">
            <Lines lines={shownFacts} width={factsWidth} />
          </Box>
        </Box>
      ) : (
        <>
          <Lines lines={shownFacts} />
          <Blank rows={shownFacts.length > 0 ? air : 0} />
          {tasks.length > 0 && taskList}
        </>
      )}
    </Page>
  );
}

function Lines({ lines, width }: { lines: readonly Content[]; width?: number }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
    <Line key={index} content={line} {...(width === undefined ? {} : { width })} />
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
