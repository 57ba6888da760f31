import { Box } from 'ink';
import { useMemo, useState } from 'react';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { Columns } from '../components/columns.tsx';
import { FindField, findRows } from '../components/find-field.tsx';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { Message } from '../components/message.tsx';
import { useFind } from '../components/use-find.ts';
import { useList } from '../components/use-list.ts';
import { useKept } from '../hooks/use-kept.ts';
import type { Binding } from '../shell/binding.ts';
import type { Layout } from '../shell/layout.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { detailFacts } from './detail.ts';
import { FactRows } from './fact-rows.tsx';
import { type BackupsModel, inOrder, keyOf, nextOrder, type Order, sizeOf } from './model.ts';
import { ProblemsPage } from './problems-page.tsx';
import { backupCells, headingCells, searchText, whereWidth } from './rows.ts';
import { backupsText } from './text.ts';
import { useActions } from './use-actions.tsx';
import { useKeyState } from './use-backups.ts';
import { useMarks } from './use-marks.ts';

interface BackupsViewProps {
  model: BackupsModel;
  now: Date;
  reload: () => void;
}

/** The list of all backups, with what is known of the selected one. */
export function BackupsView({ model, now, reload }: BackupsViewProps) {
  const { open, say } = useShell();
  const { layout } = useLook();
  const [showsProblems, setShowsProblems] = useState(false);
  const [order, setOrder] = useKept('order', (_: Order, next: Order) => next, 'newest');
  const { backups, problems } = model.catalog;
  const ordered = useMemo(() => inOrder(backups, order), [backups, order]);
  const find = useFind(ordered, (entry) => searchText(entry, model, now));
  const where = useMemo(() => whereWidth(backups), [backups]);
  const places = layoutOf(layout, problems.length > 0 || model.waiting.length > 0);
  const list = useList({ count: find.items.length, rows: places.listRows - findRows(find) });
  const selected = find.items[list.index];
  const marks = useMarks(selected && keyOf(selected), () => find.items.map(keyOf));
  const key = useKeyState(selected);
  const isMarked = (entry: CatalogEntry) => marks.marked.size > 0 && marks.marked.has(keyOf(entry));
  const marked = useMemo(
    () => (marks.marked.size === 0 ? [] : backups.filter((entry) => marks.marked.has(keyOf(entry)))),
    [backups, marks.marked],
  );
  const chosen = marked.length > 0 ? marked : selected ? [selected] : [];
  const actions = useActions({
    model,
    chosen,
    now,
    onChanged: () => {
      marks.clear();
      reload();
    },
  });

  const { keys } = backupsText;
  const look: Binding = {
    keys: ['enter', 'right'],
    label: keys.look,
    whenOff: selected ? null : keys.nothing,
    run: () => selected && open({ screen: 'backup', params: { backup: selected } }),
  };
  const reorder = () => {
    const next = nextOrder(order);
    setOrder(next);
    say(backupsText.order[next]);
  };
  const bindings: Binding[] = [
    look,
    ...actions.bindings,
    ...find.bindings,
    ...marks.bindings,
    { keys: ['o'], label: keys.order, short: keys.orderShort, run: reorder },
    {
      keys: ['l'],
      label: keys.problems,
      short: keys.problemsShort,
      whenOff: problems.length > 0 ? null : keys.noProblems,
      run: () => setShowsProblems(true),
    },
    ...list.bindings,
  ];
  if (showsProblems) return <ProblemsPage problems={problems} onClose={() => setShowsProblems(false)} />;
  const facts = selected ? detailFacts(selected, model, key, now) : [];
  const right =
    marked.length > 0
      ? backupsText.marked(marked.length, backups.length, sizeOf(marked))
      : backupsText.total(backups.length, sizeOf(backups));
  return (
    <Page bindings={bindings} right={right} dialog={actions.dialog}>
      <Notice model={model} />
      <Box flexDirection="row" flexShrink={0}>
        <Box flexDirection="column" width={places.listWidth} flexShrink={0}>
          <FindField find={find} />
          {places.hasHeading && backups.length > 0 && (
            <Box height={1} flexShrink={0}>
              <Line width={2} />
              <Columns cells={headingCells(where)} width={places.listWidth - 2} />
            </Box>
          )}
          <List
            list={list}
            width={places.listWidth}
            empty={backups.length === 0 ? `${backupsText.none} ${backupsText.noneHint}` : text.find.none}
            cells={(index) => {
              const entry = find.items[index];
              return entry
                ? backupCells({ entry, isMarked: isMarked(entry), where }, model, now, layout.tier)
                : [];
            }}
          />
        </Box>
        {places.isWide && selected && (
          <Box flexDirection="column" marginLeft={gap} flexShrink={0}>
            <FactRows facts={facts} width={places.detailWidth} rows={places.detailRows} />
          </Box>
        )}
      </Box>
      {!places.isWide && selected && (
        <>
          <Blank />
          <FactRows facts={facts} width={places.detailWidth} rows={places.detailRows} />
        </>
      )}
    </Page>
  );
}

/** What is not there yet, or could not be read: one row. */
function Notice({ model: { waiting, catalog, dead } }: { model: BackupsModel }) {
  if (waiting.length > 0) return <Line content={`     ${backupsText.waitingFor(waiting)}`} />;
  if (catalog.problems.length === 0) return null;
  const files = new Set(catalog.problems.map(({ path }) => path)).size - dead.length;
  return <Message sign="attention" text={backupsText.problems.found(dead, files)} rows={1} />;
}

const gap = 3;

/** Where things stand: the detail beside the list, below it, or nowhere. */
function layoutOf({ tier, width, bodyRows, hintRows }: Layout, hasNotice: boolean) {
  const hasHeading = bodyRows >= 10;
  const isWide = tier === 'wide';
  const room = bodyRows - (hasNotice ? 1 : 0);
  const below = isWide || hintRows === 0 ? 0 : 5;
  const listWidth = isWide ? Math.max(64, Math.min(72, Math.floor(width * 0.6))) : width;
  const listRows = room - (hasHeading ? 1 : 0) - (below > 0 ? below + 1 : 0);
  return {
    isWide,
    hasHeading,
    listWidth,
    listRows: Math.max(1, listRows),
    detailWidth: isWide ? width - listWidth - gap : width,
    detailRows: isWide ? room : below,
  };
}
