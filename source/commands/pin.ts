import { Command } from 'commander';
import { pin, unpin } from '../../core/catalog/pins.ts';
import { countOf } from '../../core/format.ts';
import type { Context, Start } from '../context.ts';
import { someBackups } from '../output/options.ts';

interface PinOptions {
  off?: true;
}

export function pinCommand(start: Start): Command {
  return new Command('pin')
    .description('keep backups for ever: no schedule removes them, and `delete` refuses')
    .argument('<backup...>', someBackups)
    .option('--off', 'no longer')
    .action((words: string[], { off }: PinOptions, command: Command) =>
      start(command, (context) => change(context, words, off !== true)),
    );
}

async function change(context: Context, words: readonly string[], isPinned: boolean): Promise<undefined> {
  const { output } = context;
  const ids = (await context.findBackups(words)).map(({ id }) => id);
  const settings = await context.settings();
  await (isPinned ? pin : unpin)(settings, ids);
  output.document({ pinned: settings.get('pinned') });
  const which = `${countOf(ids.length, 'backup')}: ${ids.join(', ')}`;
  output.print(isPinned ? `Kept for ever: ${which}` : `No longer kept for ever: ${which}`);
  return undefined;
}
