import { Command } from 'commander';
import { formatDate } from '../../core/calendar.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import { LifeboatError } from '../../core/errors.ts';
import { lastRestore } from '../../core/restore/undo.ts';
import type { Context, Start } from '../context.ts';
import { runAndTell } from '../job.ts';
import { requireYes } from '../output/ask.ts';

export function undoCommand(start: Start): Command {
  return new Command('undo')
    .description('take the last restore back: what was there before it is there again')
    .action((_options: object, command: Command) => start(command, undo));
}

async function undo(context: Context): Promise<number> {
  const { output, world } = context;
  const installation = await context.installation();
  const last = lastRestore(world, installation);
  if (!last) {
    throw new LifeboatError('not-found', 'NOTHING_TO_UNDO', 'No restore is kept that could be taken back.', {
      safe: 'Nothing was changed.',
    });
  }
  const what = [...last.parts, ...last.paths].join(', ');
  output.note(
    `The restore of ${formatDate(last.at, timeZoneOf(installation))} from ${last.backup.name || last.backup.id}: ${what}`,
  );
  await requireYes(context, 'Take it back?');
  return runAndTell(context, { kind: 'undo' });
}
