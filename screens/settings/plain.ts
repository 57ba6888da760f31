/** The same in numbered menus. */
import type { ScreenContext } from '../context.ts';
import { plainEmergencyKit } from '../emergency-kit/plain.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import {
  forgetAddress,
  loadSettings,
  type SettingsData,
  saveAddress,
  saveExclude,
  takeInstallation,
  turn,
} from './load.ts';
import { contentOf, isNotice, isSwitch, labelOf, type Row, rows } from './rows.ts';
import { settingsText as words } from './text.ts';

export async function plainSettings(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  for (;;) {
    const data = await loadSettings(context);
    const config = context.installation?.config ?? null;
    const index = await choose(
      terminal,
      rows.map((row) => `${labelOf(row)}: ${contentOf(row, data, config).text}`),
    );
    const row = index === null ? undefined : rows[index];
    if (!row) return;
    await change(terminal, context, row, data);
  }
}

async function change(
  terminal: PlainTerminal,
  context: ScreenContext,
  row: Row,
  data: SettingsData,
): Promise<void> {
  if (row === 'key') return await plainEmergencyKit(terminal, context);
  if (isSwitch(row)) {
    await turn(context, row, !data.isOn[row]);
    return terminal.say(words.nextStart);
  }
  const typed = await terminal.ask(isNotice(row) ? words.ask.address : words.ask[row]);
  if (typed === null) return;
  if (row === 'exclude') await saveExclude(context, typed);
  else if (row === 'installation') await takeInstallation(context, typed);
  else if (typed === '') forgetAddress(context, row);
  else
    saveAddress(
      context,
      row,
      typed,
      data.recipients.find(({ kind }) => kind === row),
    );
  terminal.say(row === 'installation' ? words.nextStart : words.saved);
}
