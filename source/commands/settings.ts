import { Command } from 'commander';
import { changeSetting, findSetting, settingKeys, showSetting } from '../../core/settings/keys.ts';
import type { Context, Start } from '../context.ts';
import { table } from '../output/table.ts';

export function settingsCommand(start: Start): Command {
  const settings = new Command('settings')
    .description('what is set up on this device; alone: all of it, with its meaning')
    .action((_options: object, command: Command) => start(command, list));
  settings
    .command('get')
    .description('print one setting')
    .argument('<key>')
    .action((key: string, _options: object, command: Command) =>
      start(command, (context) => get(context, key)),
    );
  settings
    .command('set')
    .description('change one setting')
    .argument('<key>')
    .argument('<value...>', 'several where it is a list, which is then these and no others')
    .action((key: string, words: string[], _options: object, command: Command) =>
      start(command, (context) => set(context, key, words)),
    );
  settings
    .command('unset')
    .description('set one back to what holds where nothing is set')
    .argument('<key>')
    .action((key: string, _options: object, command: Command) =>
      start(command, (context) => set(context, key, null)),
    );
  return settings;
}

async function list(context: Context): Promise<undefined> {
  const { output } = context;
  const settings = await context.settings();
  const rows = settingKeys.map(({ key, meaning, read, changedBy }) => ({
    key,
    value: settings.get(key),
    meaning,
    values: read === null ? null : changedBy,
    command: read === null ? changedBy : `lifeboat settings set ${key}`,
  }));
  output.document({
    file: settings.file,
    settings: Object.fromEntries(rows.map(({ key, value }) => [key, value])),
    keys: rows,
  });
  for (const line of table(rows.map(({ key, value }) => [key, showSetting(value) || '(not set)'])))
    output.print(line);
  output.print();
  for (const line of table(
    rows.map(({ key, meaning, values, command }) => [
      `${key}${values === null ? '' : ` ${values}`}`,
      `${meaning}${values === null ? ` (${command})` : ''}`,
    ]),
  ))
    output.print(line);
  return undefined;
}

async function get(context: Context, name: string): Promise<undefined> {
  const { key } = findSetting(name);
  const value = (await context.settings()).get(key);
  context.output.document({ key, value });
  context.output.print(showSetting(value));
  return undefined;
}

async function set(context: Context, name: string, words: string[] | null): Promise<undefined> {
  const setting = findSetting(name);
  const settings = await context.settings();
  await changeSetting(settings, setting, words, context.world);
  const value = settings.get(setting.key);
  context.output.document({ key: setting.key, value });
  context.output.print(`${setting.key}: ${showSetting(value) || '(not set)'}`);
  return undefined;
}
