/** What the page says of a plan above its rows. */
import { dayAndTime } from '../../core/calendar.ts';
import { recurrenceOf } from '../../core/schedule/due.ts';
import { nextRuns } from '../../core/schedule/occurrences.ts';
import type { PlanState } from '../../core/schedule/overview.ts';
import type { SchedulePlan } from '../../core/schedule/types.ts';
import { daysText, planText, zoneText } from '../../core/schedule/words.ts';
import type { Sign } from '../components/sign.ts';
import type { ScheduleData } from './load.ts';
import { scheduleText as words } from './text.ts';

export interface Told {
  sign: Sign;
  text: string;
}

const shownRuns = 3;

/** With real dates, also of what is not saved yet: rules are hard to read, examples are not. */
export function summaryOf(plan: SchedulePlan, data: ScheduleData, now: Date): Told[] {
  const { schedule } = data;
  const saved = schedule.plans.find((state) => state.plan.name === plan.name);
  return [
    // What is not saved runs nothing yet.
    saved ? whenOf(plan, data, now) : { ...whenOf(plan, data, now), sign: 'none' },
    ...(saved ? lastOf(saved, now, schedule.zone) : []),
    ...(saved?.isMissed && saved.due ? [missed(saved.due.at, now, schedule.zone)] : []),
    ...(schedule.plans.length === 0 ? [{ sign: 'none', text: words.proposal } as const] : []),
    ...(saved ? [...saved.strangers, ...schedule.faults] : []).map(
      (text): Told => ({ sign: 'attention', text }),
    ),
    { sign: 'none', text: zoneText(schedule) },
  ];
}

function whenOf(plan: SchedulePlan, { schedule: { zone }, deviceId }: ScheduleData, now: Date): Told {
  if (plan.days.length === 0) return { sign: 'attention', text: words.never };
  if (plan.window > 0 && deviceId === '') {
    const rule = `${daysText(plan.days)} after ${plan.times.join(', ')}`;
    return { sign: plan.isOn ? 'ok' : 'none', text: words.nextAfterSaving(rule) };
  }
  const rule = planText(plan, deviceId);
  if (!plan.isOn) return { sign: 'none', text: words.off(rule) };
  const dates = nextRuns(recurrenceOf(plan, { zone, deviceId }), now, shownRuns);
  return {
    sign: 'ok',
    text: words.next(
      rule,
      dates.map((date) => dayAndTime(date, now, zone)),
    ),
  };
}

function missed(at: Date, now: Date, zone: string): Told {
  return { sign: 'attention', text: words.missed(dayAndTime(at, now, zone)) };
}

function lastOf({ record, isRunning }: PlanState, now: Date, zone: string): Told[] {
  if (!record) return [];
  const when = dayAndTime(new Date(record.started), now, zone);
  switch (record.state) {
    case 'done':
      return [{ sign: 'ok', text: words.last.done(when) }];
    case 'incomplete':
      return [{ sign: 'attention', text: words.last.incomplete(when, record.message) }];
    case 'failed':
      return [{ sign: 'danger', text: words.last.failed(when, record.message) }];
    case 'cancelled':
      return [{ sign: 'none', text: words.last.cancelled(when) }];
    case 'running':
      return [
        isRunning
          ? { sign: 'ok', text: words.last.running(when) }
          : { sign: 'attention', text: words.last.cut(when) },
      ];
  }
}
