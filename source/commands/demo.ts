import { Command } from 'commander';
import { openDemo } from '../../core/settings/adopt.ts';
import type { Context, Start } from '../context.ts';

export function demoCommand(start: Start): Command {
  return new Command('demo')
    .description('make a Home Assistant to try everything on, in a folder of Lifeboat’s own')
    .action((_options: object, command: Command) => start(command, demo));
}

async function demo({ world, home, output }: Context): Promise<undefined> {
  const { config } = await openDemo(world, home);
  output.document({ installation: config });
  output.print(`The demo is in ${config}, and the commands work on it from now on.`);
  output.print('Try: lifeboat backup, then lifeboat list.');
  return undefined;
}
