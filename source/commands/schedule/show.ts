/** `lifeboat schedule`: the plans, their next dates, what became of the last run, and the timer. */
import { dayAndTime, stretch } from '../../../core/calendar.ts';
import { readableRecipients, shownAddress } from '../../../core/notify/settings.ts';
import { keepText } from '../../../core/retention/words.ts';
import {
  type PlanState,
  readSchedule,
  type Schedule,
  type ScheduleSources,
} from '../../../core/schedule/overview.ts';
import { contentText, planText, zoneText } from '../../../core/schedule/words.ts';
import type { Context } from '../../context.ts';

async function sourcesOf(context: Context): Promise<ScheduleSources> {
  const { world, home } = context;
  const [settings, installation] = [await context.settings(), await context.installation()];
  return { world, home, settings, installation };
}

export async function scheduleOf(context: Context): Promise<Schedule> {
  return readSchedule(await sourcesOf(context));
}

/** See `mendTimer`. */
export async function keepTimer(context: Context): Promise<string[]> {
  const { mendTimer } = await import('../../../core/schedule/mend.ts');
  return mendTimer(await sourcesOf(context));
}

export async function show(context: Context): Promise<undefined> {
  const { output, world, home } = context;
  const schedule = await scheduleOf(context);
  const recipients = readableRecipients(home);
  const { zone, plans, next, timer, warnings } = schedule;
  output.document({
    zone,
    plans: plans.map(({ plan, next, record, due, isRunning }) => {
      return { ...plan, next, last: record, due: due?.at ?? null, running: isRunning };
    }),
    next,
    timer,
    warnings,
    notify: recipients.map((one) => ({ kind: one.kind, address: shownAddress(one), when: one.when })),
  });
  const deviceId = plans.length > 0 ? await (await context.settings()).deviceId() : '';
  for (const state of plans)
    for (const line of planLines(state, world.now(), zone, deviceId)) output.print(line);
  if (plans.length === 0) output.print('Nothing is planned. Make a plan: lifeboat schedule add');
  else output.print(zoneText(schedule));
  output.print(timerLine(schedule));
  for (const one of recipients) output.print(`Told: ${one.kind} at ${shownAddress(one)}, ${one.when}.`);
  for (const warning of warnings) output.print(`[!] ${warning}`);
  return undefined;
}

function planLines({ plan, next, record }: PlanState, now: Date, zone: string, deviceId: string): string[] {
  const when = (date: Date) => dayAndTime(date, now, zone);
  const [first] = next;
  const coming = first
    ? `${next.map(when).join(', ')}; in ${stretch((first.getTime() - now.getTime()) / 1000)}`
    : 'it is off';
  return [
    `${plan.name}: ${planText(plan, deviceId)}${plan.isOn ? '' : '  (OFF)'}`,
    `  what   ${contentText(plan)}`,
    `  where  ${plan.locations.length > 0 ? plan.locations.join(', ') : 'all locations'}`,
    `  keeps  ${keepText(plan.keep)}`,
    `  next   ${coming}`,
    `  last   ${record ? `${record.state}, ${when(new Date(record.started))}` : 'never yet'}`,
  ];
}

export function timerLine({ timer: { kind, where, state, isWished } }: Schedule): string {
  if (kind === 'loop')
    return state === 'installed'
      ? 'Timer: lifeboat run --loop is running.'
      : 'Timer: none. Neither systemd nor cron runs on this device: lifeboat run --loop would be it.';
  const words = { installed: 'installed', differs: 'DIFFERS from the schedule', absent: 'not installed' };
  return `Timer: ${words[state]}, ${where}${isWished || state === 'absent' ? '' : ' (left over)'}`;
}
