/** `lifeboat schedule add, set, remove, on, off`. */
import { findLocation } from '../../../core/locations/manage.ts';
import type { Keep } from '../../../core/retention/types.ts';
import { keepText } from '../../../core/retention/words.ts';
import {
  addPlan,
  changedPlan,
  checkParts,
  findPlan,
  removePlan,
  savePlan,
  usualName,
  usualPlan,
} from '../../../core/schedule/plans.ts';
import type { SchedulePlan } from '../../../core/schedule/types.ts';
import { planText } from '../../../core/schedule/words.ts';
import type { Context } from '../../context.ts';
import { keepTimer, scheduleOf, timerLine } from './show.ts';

export async function add(
  context: Context,
  name: string = usualName,
  changes: Partial<SchedulePlan>,
): Promise<undefined> {
  await save(context, { ...usualPlan(name, context.world.now()), ...changes }, addPlan);
}

export async function set(
  context: Context,
  name: string,
  changes: Partial<SchedulePlan>,
): Promise<undefined> {
  const plan = findPlan((await context.settings()).get('plans'), name);
  await save(context, changedPlan(plan, changes, context.world.now()), savePlan);
}

async function save(context: Context, plan: SchedulePlan, keep: typeof savePlan): Promise<void> {
  const settings = await context.settings();
  checkParts(plan, await context.installation());
  await keep(settings, plan);
  context.output.print(`${plan.name}: ${planText(plan, await settings.deviceId())}`);
  await tell(context, [plan]);
}

export async function forget(context: Context, name: string): Promise<undefined> {
  await removePlan(await context.settings(), name);
  context.output.print(
    `The plan ${name} is forgotten. Its backups stay, and are removed by no rule any more.`,
  );
  await tell(context, []);
}

/** `name` null: all. */
export async function turn(context: Context, name: string | null, isOn: boolean): Promise<undefined> {
  const settings = await context.settings();
  const plans = settings.get('plans');
  const chosen = name === null ? plans : [findPlan(plans, name)];
  const changed = chosen.map((plan) => changedPlan(plan, { isOn }, context.world.now()));
  for (const plan of changed) await savePlan(settings, plan);
  for (const plan of changed) context.output.print(`${plan.name} is ${isOn ? 'on' : 'off'}.`);
  await tell(context, changed);
}

/** Null: as the plans say. */
export async function keepAt(context: Context, name: string, retention: Keep | null): Promise<undefined> {
  const settings = await context.settings();
  const known = settings.get('locations');
  const location = findLocation(known, name);
  await settings.set(
    'locations',
    known.map((one) => (one === location ? { ...one, retention } : one)),
  );
  context.output.document({ location: name, keep: retention });
  context.output.print(
    retention ? `${name} keeps ${keepText(retention)}.` : `${name} keeps what the plans say.`,
  );
}

/** What follows from the change: the timer is kept in line, and whether there is one is said. */
async function tell(context: Context, plans: readonly SchedulePlan[]): Promise<void> {
  const { output } = context;
  for (const note of await keepTimer(context)) output.note(note);
  const schedule = await scheduleOf(context);
  output.document({ plans, next: schedule.next, timer: schedule.timer, warnings: schedule.warnings });
  output.print(timerLine(schedule));
  for (const warning of schedule.warnings) output.note(warning);
}
