import { Command } from 'commander';
import { formatDate } from '../../core/calendar.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { noneText } from '../../core/catalog/find.ts';
import { formatBytes } from '../../core/format.ts';
import type { Context, Start } from '../context.ts';
import { leavingOnSignals } from '../leave.ts';
import { repeated } from '../output/options.ts';
import { shorten, table } from '../output/table.ts';

interface ListOptions {
  location?: string[];
}

export function listCommand(start: Start): Command {
  return new Command('list')
    .description('the backups of all locations, the newest first')
    .option('--location <name>', 'only this location, or this directory; may be repeated', repeated)
    .action((options: ListOptions, command: Command) =>
      start(command, (context) => leavingOnSignals(() => list(context, options))),
    );
}

async function list(context: Context, { location = [] }: ListOptions): Promise<undefined> {
  const { output } = context;
  const { backups, problems } = await context.catalog(location);
  const pinned = new Set((await context.settings()).get('pinned'));
  output.document({
    backups: backups.map((backup) => ({ ...backup, pinned: pinned.has(backup.id) })),
    problems,
  });
  if (backups.length === 0) output.print(`${noneText(problems)} Make one: lifeboat backup`);
  const zone = await context.zone();
  const rows = backups.map((backup) => row(backup, pinned.has(backup.id), zone));
  for (const line of table(rows, [2])) output.print(line);
  for (const { path, message } of problems) output.note(`${path}: ${message}`);
  return undefined;
}

/** What makes a backup less than it should be, in capitals. */
export function flawsOf({ parts, whole, complete }: CatalogEntry): string[] {
  if (parts.length === 0) return ['NOTHING TO RESTORE'];
  if (!whole) return ['NOT WHOLE'];
  return complete ? [] : ['INCOMPLETE'];
}

function row(backup: CatalogEntry, isPinned: boolean, zone: string): string[] {
  const places = [...new Set(backup.locations.map(({ name }) => name))];
  const marks = [backup.encrypted ? 'encrypted' : 'not encrypted', ...flawsOf(backup)];
  if (isPinned) marks.push('pinned');
  return [
    backup.id,
    formatDate(backup.date, zone),
    formatBytes(backup.size),
    shorten(backup.name || '(no name)', 36),
    places.join(', '),
    marks.join(', '),
  ];
}
