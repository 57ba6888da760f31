/** The schedule as a numbered menu: what most want to change; the rest is for the command. */
import { usualName, usualPlan } from '../../core/schedule/plans.ts';
import { type SchedulePlan, weekdays } from '../../core/schedule/types.ts';
import { daysText, planText } from '../../core/schedule/words.ts';
import type { ScreenContext } from '../context.ts';
import { choose } from '../plain/choose.ts';
import type { PlainTerminal } from '../plain/terminal.ts';
import { loadSchedule } from './load.ts';
import { install, saveDraft, uninstall } from './save.ts';
import { summaryOf } from './summary.ts';
import { scheduleText as words } from './text.ts';

interface Choice {
  label: string;
  run: () => Promise<string[]>;
}

/** Until the user has had enough. */
export async function plainSchedule(terminal: PlainTerminal, context: ScreenContext): Promise<void> {
  const { installation, world } = context;
  if (!installation) return;
  for (;;) {
    const data = await loadSchedule(context, installation);
    const { plans, timer, wish } = data.schedule;
    for (const { plan } of plans) {
      terminal.say(words.plain.choose(plan.name, planText(plan, data.deviceId)));
      for (const { text } of summaryOf(plan, data, world.now())) terminal.say(text);
    }
    const save = (plan: SchedulePlan, isNew = false) => saveDraft(context, installation, plan, isNew);
    const choices: Choice[] = plans.flatMap(({ plan }) =>
      planChoices(terminal, plan, plans.length > 1, save),
    );
    if (plans.length === 0)
      choices.push({ label: words.plain.fresh, run: () => save(usualPlan(usualName, world.now()), true) });
    if (timer.kind !== 'loop' && wish && timer.state !== 'installed')
      choices.push({ label: words.plain.install, run: () => install(context, wish) });
    if (timer.kind !== 'loop' && timer.state !== 'absent')
      choices.push({
        label: words.plain.remove,
        run: async () => {
          await uninstall(context);
          return [words.remove.done];
        },
      });
    terminal.say(words.plain.more);
    const index = await choose(
      terminal,
      choices.map(({ label }) => label),
    );
    const notes = index === null ? null : await choices[index]?.run();
    if (!notes) return;
    for (const note of notes) terminal.say(note);
  }
}

function planChoices(
  terminal: PlainTerminal,
  plan: SchedulePlan,
  isNamed: boolean,
  save: (plan: SchedulePlan) => Promise<string[]>,
): Choice[] {
  const label = (text: string) => (isNamed ? words.plain.choose(plan.name, text) : text);
  return [
    { label: label(words.plain.turn(plan.isOn)), run: () => save({ ...plan, isOn: !plan.isOn }) },
    {
      label: label(words.plain.times(plan.times.join(', '))),
      run: async () => {
        const typed = await terminal.ask(words.plain.askTimes);
        return typed ? save({ ...plan, times: typed.split(',').map((time) => time.trim()) }) : [];
      },
    },
    {
      label: label(words.plain.days(daysText(plan.days))),
      run: async () => {
        const typed = (await terminal.ask(words.plain.askDays))?.toLowerCase() ?? '';
        const days = weekdays.filter((day) => typed === 'daily' || typed.split(/[,\s]+/).includes(day));
        if (typed === '') return [];
        return days.length > 0 ? save({ ...plan, days }) : [words.plain.badDays];
      },
    },
  ];
}
