import { useReducer, useState } from 'react';
import { faultOf } from '../../../core/locations/check.ts';
import { ownSettings } from '../../../core/locations/manage.ts';
import { hasPassword } from '../../../core/locations/passwords.ts';
import type { LocationSettings } from '../../../core/locations/settings.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Blank } from '../../components/line.tsx';
import { LoadPage } from '../../components/load-page.tsx';
import { useList } from '../../components/use-list.ts';
import type { ScreenContext } from '../../context.ts';
import { useLoad } from '../../hooks/use-load.ts';
import { type Binding, backBinding } from '../../shell/binding.ts';
import { useLook } from '../../shell/look.ts';
import { Page } from '../../shell/page.tsx';
import type { Screen } from '../../shell/screen.ts';
import { useShell } from '../../shell/shell-context.ts';
import { locationsText as words } from '../text.ts';
import { DriveQuestion } from './drive-question.tsx';
import {
  draftOf,
  emptyForm,
  formOf,
  formReducer,
  formRows,
  isTextRow,
  type LocationForm,
  type RowName,
} from './form.ts';
import { FormRows } from './form-rows.tsx';
import { KeepPage } from './keep-page.tsx';
import type { LocationParams } from './params.ts';
import { SavePage } from './save-page.tsx';

/** A new location, or a change of one. */
export const location: Screen<LocationParams> = { title: words.form.title, View: LocationPage };

function LocationPage({ params }: { params: LocationParams }) {
  const { context } = useShell();
  const known = useLoad(() => readKnown(context, params), [params]);
  if (known.state === 'failed' || !known.value) return <LoadPage loaded={known} waiting="..." />;
  return <LocationFormPage params={params} known={known.value} />;
}

export interface Known {
  old: LocationSettings | null;
  others: readonly LocationSettings[];
  hasPassword: boolean;
  /** Home Assistant's own directory, if it is used now and would not be any more. */
  own: string | null;
}

async function readKnown({ home, installation }: ScreenContext, { name }: LocationParams): Promise<Known> {
  const locations = (await openSettings(home)).get('locations');
  return {
    old: locations.find((one) => one.name === name) ?? null,
    others: locations.filter((one) => one.name !== name),
    hasPassword: name !== null && hasPassword(home, name),
    own: locations.length === 0 ? (installation?.backups ?? null) : null,
  };
}

function LocationFormPage({ params: { kind, name }, known }: { params: LocationParams; known: Known }) {
  const { back, say } = useShell();
  const { layout } = useLook();
  const [first] = useState(() => (known.old ? formOf(known.old) : emptyForm(kind, known.own !== null)));
  const [form, step] = useReducer(formReducer, first);
  const [page, setPage] = useState<'form' | 'drives' | 'keep' | 'leave' | 'saving'>('form');
  const rows = formRows(form);
  const air = layout.hintRows > 0 ? 1 : 0;
  const list = useList({ count: rows.length, rows: layout.bodyRows - air, name: 'fields' });
  const row = rows[list.index];
  const next = () => list.move('down');
  const isChanged = JSON.stringify(form) !== JSON.stringify(first);
  const leave = () => (isChanged ? setPage('leave') : back());
  const own = form.keepsOwn ? known.own : null;

  const save = () => {
    const others = own === null ? known.others : [...known.others, ownSettings(own)];
    const fault = faultOf(draftOf(form).settings, others);
    if (fault === null) return setPage('saving');
    const at = rows.indexOf((fault.field === 'uuid' ? 'drive' : fault.field) as RowName);
    if (at >= 0) list.move({ at });
    say(fault.message, 'attention');
  };
  if (page === 'saving') {
    return <SavePage draft={draftOf(form)} own={own} onChange={() => setPage('form')} />;
  }
  if (page === 'keep') {
    return (
      <KeepPage
        name={form.values.name}
        keep={form.retention}
        onDone={(retention) => {
          step({ do: 'keep', retention });
          setPage('form');
        }}
      />
    );
  }
  const { keys } = words;
  const run = () => {
    if (row === 'save') save();
    else if (row === 'drive') setPage('drives');
    else if (row === 'keep') setPage('keep');
    else if (row === 'encrypt' || row === 'keepOwn') step({ do: row });
    else next();
  };
  const isSwitch = row === 'encrypt' || row === 'keepOwn';
  const bindings: Binding[] = [
    ...(isTextRow(row)
      ? []
      : ([
          {
            keys: isSwitch ? ['space', 'enter'] : ['enter'],
            label: row === 'save' ? keys.save : row === 'keep' ? keys.rule : keys.change,
            run,
          },
          { ...backBinding(leave), group: 'move' },
        ] satisfies Binding[])),
    ...(row === 'keep' && form.retention !== null
      ? [{ keys: ['space'], label: keys.noRule, run: () => step({ do: 'keep', retention: null }) }]
      : []),
    ...moves(list.move),
  ];
  return (
    <Page
      bindings={bindings}
      right={name ?? words.choose.kinds[kind]}
      hint={hintOf(row, form, known)}
      dialog={
        page === 'drives' ? (
          <DriveQuestion
            onChoose={(drive) => {
              step({ do: 'drive', drive });
              setPage('form');
              // What is to be known of it stands below its row.
              if (!drive.isFat) next();
            }}
            onCancel={() => setPage('form')}
          />
        ) : page === 'leave' ? (
          <Dialog
            title={words.leave.title}
            lines={[words.leave.line]}
            cancelLabel={words.leave.stay}
            choices={[{ label: words.leave.drop, run: back }]}
            onCancel={() => setPage('form')}
          />
        ) : undefined
      }
    >
      <Blank rows={air} />
      <FormRows
        form={form}
        rows={rows}
        list={list}
        step={step}
        own={known.own ?? ''}
        onNext={next}
        onLeave={leave}
        isCovered={page !== 'form'}
      />
    </Page>
  );
}

function hintOf(row: RowName | undefined, { drive }: LocationForm, { hasPassword }: Known): string {
  const { hints } = words.form;
  if (row === 'password' && hasPassword) return hints.passwordKept;
  if (row === 'drive' && drive?.isFat) return hints.driveFat;
  return row ? hints[row] : '';
}

/** Letters are typed: only these keys move. */
function moves(move: (to: 'up' | 'down') => void): Binding[] {
  const { keys } = words;
  return [
    { keys: ['tab', 'down'], label: keys.next, run: () => move('down') },
    { keys: ['shift-tab', 'up'], label: keys.before, group: 'move', run: () => move('up') },
  ];
}
