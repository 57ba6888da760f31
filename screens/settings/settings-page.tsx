import { useState } from 'react';
import type { Recipient } from '../../core/notify/types.ts';
import { version } from '../../core/version.ts';
import { Dialog } from '../components/dialog.tsx';
import { KeyValues } from '../components/key-values.tsx';
import { Blank } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { RowField } from '../components/row-field.tsx';
import { useList } from '../components/use-list.ts';
import { useAttempt } from '../hooks/use-attempt.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { useShell } from '../shell/shell-context.ts';
import {
  forgetAddress,
  type SettingsData,
  type Switch,
  saveAddress,
  saveExclude,
  saveWhen,
  takeInstallation,
  tryAddress,
  turn,
} from './load.ts';
import { rowKeys } from './row-keys.ts';
import { isNotice, labelOf, labelWidth, type Row, rowCells, rows } from './rows.ts';
import { settingsText as words } from './text.ts';

interface SettingsPageProps {
  data: SettingsData;
  reload: () => void;
}

/** Every setting with its value, changed in its place. */
export function SettingsPage({ data, reload }: SettingsPageProps) {
  const { context, open, say, setInstallation } = useShell();
  const { layout } = useLook();
  const attempt = useAttempt();
  const [isTyping, setTyping] = useState(false);
  const [forgotten, askToForget] = useState<Recipient | null>(null);
  const air = layout.hintRows > 0 ? 1 : 0;
  const facts: [string, string][] = [
    [`  ${words.device}`, data.host],
    [`  ${words.kept}`, context.home],
    [`  ${words.version}`, version],
  ];
  const room = layout.bodyRows - 2 * air;
  const hasFacts = room > rows.length + facts.length;
  const list = useList({ count: rows.length, rows: hasFacts ? rows.length : room, name: 'settings' });
  const row = rows[list.index];

  const save = (work: () => Promise<void> | void, done = words.saved) =>
    attempt(async () => {
      await work();
      setTyping(false);
      reload();
      say(done, 'good');
    });
  const take = async (typed: string | null) => {
    const installation = await takeInstallation(context, typed);
    setInstallation(installation);
    setTyping(false);
    reload();
    say(words.foundAnew(installation.config), 'good');
  };
  const submit = (at: Row, typed: string) => {
    if (at === 'installation') return void attempt(() => take(typed));
    if (at === 'exclude') return void save(() => saveExclude(context, typed));
    if (isNotice(at))
      void save(() =>
        saveAddress(
          context,
          at,
          typed,
          data.recipients.find(({ kind }) => kind === at),
        ),
      );
  };
  const keys = rowKeys(row, data, {
    type: () => setTyping(true),
    findAnew: () => void attempt(() => take(null)),
    openKit: () => open({ screen: 'emergency-kit', params: null }),
    turn: (name: Switch) => void save(() => turn(context, name, !data.isOn[name]), words.nextStart),
    changeWhen: (recipient) => void save(() => saveWhen(context, recipient)),
    test: (recipient) => {
      say(words.sending);
      void attempt(async () => {
        const failure = await tryAddress(context, recipient);
        say(failure ?? words.sent, failure ? 'danger' : 'good');
      });
    },
    askToForget,
  });
  const config = context.installation?.config ?? null;
  return (
    <Page
      bindings={isTyping ? [] : [...keys, ...list.bindings]}
      hint={row ? words.hints[row] : ''}
      dialog={
        forgotten && (
          <Dialog
            title={words.forget.title(words.labels[forgotten.kind])}
            lines={words.forget.lines}
            choices={[
              {
                label: words.forget.yes,
                run: () => {
                  askToForget(null);
                  void save(() => forgetAddress(context, forgotten.kind));
                },
              },
            ]}
            onCancel={() => askToForget(null)}
          />
        )
      }
    >
      <Blank rows={air} />
      <List
        list={list}
        cells={(index) => rowCells(index, index === list.first, data, config)}
        typed={
          isTyping && row
            ? (width) => (
                <RowField
                  label={labelOf(row)}
                  labelWidth={labelWidth}
                  width={width}
                  initial={initialOf(row, data, config)}
                  onSubmit={(typed) => submit(row, typed)}
                  onCancel={() => setTyping(false)}
                />
              )
            : null
        }
      />
      {hasFacts && (
        <>
          <Blank />
          <KeyValues rows={facts} labelWidth={labelWidth + 2} />
        </>
      )}
    </Page>
  );
}

/** An address may be a secret: it is not shown again. */
function initialOf(row: Row, { exclude }: SettingsData, config: string | null): string {
  if (row === 'installation') return config ?? '';
  return row === 'exclude' ? exclude.join(', ') : '';
}
