import { type Check, checkIds, checkTitles } from '../../core/prepare/types.ts';
import { Blank } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { Message } from '../components/message.tsx';
import { signSpan, signWidth } from '../components/sign.ts';
import { useList } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import type { Binding } from '../shell/binding.ts';
import type { Layout } from '../shell/layout.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { checkFigureOf, signOf } from './signs.ts';
import { summaryOf } from './summary.ts';
import { prepareText as words } from './text.ts';
import type { ReportControl } from './use-report.ts';

/** All checks, what needs the user first. */
export function CheckList({ report }: { report: ReportControl }) {
  const { layout } = useLook();
  const { state, step, zone, again } = report;
  const { checks, isDone } = state;
  const air = layout.hintRows > 0 ? 1 : 0;
  const list = useList({ count: checks.length, rows: layout.bodyRows - 2 * air - 1 });
  const selected = checks[list.index];
  const bindings: Binding[] = [
    {
      keys: ['enter', 'right'],
      label: words.open,
      run: () => selected && step({ do: 'show', view: { name: 'check', id: selected.id } }),
    },
    { keys: ['t'], label: words.again, run: () => again() },
    ...list.bindings,
  ];
  return (
    <Page
      bindings={bindings}
      right={isDone ? '' : words.looking(Math.min(checks.length, checkIds.length), checkIds.length)}
      hint={selected?.message ?? ''}
    >
      <Blank rows={air} />
      <Message sign={worstSign(checks)} text={summaryOf(checks)} rows={1} />
      <Blank rows={air} />
      <List list={list} cells={(index) => checkCells(checks[index], zone, layout)} empty={words.waiting} />
    </Page>
  );
}

function worstSign(checks: readonly Check[]) {
  const [first] = checks;
  return first && first.state !== 'unknown' ? signOf[first.state] : 'none';
}

function checkCells(check: Check | undefined, zone: string, { tier }: Layout): Cell[] {
  if (!check) return [];
  const isKnown = check.state !== 'unknown';
  const title = isKnown ? checkTitles[check.id] : { text: checkTitles[check.id], role: 'muted' as const };
  const sign = { content: signSpan(signOf[check.state]), width: signWidth };
  const isWide = tier === 'wide';
  const value = isKnown ? checkFigureOf(check, zone) : { text: words.notKnown, role: 'muted' as const };
  const figure: Cell = { content: value, width: isWide ? 18 : 'grow', cut: 'middle' };
  if (tier === 'compact')
    return [
      sign,
      { content: title, width: 'grow', cut: 'end' },
      { content: value, width: 10, align: 'right', cut: 'end', drop: 1 },
    ];
  const message: Cell[] = isWide
    ? [{ content: { text: check.message, role: 'muted' }, width: 'grow', cut: 'end' }]
    : [];
  return [sign, { content: title, width: 30, cut: 'end' }, figure, ...message];
}
