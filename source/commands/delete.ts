import { Command } from 'commander';
import { formatDate } from '../../core/calendar.ts';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { backupsLeft, deleteCopies } from '../../core/catalog/delete.ts';
import { isArchivePath } from '../../core/catalog/find.ts';
import { isPinned, unpin } from '../../core/catalog/pins.ts';
import { exitCodes, LifeboatError } from '../../core/errors.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import type { SettingsStore } from '../../core/settings/types.ts';
import type { Context, Start } from '../context.ts';
import { requireTyped, requireYes } from '../output/ask.ts';
import { repeated, someBackups } from '../output/options.ts';

interface DeleteOptions {
  location?: string[];
  pinned?: true;
}

export function deleteCommand(start: Start): Command {
  return new Command('delete')
    .description('delete backups, from all locations or from those named')
    .argument('<backup...>', someBackups)
    .option('--location <name>', 'only the copies in this location; may be repeated', repeated)
    .option('--pinned', 'also those that are pinned')
    .action((words: string[], options: DeleteOptions, command: Command) =>
      start(command, (context) => remove(context, words, options)),
    );
}

async function remove(
  context: Context,
  words: string[],
  { location = [], pinned }: DeleteOptions,
): Promise<number> {
  const { output, world } = context;
  const entries = await context.findBackups(words, location);
  if (!pinned) refusePinned(await context.settings(), entries);
  const copies = entries.flatMap(({ locations }) => locations);
  const catalog = words.every(isArchivePath) ? null : await context.catalog(location);
  const left = catalog && backupsLeft(catalog.backups, copies);
  const isUnseen = ({ path }: { path: string }) => catalog?.problems.some((problem) => problem.path === path);
  const unseen = context.usedLocations.filter(isUnseen).map(({ name }) => name);
  for (const line of facts(entries, left, location, unseen, await context.zone())) output.note(line);
  if (entries.length === 1) await requireYes(context, 'Delete it?');
  else await requireTyped(context, `delete ${entries.length}`);

  const { deleted, failed } = await deleteCopies(copies, context.usedLocations, world.now());
  // Where all places were looked into, a backup that is nowhere any more is not kept for ever either.
  if (catalog && location.length === 0 && catalog.problems.length === 0)
    await forgetPins(context, entries, backupsLeft(catalog.backups, deleted));
  const [only] = failed;
  if (only && copies.length === 1) throw only.error;
  output.document({
    deleted: deleted.map((copy) => ({ id: idOf(entries, copy), path: copy.path })),
    failed: failed.map(({ copy, error }) => ({ path: copy.path, reason: error.message })),
    remaining: left?.length ?? null,
  });
  for (const copy of deleted) output.print(`Deleted ${copy.path}`);
  for (const { copy, error } of failed) output.note(`Not deleted: ${copy.path}: ${error.message}`);
  return failed.length > 0 ? exitCodes.incomplete : 0;
}

function idOf(entries: readonly CatalogEntry[], copy: Copy): string {
  return entries.find(({ locations }) => locations.includes(copy))?.id ?? '';
}

function facts(
  entries: readonly CatalogEntry[],
  left: readonly CatalogEntry[] | null,
  named: readonly string[],
  unseen: readonly string[],
  zone: string,
): string[] {
  const lines = entries.flatMap(({ id, name, date, size, locations }) => [
    `${id}  ${formatDate(date, zone)}  ${formatBytes(size)}  ${name}`,
    ...locations.map((copy) => `  ${copy.path}`),
  ]);
  if (left !== null) {
    const newest = left.find(({ whole }) => whole);
    const rest = newest ? `the newest whole one of ${formatDate(newest.date, zone)}` : 'none of them whole';
    const where = named.length > 0 ? ` in ${named.join(', ')}` : '';
    lines.push(
      left.length > 0
        ? `${countOf(left.length, 'backup')} left${where} afterwards, ${rest}.`
        : `NO backup is left${where} afterwards.`,
    );
  }
  if (unseen.length > 0) lines.push(`What is in ${unseen.join(', ')} cannot be seen now, and stays too.`);
  return [...lines, 'This cannot be undone.'];
}

async function forgetPins(
  context: Context,
  entries: readonly CatalogEntry[],
  left: readonly CatalogEntry[],
): Promise<void> {
  const settings = await context.settings();
  const isGone = (id: string) => !left.some((one) => one.id === id);
  const gone = entries.map(({ id }) => id).filter((id) => isGone(id) && isPinned(settings, id));
  if (gone.length > 0) await unpin(settings, gone);
}

/** Kept for ever is kept from a slip of the hand, too. */
function refusePinned(settings: SettingsStore, entries: readonly CatalogEntry[]): void {
  const ids = entries.map(({ id }) => id).filter((id) => isPinned(settings, id));
  if (ids.length === 0) return;
  throw new LifeboatError('usage', 'PINNED', `Kept for ever, by your own wish: ${ids.join(', ')}.`, {
    safe: 'Nothing was deleted.',
    remedies: [`lifeboat pin --off ${ids.join(' ')}`, 'Or say it again with --pinned.'],
  });
}
