/** The checks as numbered lines: what needs the user first, each with what can be done. */
import { timeZoneOf } from '../../core/device/time-zone.ts';
import { prepare } from '../../core/prepare/prepare.ts';
import { openSubject } from '../../core/prepare/subject.ts';
import { type Check, checkTitles } from '../../core/prepare/types.ts';
import type { ScreenContext } from '../context.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { sorted } from './model.ts';
import { checkFigureOf, figureOf } from './signs.ts';
import { summaryOf } from './summary.ts';
import { reasons, prepareText as words } from './text.ts';

const mostDetails = 10;

export async function plainPrepare(
  terminal: PlainTerminal,
  { world, home, installation, jobs }: ScreenContext,
): Promise<void> {
  if (!installation) return;
  terminal.say(words.waiting);
  const zone = timeZoneOf(installation);
  const checks = sorted(await prepare(await openSubject(world, home, installation, jobs)));
  for (;;) {
    terminal.say(`${summaryOf(checks)}.`);
    const index = await choose(
      terminal,
      checks.map((check) => headline(check, zone)),
    );
    const check = index === null ? undefined : checks[index];
    if (!check) return;
    for (const line of linesOf(check)) terminal.say(line);
  }
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
