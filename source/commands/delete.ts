import path from 'node:path';
import { Command } from 'commander';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { isArchivePath } from '../../core/catalog/find.ts';
import { exitCodes, LifeboatError } from '../../core/errors.ts';
import { countOf, formatBytes, formatDate } from '../../core/format.ts';
import { directoryLocation } from '../../core/locations/directory.ts';
import type { Location } from '../../core/locations/types.ts';
import type { Context } from '../context.ts';
import { requireTyped, requireYes } from '../output/ask.ts';
import { repeated } from '../output/options.ts';
import type { Start } from '../program.ts';

interface DeleteOptions {
  location: string[];
}

interface Deleted {
  id: string;
  path: string;
}

export function deleteCommand(start: Start): Command {
  return new Command('delete')
    .description('deletes backups, from all locations or from those named')
    .argument('<backup...>', 'ids from `list`, `latest`, or paths of archives')
    .option('--location <name>', 'only the copies in this location; may be repeated', repeated, [])
    .action((words: string[], options: DeleteOptions, command: Command) =>
      start(command, (context) => remove(context, words, options)),
    );
}

async function remove(context: Context, words: string[], { location }: DeleteOptions): Promise<number> {
  const { output } = context;
  const entries = await context.findBackups(words, location);
  const left = words.every(isArchivePath) ? null : await remaining(context, entries, location);
  for (const line of facts(entries, left)) output.note(line);
  if (entries.length === 1) await requireYes(context, 'Delete it?');
  else await requireTyped(context, `delete ${entries.length}`);

  const deleted: Deleted[] = [];
  const failed: { path: string; reason: string }[] = [];
  for (const { id, locations } of entries) {
    for (const copy of locations) {
      try {
        await removeCopy(context, copy);
        deleted.push({ id, path: copy.path });
      } catch (error) {
        // A dead location keeps its copy; the others are deleted all the same.
        if (!(error instanceof LifeboatError)) throw error;
        if (deleted.length === 0 && entries.length === 1 && locations.length === 1) throw error;
        failed.push({ path: copy.path, reason: error.message });
      }
    }
  }
  output.document({ deleted, failed, remaining: left?.length ?? null });
  for (const file of deleted) output.print(`Deleted ${file.path}`);
  for (const file of failed) output.note(`Not deleted: ${file.path}: ${file.reason}`);
  return failed.length > 0 ? exitCodes.incomplete : 0;
}

async function removeCopy(context: Context, copy: Copy): Promise<void> {
  const known = context.usedLocations.find(({ name }) => name === copy.name);
  const directory = path.dirname(copy.path);
  // An archive that was named by its path: its directory is a location for this once.
  const location: Location = known ?? directoryLocation(directory, directory);
  const locked = await location.lock('delete', context.world.now());
  try {
    await locked.remove(copy.path);
  } finally {
    locked.release();
  }
}

/** The backups that stay in the same locations. */
async function remaining(
  context: Context,
  entries: readonly CatalogEntry[],
  named: string[],
): Promise<CatalogEntry[]> {
  const gone = new Set(entries.flatMap(({ locations }) => locations.map((copy) => copy.path)));
  const { backups } = await context.catalog(named);
  return backups.filter(({ locations }) => locations.some((copy) => !gone.has(copy.path)));
}

function facts(entries: readonly CatalogEntry[], left: readonly CatalogEntry[] | null): string[] {
  const lines = entries.flatMap(({ id, name, date, size, locations }) => [
    `${id}  ${formatDate(date)}  ${formatBytes(size)}  ${name}`,
    ...locations.map((copy) => `  ${copy.path}`),
  ]);
  if (left !== null) {
    const newest = left.find(({ whole }) => whole);
    const rest = newest ? `, the newest whole one of ${formatDate(newest.date)}` : ', none of them whole';
    lines.push(`${countOf(left.length, 'backup')} left afterwards${left.length > 0 ? rest : ''}.`);
  }
  return [...lines, 'This cannot be undone.'];
}
