/** The rows of the settings as they are drawn. */
import { shownAddress } from '../../core/notify/settings.ts';
import { type NoticeKind, noticeKinds } from '../../core/notify/types.ts';
import { labelled } from '../components/labelled.ts';
import type { Cell, Span } from '../draw/spans.ts';
import { type SettingsData, type Switch, switches } from './load.ts';
import { settingsText as words } from './text.ts';

export type Row = 'installation' | 'exclude' | 'key' | NoticeKind | Switch;

export const rows: readonly Row[] = ['installation', 'exclude', 'key', ...noticeKinds, ...switches];

export const labelWidth = 14;

export function isNotice(row: Row | undefined): row is NoticeKind {
  return noticeKinds.some((kind) => kind === row);
}

export function isSwitch(row: Row | undefined): row is Switch {
  return switches.some((name) => name === row);
}

export function labelOf(row: Row): string {
  return isSwitch(row) ? words.labels.screens : words.labels[row];
}

/** `config`: the directory of Home Assistant that is looked after now; null: there is none. `isFirst`: of the window. */
export function rowCells(index: number, isFirst: boolean, data: SettingsData, config: string | null): Cell[] {
  const row = rows[index];
  if (!row) return [];
  const before = isFirst ? undefined : rows[index - 1];
  const label = before && labelOf(before) === labelOf(row) ? '' : labelOf(row);
  return labelled(label, labelWidth, contentOf(row, data, config), row === 'installation' ? 'middle' : 'end');
}

export function contentOf(
  row: Row,
  { isNamed, exclude, key, recipients, isOn }: SettingsData,
  config: string | null,
): Span {
  if (isSwitch(row)) return { text: `${isOn[row] ? '[x]' : '[ ]'} ${words[row]}` };
  if (isNotice(row)) {
    const recipient = recipients.find(({ kind }) => kind === row);
    return recipient
      ? { text: `${words.when[recipient.when]}, ${shownAddress(recipient)}` }
      : { text: words.nobody, role: 'muted' };
  }
  switch (row) {
    case 'installation':
      if (config === null) return { text: words.noInstallation, role: 'attention' };
      return { text: isNamed ? config : words.found(config) };
    case 'exclude':
      return exclude.length > 0
        ? { text: exclude.join(', ') }
        : { text: words.excludeNothing, role: 'muted' };
    case 'key':
      if (key === null) return { text: words.key.none };
      return key.shown === null
        ? { text: words.key.unsaved(key.label), role: 'attention' }
        : { text: words.key.saved(key.label) };
  }
}
