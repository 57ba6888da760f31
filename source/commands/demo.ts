import path from 'node:path';
import { Command } from 'commander';
import { makeDemo } from '../../core/device/demo.ts';
import { makePrivateFolder } from '../../core/private-file.ts';
import type { Context } from '../context.ts';
import type { Start } from '../program.ts';

export function demoCommand(start: Start): Command {
  return new Command('demo')
    .description('makes a Home Assistant to try everything on, in a folder of Lifeboat’s own')
    .action((_options: object, command: Command) => start(command, demo));
}

async function demo(context: Context): Promise<undefined> {
  const installation = await setUpDemo(context);
  context.output.document({ installation });
  context.output.print(`The demo is in ${installation}, and the commands work on it from now on.`);
  context.output.print('Try: lifeboat backup, then lifeboat list.');
  return undefined;
}

/** Makes the demo anew and remembers it as the installation. Its configuration directory. */
export async function setUpDemo(context: Context): Promise<string> {
  const folder = path.join(context.home, 'demo');
  makePrivateFolder(context.home);
  await makeDemo(context.world, folder);
  await (await context.settings()).set('installation', folder);
  return folder;
}
