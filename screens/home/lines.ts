/** The rows above Home's tasks, as data: what matters most stays when room is short. */
import { dayAndTime, stretch } from '../../core/calendar.ts';
import { gaugeSpans } from '../components/gauge.tsx';
import { type Sign, signSpan, signWidth } from '../components/sign.ts';
import type { Content, Span } from '../draw/spans.ts';
import { pad, wrap } from '../draw/text.ts';
import type { Layout } from '../shell/layout.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Role } from '../terminal/theme.ts';
import type { HomeModel } from './model.ts';
import { homeText } from './text.ts';

const labelWidth = 14;

/** The one sentence that answers the daily question, and the worst that threatens. */
export function verdictLines(model: HomeModel, now: Date, { width, tier }: Layout): Content[] {
  const { last, risks } = model;
  const [worst, ...others] = risks;
  const sign = worst?.kind === 'no-backup' ? 'danger' : worst?.kind === 'old-backup' ? 'attention' : 'ok';
  if (tier === 'compact') {
    const short = [signSpan(sign), ` ${homeText.protectionShort(model, now)}`];
    return worst && last ? [short, [signSpan('attention'), ` ${homeText.riskShort(worst)}`]] : [short];
  }
  const more = others.length > 0 ? homeText.moreRisks(others.length) : '';
  return [
    ...sentence(sign, homeText.protection(model, now), width),
    ...(worst ? sentence(sign === 'danger' ? 'none' : 'attention', homeText.risk(worst) + more, width) : []),
  ];
}

function sentence(sign: Sign, words: string, width: number): Content[] {
  const lines = wrap(words, width - signWidth - 1);
  return lines.map((line, index) => [index === 0 ? signSpan(sign) : ' '.repeat(signWidth), ` ${line}`]);
}

/** Facts, the most important first. */
export function factLines(model: HomeModel, now: Date, width: number, glyphs: Glyphs): Content[] {
  const { disk, next, timeZone } = model;
  const when = next
    ? `${dayAndTime(next, now, timeZone)}, ${homeText.inTime(stretch((next.getTime() - now.getTime()) / 1000))}`
    : homeText.noNext;
  const row = (label: string, note: Content): Content => [
    { text: pad(label, labelWidth + 2), role: 'muted' },
    ...(Array.isArray(note) ? note : [note]),
  ];
  const lines = [
    daysLine(model, glyphs, row),
    row(homeText.next, when),
    row(homeText.places, homeText.placesNote(model.places)),
  ];
  if (disk) {
    const used = disk.total === 0 ? 0 : 1 - disk.free / disk.total;
    const note = homeText.diskNote(disk.free, disk.total);
    const role: Role = used > 0.95 ? 'danger' : used > 0.85 ? 'attention' : 'good';
    lines.splice(
      1,
      0,
      gaugeSpans({ label: homeText.disk, part: used, note, role, labelWidth }, width, glyphs),
    );
  }
  if (model.database !== null && disk) {
    const part = disk.total === 0 ? 0 : model.database / disk.total;
    const note = homeText.databaseNote(model.database);
    lines.splice(2, 0, gaugeSpans({ label: homeText.database, part, note, labelWidth }, width, glyphs));
  }
  return lines;
}

const dayRoles: Readonly<Record<'ok' | 'incomplete' | 'none', Role>> = {
  ok: 'good',
  incomplete: 'attention',
  none: 'muted',
};

/** A cell a day; a sign each, so that it can be read without colours. */
function daysLine(
  { days }: HomeModel,
  glyphs: Glyphs,
  row: (label: string, note: Content) => Content,
): Content {
  const cells = days.map((day): Span => ({ text: glyphs.day[day], role: dayRoles[day] }));
  const number = (wanted: string) => days.filter((day) => day === wanted).length;
  const note = homeText.daysNote(number('ok'), number('incomplete'), number('none'));
  return row(homeText.days, [...cells, `  ${note}`]);
}

/** The same facts as sentences that can be read aloud. */
export function plainLines(model: HomeModel, now: Date): string[] {
  const { disk, database, next, timeZone } = model;
  return [
    homeText.protection(model, now),
    ...model.risks.map(homeText.risk),
    `${homeText.next}: ${next ? dayAndTime(next, now, timeZone) : homeText.noNext}.`,
    `${homeText.places}: ${homeText.placesNote(model.places)}.`,
    ...(disk ? [`${homeText.disk}: ${homeText.diskNote(disk.free, disk.total)}.`] : []),
    ...(database === null ? [] : [`${homeText.database}: ${homeText.databaseNote(database)}.`]),
  ];
}
