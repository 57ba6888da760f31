/** The checks as numbered lines: what needs the user first, each with what can be done. */
import { timeZoneOf } from '../../core/device/time-zone.ts';
import type { Installation } from '../../core/device/types.ts';
import { prepare } from '../../core/prepare/prepare.ts';
import { openSubject } from '../../core/prepare/subject.ts';
import { type Check, checkTitles } from '../../core/prepare/types.ts';
import type { ScreenContext } from '../context.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { sorted } from './model.ts';
import { mostDetails, plainActions } from './plain-actions.ts';
import { checkFigureOf, figureOf } from './signs.ts';
import { summaryOf } from './summary.ts';
import { reasons, prepareText as words } from './text.ts';

export async function plainPrepare(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  const { installation } = context;
  if (!installation) return;
  const zone = timeZoneOf(installation);
  let checks = await look(terminal, context, installation);
  for (;;) {
    terminal.say(`${summaryOf(checks)}.`);
    const index = await choose(
      terminal,
      checks.map((check) => headline(check, zone)),
    );
    const check = index === null ? undefined : checks[index];
    if (!check) return;
    for (const line of linesOf(check)) terminal.say(line);
    const isOther = await plainActions({ terminal, context, installation, checks }, check);
    if (isOther) checks = await look(terminal, context, installation);
  }
}

async function look(
  terminal: PlainTerminal,
  { world, home, jobs }: ScreenContext,
  installation: Installation,
): Promise<Check[]> {
  terminal.say(words.waiting);
  return sorted(await prepare(await openSubject(world, home, installation, jobs)));
}

function headline(check: Check, zone: string): string {
  const figure = checkFigureOf(check, zone);
  return `${checkTitles[check.id]}: ${words.plain.state[check.state]}${figure && `, ${figure}`}`;
}

function linesOf({ id, message, remedies, details }: Check): string[] {
  return [
    message,
    reasons[id],
    ...remedies,
    ...details.slice(0, mostDetails).map((detail) => `${detail.name}: ${figureOf(detail)}`),
  ];
}
