import { dayAndTime } from '../../core/calendar.ts';
import type { PlanState } from '../../core/schedule/overview.ts';
import { planText, zoneText } from '../../core/schedule/words.ts';
import { Blank } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { Rows } from '../components/rows.tsx';
import { sentenceRows } from '../components/sentence.ts';
import { type Sign, signSpan, signWidth } from '../components/sign.ts';
import { useList } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import type { ScheduleData } from './load.ts';
import { scheduleText as words } from './text.ts';

interface PlanListProps {
  data: ScheduleData;
  onOpen: (name: string) => void;
  onNew: () => void;
}

/** Where there are several plans. */
export function PlanList({ data, onOpen, onNew }: PlanListProps) {
  const { context } = useShell();
  const { layout } = useLook();
  const { plans, zone, faults } = data.schedule;
  const now = context.world.now();
  const air = layout.hintRows > 0 ? 1 : 0;
  const head = [
    ...faults.flatMap((fault) => sentenceRows('attention', fault, layout.width)),
    ...sentenceRows('none', zoneText(data.schedule), layout.width),
  ];
  const list = useList({ count: plans.length, rows: layout.bodyRows - head.length - 2 * air, name: 'plans' });
  const selected = plans[list.index]?.plan.name;
  const bindings: Binding[] = [
    { keys: ['enter', 'right'], label: words.keys.open, run: () => selected && onOpen(selected) },
    { keys: ['n'], label: words.keys.fresh, run: onNew },
    ...list.bindings,
  ];
  const cells = (index: number): Cell[] => {
    const state = plans[index];
    if (!state) return [];
    const { plan, next } = state;
    const [first] = next;
    const when = first ? words.list.next(dayAndTime(first, now, zone)) : words.list.off;
    return [
      { content: plan.name, width: 14, cut: 'middle' },
      { content: planText({ ...plan, window: 0 }, data.deviceId), width: 'grow', cut: 'end' },
      { content: when, width: 26, drop: 1 },
      { content: signSpan(signOf(state)), width: signWidth },
    ];
  };
  return (
    <Page bindings={bindings} hint={words.hint}>
      <Blank rows={air} />
      <Rows rows={head} />
      <Blank rows={air} />
      <List list={list} cells={cells} />
    </Page>
  );
}

function signOf({ plan, record, isMissed }: PlanState): Sign {
  if (record?.state === 'failed') return 'danger';
  if (record?.state === 'incomplete' || isMissed) return 'attention';
  return plan.isOn && record?.state === 'done' ? 'ok' : 'none';
}
