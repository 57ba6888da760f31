import { type Check, checkTitles, type Detail } from '../../core/prepare/types.ts';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { Message } from '../components/message.tsx';
import { signWidth } from '../components/sign.ts';
import { useList } from '../components/use-list.ts';
import type { Cell, Span } from '../draw/spans.ts';
import { wrap } from '../draw/text.ts';
import { type Binding, backKeys } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { type Action, actionsOf, patternAction, withPattern } from './actions.ts';
import { checkFigureOf, figureOf, signOf } from './signs.ts';
import { enterHints, reasons, prepareText as words } from './text.ts';
import { useExclude } from './use-exclude.tsx';
import { usePurge } from './use-purge.tsx';
import type { ReportControl } from './use-report.ts';

/** One check: its figure, why it matters, what can be done about it, and what it is made of. */
export function CheckPage({ check, report }: { check: Check; report: ReportControl }) {
  const { layout, glyphs } = useLook();
  const { trail } = useShell();
  const { state, step } = report;
  const exclude = useExclude(report);
  const purge = usePurge(report, check.id);
  const toList = () => step({ do: 'show', view: { name: 'list' } });
  const rows: Row[] = [
    ...actionsOf(check, state.exclude).map((action) => ({ action })),
    ...check.details.map((detail) => ({ detail })),
    // What is there to choose from comes first.
    ...(withPattern.includes(check.id) ? [{ action: patternAction }] : []),
  ];
  const air = layout.hintRows > 0 ? 1 : 0;
  const facts = factLines(check, layout.width);
  const message = Math.min(3, wrap(check.message, layout.width - 5).length);
  // What can be done matters more than why: in a low window the sentences give way.
  const least = Math.min(rows.length, 4) + (rows.length > 4 ? 1 : 0);
  const shown = facts.slice(0, Math.max(1, layout.bodyRows - message - 2 * air - least));
  const list = useList({
    count: rows.length,
    rows: layout.bodyRows - message - shown.length - (shown.length > 0 ? 2 : 1) * air,
    name: `check ${check.id}`,
  });
  const selected = rows[list.index];
  const figureWidth = figureWidthOf(check, layout.width);
  const run = runOf(selected, {
    exclude,
    purge,
    toLines: () => step({ do: 'show', view: { name: 'lines', id: check.id } }),
  });
  const bindings: Binding[] = [
    {
      keys: ['enter'],
      label: words.detail.choose,
      whenOff: run === null ? words.detail.nothing : null,
      run: () => run?.(),
    },
    { keys: backKeys, label: words.backToList, run: toList },
    { keys: ['t'], label: words.again, run: () => report.again() },
    ...list.bindings,
  ];
  return (
    <Page
      bindings={bindings}
      title={{ text: [...trail, checkTitles[check.id]].join(` ${glyphs.crumb} `), role: 'accent' }}
      right={checkFigureOf(check, report.zone)}
      dialog={exclude.dialog ?? purge.dialog}
    >
      <Blank rows={air} />
      <Message sign={signOf[check.state]} text={check.message} />
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of sentences
        <Line key={index} content={line} />
      ))}
      <Blank rows={air} />
      {rows.length > 0 && (
        <List list={list} cells={(index) => cellsOf(rows[index], state.exclude, figureWidth)} />
      )}
    </Page>
  );
}

/** What can be done, then why it matters. */
function factLines({ id, remedies }: Check, width: number): Span[] {
  const room = width - signWidth - 3;
  return [
    ...remedies.flatMap((remedy) =>
      wrap(remedy, room).map(
        (line, index): Span => ({ text: `${indent}${index === 0 ? '-' : ' '} ${line}` }),
      ),
    ),
    ...wrap([reasons[id], enterHints[id]].filter(Boolean).join(' '), room).map(
      (line): Span => ({ text: indent + line, role: 'muted' }),
    ),
  ];
}

type Row = { action: Action } | { detail: Detail };

interface Doing {
  exclude: ReturnType<typeof useExclude>;
  purge: ReturnType<typeof usePurge>;
  toLines: () => void;
}

/** What Enter does on a row; null: nothing. */
function runOf(row: Row | undefined, { exclude, purge, toLines }: Doing): (() => void) | null {
  if (!row) return null;
  if ('detail' in row) {
    const { exclude: entry } = row.detail;
    return entry === undefined ? null : () => exclude.ask(entry, row.detail);
  }
  if (row.action.do === 'lines') return toLines;
  if (row.action.do === 'purge') return purge.ask;
  if (row.action.do === 'pattern') return exclude.askPattern;
  return () => exclude.ask('database', null);
}

const indent = ' '.repeat(signWidth + 1);
const leastFigureWidth = 11;

/** A path takes more than a number. */
function figureWidthOf({ details }: Check, width: number): number {
  const longest = Math.max(0, ...details.map((detail) => figureOf(detail).length));
  return Math.max(leastFigureWidth, Math.min(longest, Math.floor(width / 2)));
}

function cellsOf(row: Row | undefined, excluded: readonly string[], figureWidth: number): Cell[] {
  if (!row) return [];
  if ('action' in row) return [{ content: row.action.label, width: 'grow', cut: 'end' }];
  const { name, exclude } = row.detail;
  const isOut = exclude !== undefined && excluded.includes(exclude);
  return [
    { content: figureOf(row.detail), width: figureWidth, align: 'right', cut: 'middle', drop: 2 },
    { content: name, width: 'grow', cut: 'middle' },
    ...(isOut
      ? [{ content: { text: words.detail.leftOut, role: 'attention' as const }, width: 8, drop: 1 }]
      : []),
  ];
}
