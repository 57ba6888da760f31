/** The list of backups and what can be done with one, as numbered menus. */
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { pin, unpin } from '../../core/catalog/pins.ts';
import { formatBytes } from '../../core/format.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';
import { plainJob } from '../job/plain.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { detailFacts } from './detail.ts';
import { keyLabels, loadBackups, removeCopies } from './load.ts';
import { lossOf } from './loss.ts';
import { type BackupsModel, copiesOf, placesOf, whenOf } from './model.ts';
import { stateOf } from './rows.ts';
import { backupsText } from './text.ts';

/** As many as are read aloud at a time. */
const pageLength = 20;

/** Asks for a backup, tells about it and does what is asked; until the user goes back. */
export async function plainBackups(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  for (let first = 0; ; ) {
    terminal.say(backupsText.looking);
    const model = await loadBackups(context, () => undefined);
    const { backups, problems } = model.catalog;
    for (const { path, message } of problems) terminal.say(`${path}: ${message}`);
    if (backups.length === 0) return terminal.say(`${backupsText.none} ${backupsText.noneHint}`);
    const page = backups.slice(first, first + pageLength);
    const hasOlder = first + pageLength < backups.length;
    const now = context.world.now();
    const index = await choose(terminal, [
      ...page.map((entry) => describe(entry, model, now)),
      ...(hasOlder ? [backupsText.plain.older] : []),
    ]);
    if (index === null) return;
    const entry = page[index];
    if (entry) await plainBackup(terminal, context, entry, model);
    else first += pageLength;
  }
}

function describe(entry: CatalogEntry, model: BackupsModel, now: Date): string {
  const { day, time } = whenOf(entry, now, model.timeZone);
  const { words } = stateOf(entry, model);
  const facts = [
    `${day} ${time}`.trim(),
    backupsText.kind[entry.type],
    formatBytes(entry.size),
    ...(entry.name ? [`"${entry.name}"`] : []),
    ...words,
  ];
  return `${facts.join(', ')}. ${placesOf(entry).join(', ')}`;
}

async function plainBackup(
  terminal: PlainTerminal,
  context: ScreenContext,
  entry: CatalogEntry,
  model: BackupsModel,
): Promise<void> {
  const { world, jobs, home } = context;
  const labels = await keyLabels(context, entry, new AbortController().signal);
  for (const [name, { text }] of detailFacts(entry, model, { state: 'known', labels }, world.now()))
    terminal.say(name === '' ? text : `${name}: ${text}`);
  const isPinned = model.pinned.has(entry.id);
  const { plain, keys } = backupsText;
  const deeds = [
    {
      label: keys.verify,
      run: async () => {
        const { record } = await jobs.start(
          { kind: 'verify', copies: copiesOf([entry], null), database: true },
          null,
        );
        await plainJob(terminal, context, record.id);
      },
    },
    {
      label: isPinned ? plain.unpin : plain.pin,
      run: async () => {
        await (isPinned ? unpin : pin)(await openSettings(home), [entry.id]);
        terminal.say(isPinned ? backupsText.unpinned(1) : backupsText.pinned(1));
      },
    },
    { label: keys.delete, run: () => plainDelete(terminal, context, entry, model) },
  ];
  const index = await choose(
    terminal,
    deeds.map(({ label }) => label),
  );
  if (index !== null) await deeds[index]?.run();
}

async function plainDelete(
  terminal: PlainTerminal,
  context: ScreenContext,
  entry: CatalogEntry,
  model: BackupsModel,
): Promise<void> {
  const { remove, plain } = backupsText;
  if (model.pinned.has(entry.id)) return terminal.say(remove.pinned(1, 1));
  const { lines, copies, stay } = lossOf([entry], null, model, context.world.now());
  for (const line of lines) terminal.say(line);
  const word = remove.word(1);
  if ((await terminal.ask(plain.type(word))) !== word) return terminal.say(plain.notDeleted);
  const { deleted, failed } = await removeCopies(context, copies);
  for (const { copy, error } of failed) terminal.say(`${copy.path}: ${error.message}`);
  terminal.say(remove.deleted(deleted.length, stay));
}
