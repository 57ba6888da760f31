/** The same task in numbered menus. */
import { dayAndTime } from '../../core/calendar.ts';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { timeZoneOf } from '../../core/device/time-zone.ts';
import { formatBytes } from '../../core/format.ts';
import type { RestorePlan } from '../../core/restore/types.ts';
import type { KeptRestore } from '../../core/restore/undo.ts';
import { typedPath } from '../../core/typed-path.ts';
import type { ScreenContext } from '../context.ts';
import { type OpenedBackup, openForReading } from '../files/open-backup.ts';
import { plainJob } from '../job/plain.ts';
import { partName } from '../part-name.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { type Choices, findFile, loadChoices, loadReview, startRestore } from './load.ts';
import { type Choice, hasDatabase } from './model.ts';
import { restoreResultText as result } from './result-text.ts';
import { changesOf, reviewSentences, totalsOf } from './review-lines.ts';
import { restoreText } from './text.ts';

/** Numbers go up to nine on most keypads, and nobody listens to more. */
const mostOffered = 9;

export async function restorePlain(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  terminal.say(restoreText.backup.looking);
  const choices = await loadChoices(context);
  const entry = await askForBackup(terminal, context, choices);
  if (entry === 'undo' && choices.last) return await undoPlain(terminal, context, choices.last);
  if (entry === null || entry === 'undo') return;
  const open = new AbortController();
  try {
    const opened = await openForReading(context, entry, null, open.signal);
    if (opened.locked.length > 0)
      terminal.say(restoreText.plain.locked(opened.locked.map(partName).join(', ')));
    if (opened.locked.length > 0 && openParts(opened).length === 0) return;
    const choice = await askForChoice(terminal, opened);
    if (choice) await reviewAndStart(terminal, context, entry, opened, choice);
  } finally {
    open.abort();
  }
}

function openParts({ archive, locked }: OpenedBackup) {
  return archive.members.filter(({ part }) => !locked.includes(part));
}

async function undoPlain(terminal: PlainTerminal, context: ScreenContext, last: KeptRestore): Promise<void> {
  const { plain } = restoreText;
  const when = dayAndTime(new Date(last.at), context.world.now(), timeZoneOf(context.installation));
  terminal.say(result.undoWhat([...last.parts, ...last.paths].map(partName).join(', '), when));
  for (const line of result.undoLines) terminal.say(line);
  if ((await terminal.ask(plain.type(plain.yes))) !== plain.yes) return terminal.say(plain.left);
  const { record } = await context.jobs.start({ kind: 'undo' }, null);
  await plainJob(terminal, context, record.id);
}

async function askForBackup(
  terminal: PlainTerminal,
  context: ScreenContext,
  { backups, last }: Choices,
): Promise<CatalogEntry | 'undo' | null> {
  const { backup, plain } = restoreText;
  const offered = backups.slice(0, mostOffered);
  const zone = timeZoneOf(context.installation);
  const now = context.world.now();
  terminal.say(offered.length > 0 ? backup.which : backup.none);
  const index = await choose(terminal, [
    ...offered.map(({ date, name, size }) =>
      [dayAndTime(new Date(date), now, zone), name, formatBytes(size)].filter(Boolean).join(', '),
    ),
    backup.another,
    ...(last ? [result.undoYes] : []),
  ]);
  if (index === null) return null;
  if (index > offered.length) return 'undo';
  const chosen = offered[index];
  if (chosen) return chosen;
  const typed = await terminal.ask(plain.file);
  if (!typed) return null;
  return await findFile(context, typed);
}

async function askForChoice(
  terminal: PlainTerminal,
  { archive, locked }: OpenedBackup,
): Promise<Choice | null> {
  const { parts, plain } = restoreText;
  const choices: [label: string, choice: Choice | null][] = [
    [plain.single, null],
    [parts.all, { without: locked }],
    ...(hasDatabase(archive)
      ? [[parts.withoutDatabase, { without: [...locked, 'database'] }] as [string, Choice]]
      : []),
  ];
  terminal.say(parts.what);
  const index = await choose(
    terminal,
    choices.map(([label]) => label),
  );
  if (index === null) return null;
  const chosen = choices[index]?.[1] ?? null;
  if (chosen) return chosen;
  const typed = await terminal.ask(plain.path);
  return typed ? { paths: [typed] } : null;
}

async function reviewAndStart(
  terminal: PlainTerminal,
  context: ScreenContext,
  entry: CatalogEntry,
  opened: OpenedBackup,
  choice: Choice,
): Promise<void> {
  const { review: words, plain } = restoreText;
  const to = context.installation ? null : await askForDirectory(terminal, context);
  if (context.installation === null && to === null) return;
  terminal.say(plain.reading);
  const { signal } = new AbortController();
  const review = await loadReview(context, opened, { choice, to }, { signal, report: () => undefined });
  const { host, plan, interruption } = review;
  terminal.say(to === null ? words.title(host) : words.titleOut(to));
  terminal.say(effectOf(plan));
  for (const { text } of reviewSentences(review)) terminal.say(text);
  const isHere = plan.kind === 'in-place';
  if ((isHere && changesOf(totalsOf(plan)) === 0) || interruption.state === 'blocked') return;
  const word = isHere && plan.parts.includes('homeassistant') ? host : plain.yes;
  if ((await terminal.ask(plain.type(word))) !== word) {
    terminal.say(plain.left);
    return;
  }
  const { record } = await startRestore(context, plan, entry, opened);
  await plainJob(terminal, context, record.id);
}

async function askForDirectory(terminal: PlainTerminal, { world }: ScreenContext): Promise<string | null> {
  const { parts } = restoreText;
  terminal.say(parts.noHere);
  const typed = await terminal.ask(parts.ask);
  return typed ? typedPath(world, typed) : null;
}

function effectOf(plan: RestorePlan): string {
  const { review: words } = restoreText;
  const { replaced, added, removed } = totalsOf(plan);
  if (plan.kind === 'to-directory') {
    const sum = (of: 'files' | 'bytes') =>
      plan.members.reduce((total, { measured }) => total + (measured?.[of] ?? 0), 0);
    return words.written(sum('files'), sum('bytes'));
  }
  return replaced + added + removed === 0 ? words.nothing : words.counts(replaced, added, removed);
}
