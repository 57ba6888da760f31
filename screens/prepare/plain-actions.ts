/** What can be done about one check, as a numbered menu below it. */
import { readRecorderSettings } from '../../core/device/recorder.ts';
import type { Installation } from '../../core/device/types.ts';
import { changeExclude, weighEntry } from '../../core/prepare/default-exclude.ts';
import { startPurge } from '../../core/prepare/purge.ts';
import { recorderLines } from '../../core/prepare/recorder-lines.ts';
import { openSubject } from '../../core/prepare/subject.ts';
import type { Check } from '../../core/prepare/types.ts';
import { openSettings } from '../../core/settings/settings.ts';
import type { ScreenContext } from '../context.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { text } from '../text.ts';
import { type Action, actionsOf, patternAction, withPattern } from './actions.ts';
import { hitLines } from './hit-lines.ts';
import { prepareText as words } from './text.ts';

/** The lines of a check that are told, and can be chosen. */
export const mostDetails = 10;

interface Desk {
  terminal: PlainTerminal;
  context: ScreenContext;
  installation: Installation;
  checks: readonly Check[];
}

/** Until the user goes back. Whether what the checks say may have changed. */
export async function plainActions(desk: Desk, check: Check): Promise<boolean> {
  const excluded = (await openSettings(desk.context.home)).get('exclude');
  const entries = check.details.slice(0, mostDetails).flatMap(({ exclude }) => exclude ?? []);
  const actions: Action[] = [
    ...actionsOf(check, excluded),
    ...(withPattern.includes(check.id) ? [patternAction] : []),
  ];
  const ways = [
    ...actions.map((action) => ({ label: action.label, go: () => carryOut(desk, action) })),
    ...entries.map((entry) => ({
      label: (excluded.includes(entry) ? words.take : words.leave).title(entry),
      go: () => change(desk, entry, []),
    })),
  ];
  const index = await choose(desk.terminal, [...ways.map(({ label }) => label), text.goBack]);
  return index === null ? false : ((await ways[index]?.go()) ?? false);
}

function carryOut(desk: Desk, { do: what }: Action): Promise<boolean> {
  if (what === 'lines') return tellLines(desk);
  if (what === 'purge') return purge(desk);
  return what === 'pattern' ? leavePattern(desk) : change(desk, 'database', []);
}

async function tellLines({ terminal, context, installation, checks }: Desk): Promise<boolean> {
  const settings = await readRecorderSettings({ ...installation, env: context.world.env });
  const busiest = checks.find(({ id }) => id === 'database-entities');
  terminal.say(words.lines.what);
  for (const line of recorderLines(settings, busiest)) terminal.say(line);
  await choose(terminal, [text.goBack]);
  return false;
}

async function leavePattern(desk: Desk): Promise<boolean> {
  const { terminal, context, installation } = desk;
  for (const line of words.pattern.what) terminal.say(line);
  const entry = await terminal.ask(words.pattern.field);
  if (!entry) return false;
  const { world, home, jobs } = context;
  return change(
    desk,
    entry,
    hitLines(await weighEntry(await openSubject(world, home, installation, jobs), entry)),
  );
}

/** Leaves it out, or carries it again where it is left out, after a question. */
async function change(
  { terminal, context }: Desk,
  entry: string,
  facts: readonly string[],
): Promise<boolean> {
  const settings = await openSettings(context.home);
  const isLeftOut = settings.get('exclude').includes(entry);
  const kind = isLeftOut ? words.take : words.leave;
  for (const line of [...facts, ...kind.facts]) terminal.say(line);
  if ((await choose(terminal, [kind.yes, text.goBack])) !== 0) return false;
  await changeExclude(settings, [entry], !isLeftOut);
  terminal.say(kind.said(entry));
  return true;
}

async function purge({ terminal, context, installation, checks }: Desk): Promise<boolean> {
  const days = checks.find(({ id }) => id === 'keep-days')?.figure;
  for (const line of words.purge.facts(typeof days === 'number' ? words.purge.days(days) : ''))
    terminal.say(line);
  const index = await choose(terminal, [words.purge.plain, words.purge.repack, text.goBack]);
  if (index === null || index > 1) return false;
  terminal.say(words.purge.waiting);
  await startPurge(context.world, context.home, installation, { keepDays: null, repack: index === 1 });
  terminal.say(words.purge.started);
  return false;
}
