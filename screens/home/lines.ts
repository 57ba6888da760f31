/** The rows above Home's tasks, as data: what matters most stays when room is short. */
import { dayAndTime, stretch } from '../../core/calendar.ts';
import type { LifeboatError } from '../../core/errors.ts';
import type { Job } from '../../core/jobs/types.ts';
import { gaugeSpans } from '../components/gauge.ts';
import { sentenceRows } from '../components/sentence.ts';
import { signSpan } from '../components/sign.ts';
import type { Content, Span } from '../draw/spans.ts';
import { pad } from '../draw/text.ts';
import type { Layout } from '../shell/layout.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Role } from '../terminal/theme.ts';
import type { Day, HomeModel } from './model.ts';
import { homeText } from './text.ts';

const labelWidth = 14;

/** The one sentence that answers the daily question, and what threatens: in `room` rows, or no more than the worst. */
export function verdictLines(model: HomeModel, now: Date, { width, tier }: Layout, room: number): Content[] {
  const { reasons, protected: isProtected } = model.status;
  const sign = isProtected ? 'ok' : 'danger';
  // Why it is not protected belongs to the verdict.
  const signOf = (index: number) => (isProtected || index > 0 ? 'attention' : 'none');
  if (tier === 'compact') {
    const [worst] = reasons;
    const short = [signSpan(sign), ` ${homeText.protectionShort(model, now)}`];
    return worst ? [short, [signSpan(signOf(0)), ` ${worst}`]] : [short];
  }
  const withReasons = (count: number): Content[] => {
    const rest = reasons.length - count;
    const told = reasons.slice(0, count).flatMap((reason, index) => {
      const more = index === count - 1 && rest > 0 ? homeText.moreReasons(rest) : '';
      return sentenceRows(signOf(index), reason + more, width);
    });
    return [...sentenceRows(sign, homeText.protection(model, now), width), ...told];
  };
  let count = reasons.length;
  while (count > 1 && withReasons(count).length > room) count -= 1;
  return withReasons(count);
}

/** The job that runs, or what became of one that nobody has looked at. */
export function jobLines(job: Job, { width }: Layout): Content[] {
  if (job.state === 'lost') return sentenceRows('attention', homeText.lost(job), width);
  const sign = job.state === 'running' ? 'none' : job.state === 'done' ? 'ok' : 'attention';
  return sentenceRows(sign, homeText.jobLine(job), width).slice(0, 1);
}

/** What keeps the verdict from being known. */
export function failureLines({ message, safe, remedies }: LifeboatError, { width, tier }: Layout): Content[] {
  const whole = [message, safe, ...remedies].filter((words) => words !== '').join(' ');
  const lines = sentenceRows('danger', whole, width);
  return tier === 'compact' ? lines.slice(0, 3) : lines;
}

/** What no task's row tells, the most important first. */
export function factLines(model: HomeModel, width: number, glyphs: Glyphs): Content[] {
  const { disk, database } = model;
  const used = disk.total === 0 ? 0 : 1 - disk.free / disk.total;
  const diskRole: Role = used > 0.95 ? 'danger' : used > 0.85 ? 'attention' : 'good';
  const gauge = (label: string, part: number, note: string, role: Role) =>
    gaugeSpans({ label, part, note, role, labelWidth }, width, glyphs);
  return [
    row(homeText.days, daysCells(model, glyphs)),
    gauge(homeText.disk, used, homeText.diskNote(disk), diskRole),
    ...(database === null
      ? []
      : [
          gauge(
            homeText.database,
            database / Math.max(1, disk.total),
            homeText.databaseNote(database),
            'accent',
          ),
        ]),
  ];
}

function row(label: string, note: readonly (string | Span)[]): Content {
  return [{ text: pad(label, labelWidth + 2), role: 'muted' }, ...note];
}

function nextWords({ status, timeZone }: HomeModel, now: Date): string {
  if (status.next === null) return homeText.noNext;
  const next = new Date(status.next);
  return homeText.nextNote(dayAndTime(next, now, timeZone), stretch((next.getTime() - now.getTime()) / 1000));
}

const dayRoles: Readonly<Record<Day, Role>> = { ok: 'good', incomplete: 'attention', none: 'muted' };

/** A cell a day; a sign each, so that it can be read without colours. */
function daysCells({ days }: HomeModel, glyphs: Glyphs): Span[] {
  const number = (wanted: Day) => days.filter((day) => day === wanted).length;
  const note = homeText.daysNote(number('ok'), number('incomplete'), number('none'));
  return [
    ...days.map((day): Span => ({ text: glyphs.day[day], role: dayRoles[day] })),
    { text: `  ${note}` },
  ];
}

/** The same facts as sentences that can be read aloud. */
export function plainLines(model: HomeModel, now: Date): string[] {
  const { disk, database, status } = model;
  return [
    ...(status.job ? [`${homeText.jobLine(status.job)}.`] : []),
    homeText.protection(model, now),
    ...status.reasons,
    `${homeText.next}: ${nextWords(model, now)}.`,
    `${homeText.places}: ${homeText.placesNote(status.locations)}.`,
    `${homeText.disk}: ${homeText.diskNote(disk)}.`,
    ...(database === null ? [] : [`${homeText.database}: ${homeText.databaseNote(database)}.`]),
  ];
}
