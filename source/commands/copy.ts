import path from 'node:path';
import { Command } from 'commander';
import { LifeboatError } from '../../core/errors.ts';
import type { Context, Start } from '../context.ts';
import { runAndTell } from '../job.ts';
import { aBackup } from '../output/options.ts';

export function copyCommand(start: Start): Command {
  return new Command('copy')
    .description('copy a backup to another location, and read it back there')
    .argument('<backup>', aBackup)
    .requiredOption('--to <location>', 'the name of a location, or a directory')
    .action((word: string, { to }: { to: string }, command: Command) =>
      start(command, (context) => copy(context, word, to)),
    );
}

async function copy(context: Context, word: string, to: string): Promise<number> {
  const backup = await context.findBackup(word);
  const [target] = await context.locations([to]);
  const [copyHere] = backup.locations;
  if (!target || !copyHere)
    throw new LifeboatError('usage', 'USAGE', 'A backup and a location must be named.');
  if (backup.locations.some((one) => path.dirname(one.path) === target.path)) {
    throw new LifeboatError('usage', 'ALREADY_THERE', `${target.path} has this backup already.`, {
      safe: 'Nothing was changed.',
      remedies: ['Name another location.'],
    });
  }
  // What Lifeboat made gets the form of its location.
  if (target.encrypt === !backup.encrypted && backup.maker !== 'lifeboat') {
    const rule = target.encrypt ? 'encrypted' : 'in clear';
    context.output.note(
      `${target.name} keeps its backups ${rule}; what Lifeboat did not make is copied as it is.`,
    );
  }
  return runAndTell(context, { kind: 'copy', id: backup.id, from: copyHere, to: target.name });
}
