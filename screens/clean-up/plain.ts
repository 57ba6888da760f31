/** The rules as a numbered menu. */
import { dayAndTime } from '../../core/calendar.ts';
import { parseKeep } from '../../core/retention/keep.ts';
import type { Keep } from '../../core/retention/types.ts';
import { keepText } from '../../core/retention/words.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import type { ScreenContext } from '../context.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { type CleanUpData, loadCleanUp, saveKeep } from './load.ts';
import { outcomeOf } from './outcome.ts';
import { cleanUpText as words } from './text.ts';

export async function plainCleanUp(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  const { installation } = context;
  if (!installation) return;
  for (;;) {
    const data = await loadCleanUp(context, installation);
    if (data.plans.length === 0) return terminal.say(words.noPlan);
    for (const plan of data.plans) tell(terminal, data, plan, plan.keep);
    terminal.say(words.always);
    const index = await choose(
      terminal,
      data.plans.map(({ name }) => words.plain.change(name)),
    );
    const plan = index === null ? undefined : data.plans[index];
    if (!plan) return;
    const typed = await terminal.ask(words.plain.ask);
    if (!typed) return;
    const keep = parseKeep(typed);
    tell(terminal, data, plan, keep);
    if ((await choose(terminal, [words.plain.confirm, words.plain.back])) !== 0) continue;
    await saveKeep(context, plan.name, keep);
    terminal.say(words.saved);
  }
}

/** The rule and its victims, before it is saved. */
function tell(terminal: PlainTerminal, data: CleanUpData, plan: SchedulePlan, keep: Keep): void {
  const { now, zone, backups } = data.facts;
  const { leaving, partly, freed, at } = outcomeOf(data, plan, keep);
  const when = at ? words.atRun(dayAndTime(at, now, zone)) : words.atAnyRun;
  terminal.say(words.plain.rule(plan.name, keepText(keep)));
  terminal.say(
    leaving.length > 0
      ? words.willGo(leaving.length - partly, partly, backups.length, freed, when)
      : words.noneGoes(backups.length, when),
  );
  for (const { backup, goesFrom } of leaving)
    terminal.say(`${dayAndTime(new Date(backup.date), now, zone)}: ${goesFrom.join(', ')}`);
}
