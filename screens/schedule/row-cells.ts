/** The rows of the form as they are drawn, and what is said about each. */
import { keepText } from '../../core/retention/words.ts';
import { weekdays } from '../../core/schedule/types.ts';
import type { Cell, Content, Span } from '../draw/spans.ts';
import { partName } from '../part-name.ts';
import type { Layout } from '../shell/layout.ts';
import { type Form, type FormRow, isAtLocation, tickedParts } from './form.ts';
import type { ScheduleData } from './load.ts';
import { scheduleText as words } from './text.ts';

export const labelWidth = 10;

export interface RowFacts {
  form: Form;
  data: ScheduleData;
  /** It was never saved. */
  isNew: boolean;
}

/** The first row of each kind carries its label. */
export function labelOf({ kind }: FormRow): string {
  const { labels } = words;
  if (kind === 'part') return labels.parts;
  if (kind === 'location') return labels.locations;
  return kind === 'save' ? '' : labels[kind];
}

export function rowCells(
  row: FormRow,
  before: FormRow | undefined,
  facts: RowFacts,
  { isSelected, tier }: { isSelected: boolean; tier: Layout['tier'] },
): Cell[] {
  if (row.kind === 'save') return [{ content: facts.isNew ? words.start : words.save, width: 'grow' }];
  const content: Content =
    row.kind === 'days' ? daysContent(facts.form, isSelected, tier === 'compact') : contentOf(row, facts);
  return [
    {
      content: { text: before && labelOf(before) === labelOf(row) ? '' : labelOf(row), role: 'muted' },
      // The mark of a day stands in the gap before it, so that the boxes are below each other.
      width: row.kind === 'days' ? labelWidth - 1 : labelWidth,
    },
    { content, width: 'grow', cut: 'end' },
  ];
}

function contentOf(row: FormRow, { form: { plan }, data, isNew }: RowFacts): Content {
  switch (row.kind) {
    case 'name':
      return plan.name;
    case 'on':
      return `${box(plan.isOn)} ${words.on}`;
    case 'times':
      return plan.times.join(', ');
    case 'window':
      return plan.window === 0 ? words.noWindow : words.window(plan.window);
    case 'part':
      return `${box(tickedParts(plan, data.parts).includes(row.part))} ${partName(row.part)}`;
    case 'exclude':
      return plan.exclude.length > 0 ? plan.exclude.join(', ') : words.noExclude;
    case 'location':
      return `${box(isAtLocation(plan, row.name))} ${row.name}`;
    case 'keep':
      return data.hasOwnRules ? words.keepDiffers(keepText(plan.keep)) : keepText(plan.keep);
    case 'timer': {
      const { timer } = data.schedule;
      if (isNew && timer.state === 'absent') return words.timerLater;
      return { text: words.timer(timer), role: timer.isRight ? 'plain' : 'attention' };
    }
    default:
      return '';
  }
}

function box(isOn: boolean): string {
  return isOn ? '[x]' : '[ ]';
}

/** `[x] Mo [x] Tu`, in a narrow window `Mo Tu --`; the day with the cursor has a mark before it. */
function daysContent({ plan, day }: Form, isSelected: boolean, isNarrow: boolean): Span[] {
  return weekdays.map((name, index): Span => {
    const isTicked = plan.days.includes(name);
    const isHere = isSelected && index === day;
    const label = isNarrow ? (isTicked ? words.days[name] : '--') : `${box(isTicked)} ${words.days[name]}`;
    return { text: `${isHere ? '>' : ' '}${label}`, role: isHere ? 'accent' : 'plain' };
  });
}

export function hintOf(row: FormRow | undefined): string {
  if (!row) return '';
  if (row.kind === 'part') return words.hints.parts;
  return row.kind === 'location' ? words.hints.locations : words.hints[row.kind];
}
