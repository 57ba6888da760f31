import { useState } from 'react';
import type { Contents } from '../../core/backup/contents.ts';
import type { Installation } from '../../core/device/types.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Blank } from '../components/line.tsx';
import { Rows } from '../components/rows.tsx';
import { sentenceRows } from '../components/sentence.ts';
import { useList } from '../components/use-list.ts';
import type { Binding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { text } from '../text.ts';
import { type Form, type FormRow, type FormStep, formRows } from './form.ts';
import { FormRows } from './form-rows.tsx';
import { KeyDialog } from './key-dialog.tsx';
import type { Device } from './load.ts';
import { Review } from './review.tsx';
import { hintOf } from './row-cells.ts';
import { formKeys, rowKeys } from './row-keys.ts';
import { summaryOf, whyNot } from './summary.ts';
import { backupNowText as words } from './text.ts';
import { useStart } from './use-start.ts';

interface FormPageProps {
  installation: Installation;
  device: Device;
  contents: Contents;
  form: Form;
  step: (step: FormStep) => void;
}

/** Rows of the form that are seen in the lowest window. */
const fewestRows = 5;

/** Everything is set already: what is here to do is to look at it, and to start. */
export function FormPage(props: FormPageProps) {
  const { installation, device, contents, form, step } = props;
  const { layout } = useLook();
  const [asksForKey, askForKey] = useState(false);
  const start = useStart(props);
  const air = layout.hintRows > 0 ? 1 : 0;
  const isShort = layout.tier === 'compact';
  const told = summaryOf(form, contents, device, isShort).flatMap(({ sign, text }) =>
    sentenceRows(sign, text, layout.width),
  );
  const head = told.slice(0, Math.max(1, layout.bodyRows - 2 * air - fewestRows));
  const rows = formRows(form, contents.root, device.places);
  const list = useList({
    count: rows.length,
    rows: layout.bodyRows - head.length - 2 * air,
    name: 'rows',
    startsAtEnd: true,
  });
  const row = rows[list.index];
  if (start.failure) {
    return <ErrorPage error={start.failure.error} waysOut={[{ label: text.goBack, run: start.drop }]} />;
  }
  const actions = {
    root: contents.root,
    step,
    askKey: () => askForKey(true),
    climb: () => list.move({ at: parentIndex(rows, list.index) }),
    start: {
      keys: ['b'],
      label: words.keys.start,
      help: words.keys.startHelp,
      whenOff: whyNot(form, contents, device),
      run: start.review,
    } satisfies Binding,
  };
  const keys = [...rowKeys(row, form, actions), ...formKeys(row, actions), ...list.bindings];
  const facts = {
    form,
    device,
    suggestedName: words.suggestedName(installation.version),
    database: contents.database,
  };
  const chooseKey = (key: Form['key']) => {
    step({ do: 'key', key });
    askForKey(false);
  };
  const question = start.plan ? (
    <Review {...props} plan={start.plan} onStart={start.start} onCancel={start.drop} />
  ) : asksForKey ? (
    <KeyDialog device={device} onChoose={chooseKey} onCancel={() => askForKey(false)} />
  ) : null;
  return (
    <Page bindings={form.typing ? [] : keys} hint={hintOf(row, form)} dialog={question}>
      <Blank rows={air} />
      <Rows rows={head} />
      <Blank rows={air} />
      <FormRows rows={rows} list={list} facts={facts} step={step} />
    </Page>
  );
}

/** The row of the folder that a row of the tree stands in. */
function parentIndex(rows: readonly FormRow[], index: number): number {
  const depthOf = (row: FormRow | undefined) => (row?.kind === 'node' ? row.depth : 0);
  const depth = depthOf(rows[index]);
  return rows.findLastIndex((row, at) => at < index && depthOf(row) < depth);
}
