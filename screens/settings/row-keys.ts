/** What the keys do on each row. */
import type { Recipient } from '../../core/notify/types.ts';
import type { Binding } from '../shell/binding.ts';
import type { SettingsData, Switch } from './load.ts';
import { isNotice, isSwitch, type Row } from './rows.ts';
import { settingsText as words } from './text.ts';

interface RowActions {
  type: () => void;
  findAnew: () => void;
  openKit: () => void;
  turn: (name: Switch) => void;
  changeWhen: (recipient: Recipient) => void;
  test: (recipient: Recipient) => void;
  askToForget: (recipient: Recipient) => void;
}

export function rowKeys(row: Row | undefined, data: SettingsData, actions: RowActions): Binding[] {
  const { keys } = words;
  const type: Binding = { keys: ['enter'], label: keys.type, run: actions.type };
  if (isSwitch(row)) return [{ keys: ['space', 'enter'], label: keys.turn, run: () => actions.turn(row) }];
  if (isNotice(row))
    return [
      type,
      ...noticeKeys(
        data.recipients.find(({ kind }) => kind === row),
        actions,
      ),
    ];
  if (row === 'key') return [{ keys: ['enter'], label: keys.open, run: actions.openKit }];
  if (row !== 'installation') return [type];
  return [
    type,
    {
      keys: ['d'],
      label: keys.findAnew,
      short: keys.findAnewShort,
      whenOff: data.isNamed ? null : words.isFound,
      run: actions.findAnew,
    },
  ];
}

function noticeKeys(recipient: Recipient | undefined, actions: RowActions): Binding[] {
  const { keys } = words;
  const whenOff = recipient ? null : words.isNobody;
  const on = (run: (to: Recipient) => void) => () => recipient && run(recipient);
  return [
    { keys: ['t'], label: keys.test, whenOff, run: on(actions.test) },
    {
      keys: ['w'],
      label: keys.when,
      short: keys.whenShort,
      whenOff: recipient?.kind === 'healthchecks' ? words.isPulse : whenOff,
      run: on(actions.changeWhen),
    },
    { keys: ['d'], label: keys.forget, short: keys.forgetShort, whenOff, run: on(actions.askToForget) },
  ];
}
