import { Box } from 'ink';
import { useMemo, useState } from 'react';
import type { Content, Span } from '../draw/spans.ts';
import { pad, widthOf } from '../draw/text.ts';
import { useKept } from '../hooks/use-kept.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { Line } from './line.tsx';
import { findRow, type PagerLine, type PagerRow, pagerRows } from './pager-state.ts';
import { TextField, useField } from './text-field.tsx';

export interface PagerControl {
  rows: readonly PagerRow[];
  /** The row at the top of the window. */
  first: number;
  /** Rows of the window. */
  height: number;
  markWidth: number;
  query: string;
  isTyping: boolean;
  search: (query: string) => void;
  stopTyping: () => void;
  bindings: Binding[];
}

/** A long text to be scrolled and searched; `height` are the rows that it may take. */
export function usePager(lines: readonly PagerLine[], height: number, name = 'pager'): PagerControl {
  const { layout } = useLook();
  const { say } = useShell();
  const [isTyping, setTyping] = useState(false);
  const [query, setQuery] = useState('');
  const [hit, setHit] = useState(-1);
  const markWidth = useMemo(
    () => lines.reduce((width, { mark = '' }) => Math.max(width, widthOf(mark)), 0),
    [lines],
  );
  const rows = useMemo(
    () => pagerRows(lines, layout.width - (markWidth > 0 ? markWidth + 1 : 0)),
    [lines, layout.width, markWidth],
  );
  // One row tells the position, or takes what is looked for.
  const window = Math.max(1, height - 1);
  const last = Math.max(0, rows.length - window);
  const [kept, scroll] = useKept(name, (_: number, next: number) => next, 0);
  const first = Math.min(kept, last);
  const to = (row: number) => scroll(Math.max(0, Math.min(last, row)));
  const goTo = (wanted: string, direction: 1 | -1) => {
    // From the last hit on, as long as it can be seen; else from what can be.
    const isSeen = hit >= first && hit < first + window;
    const at = findRow(rows, wanted, isSeen ? hit : first - direction, direction);
    if (at === null) say(text.find.none, 'attention');
    else {
      setHit(at);
      to(at);
    }
  };
  const bind = (label: string, run: () => void, ...keys: string[]): Binding => ({
    keys,
    label,
    group: 'move',
    run,
  });
  const { keys } = text;
  return {
    rows,
    first,
    height: window,
    markWidth,
    query,
    isTyping,
    search(wanted) {
      setQuery(wanted);
      setTyping(false);
      if (wanted !== '') goTo(wanted, 1);
    },
    stopTyping: () => setTyping(false),
    bindings: [
      { keys: ['/'], label: text.find.label, run: () => setTyping(true) },
      ...(query === ''
        ? []
        : [
            { keys: ['n'], label: text.find.next, run: () => goTo(query, 1) },
            {
              keys: ['N'],
              label: text.find.previous,
              group: 'move' as const,
              run: () => goTo(query, -1),
            },
          ]),
      bind(keys.up, () => to(first - 1), 'up', 'k'),
      bind(keys.down, () => to(first + 1), 'down', 'j'),
      bind(keys.pageUp, () => to(first - window + 1), 'pageup'),
      bind(keys.pageDown, () => to(first + window - 1), 'pagedown', 'space'),
      bind(keys.first, () => to(0), 'home', 'g'),
      bind(keys.last, () => to(last), 'end', 'G'),
    ],
  };
}

export function Pager({ pager }: { pager: PagerControl }) {
  const { rows, first, height, markWidth, query, isTyping } = pager;
  const { glyphs } = useLook();
  const shown = rows.slice(first, first + height);
  const above = first > 0 ? glyphs.up : ' ';
  const below = first + height < rows.length ? glyphs.down : ' ';
  const position = text.list.position(Math.min(first + height, rows.length), rows.length);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {Array.from({ length: height }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <Line key={at} content={rowContent(shown[at], markWidth, query)} />
      ))}
      {isTyping ? (
        <Typing pager={pager} />
      ) : (
        <Line right={{ text: rows.length > height ? `${position} ${above}${below}` : '', role: 'muted' }} />
      )}
    </Box>
  );
}

function Typing({ pager }: { pager: PagerControl }) {
  const field = useField(pager.query);
  return (
    <TextField
      field={field}
      label={text.find.prompt}
      isActive
      onSubmit={pager.search}
      onCancel={pager.stopTyping}
    />
  );
}

function rowContent(row: PagerRow | undefined, markWidth: number, query: string): Content {
  if (!row) return '';
  const mark =
    markWidth === 0
      ? []
      : [
          {
            text: `${pad(row.isContinued ? '' : (row.mark ?? ''), markWidth, 'right')} `,
            role: 'muted' as const,
          },
        ];
  return [...mark, ...highlighted(row, query)];
}

/** What is looked for takes the accent, wherever it stands. */
function highlighted({ text: whole, role = 'plain' }: PagerRow, query: string): Span[] {
  if (query === '') return [{ text: whole, role }];
  const spans: Span[] = [];
  const low = whole.toLowerCase();
  const wanted = query.toLowerCase();
  let from = 0;
  // Lower case may be longer than its letter: then the places would not fit.
  for (let at = low.indexOf(wanted); at >= 0 && low.length === whole.length; at = low.indexOf(wanted, from)) {
    spans.push({ text: whole.slice(from, at), role });
    from = at + wanted.length;
    spans.push({ text: whole.slice(at, from), role: 'accent' });
  }
  return [...spans, { text: whole.slice(from), role }];
}
