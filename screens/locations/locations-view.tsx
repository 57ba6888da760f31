import { Box } from 'ink';
import { useState } from 'react';
import { forgetLocation } from '../../core/locations/manage.ts';
import type { LocationKind } from '../../core/locations/settings.ts';
import { openSettings } from '../../core/settings/settings.ts';
import { KeyValues } from '../components/key-values.tsx';
import { Blank } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { useList } from '../components/use-list.ts';
import { useAttempt } from '../hooks/use-attempt.ts';
import type { Binding } from '../shell/binding.ts';
import type { Layout } from '../shell/layout.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import { isWaiting, type LocationRow, type LocationsModel } from './model.ts';
import { ForgetQuestion, KindQuestion } from './questions.tsx';
import { locationCells, locationFacts } from './rows.ts';
import { locationsText as words } from './text.ts';

interface LocationsViewProps {
  model: LocationsModel;
  now: Date;
  reload: () => void;
}

/** The list, with what is known of the selected location. */
export function LocationsView({ model, now, reload }: LocationsViewProps) {
  const { context, open, say } = useShell();
  const attempt = useAttempt();
  const { layout, glyphs } = useLook();
  const [question, ask] = useState<{ about: 'kind' } | { about: 'forget'; name: string } | null>(null);
  const { rows } = model;
  const places = placesOf(layout);
  const list = useList({ count: rows.length, rows: places.listRows });
  const selected = rows[list.index];
  const { keys } = words;
  const name = selected?.settings?.name ?? null;
  const whenOwn = selected ? (name === null ? keys.isOwn : null) : keys.nothing;

  const forget = ({ name: gone }: LocationRow) =>
    attempt(async () => {
      ask(null);
      await forgetLocation(await openSettings(context.home), context.home, gone);
      say(words.forget.done(gone), 'good');
      reload();
    });
  const create = (kind: LocationKind) => {
    ask(null);
    open({ screen: 'location', params: { kind, name: null } });
  };
  const edit = () =>
    selected?.settings &&
    open({ screen: 'location', params: { kind: selected.kind, name: selected.settings.name } });
  const bindings: Binding[] = [
    { keys: ['n'], label: keys.new, short: keys.newShort, run: () => ask({ about: 'kind' }) },
    { keys: ['e', 'enter', 'right'], label: keys.edit, whenOff: whenOwn, run: edit },
    {
      keys: ['t'],
      label: keys.test,
      help: keys.testHelp,
      whenOff: whenOwn,
      run: () => name !== null && open({ screen: 'location-test', params: { name } }),
    },
    {
      keys: ['d'],
      label: keys.forget,
      short: keys.forgetShort,
      whenOff: whenOwn,
      run: () => selected && ask({ about: 'forget', name: selected.name }),
    },
    { keys: ['a'], label: keys.again, run: reload },
    ...list.bindings,
  ];
  // As it is now: it may have answered since the question was asked.
  const doomed = question?.about === 'forget' ? rows.find(({ name }) => name === question.name) : undefined;
  const waiting = rows.filter(isWaiting).length;
  const reachable = rows.filter(({ place }) => place?.isReachable).length;
  return (
    <Page
      bindings={bindings}
      right={words.total(rows.length, reachable, waiting)}
      hint={selected && name === null ? words.ownHint : words.hint}
      dialog={
        question?.about === 'kind' ? (
          <KindQuestion onChoose={create} onCancel={() => ask(null)} />
        ) : doomed ? (
          <ForgetQuestion
            row={doomed}
            isLast={rows.length === 1}
            onForget={() => void forget(doomed)}
            onCancel={() => ask(null)}
          />
        ) : undefined
      }
    >
      <Blank rows={places.air} />
      <Box flexDirection="row" flexShrink={0}>
        <Box flexDirection="column" width={places.listWidth} flexShrink={0}>
          <List
            list={list}
            width={places.listWidth}
            empty={words.none}
            cells={(index) => (rows[index] ? locationCells(rows[index], now, layout.tier) : [])}
          />
        </Box>
      </Box>
      {places.detailRows > 0 && selected && (
        <>
          <Blank />
          <KeyValues rows={locationFacts(selected, now, glyphs).slice(0, places.detailRows)} />
        </>
      )}
    </Page>
  );
}

/** Where things stand. There are never many locations: the detail is below in every window that has room. */
function placesOf({ width, bodyRows, hintRows }: Layout) {
  const air = hintRows > 0 ? 1 : 0;
  const detailRows = hintRows === 0 ? 0 : 7;
  return {
    air,
    detailRows,
    listWidth: width,
    listRows: Math.max(1, bodyRows - air - (detailRows > 0 ? detailRows + 1 : 0)),
  };
}
