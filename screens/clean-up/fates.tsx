import { dayAndTime } from '../../core/calendar.ts';
import { formatBytes } from '../../core/format.ts';
import { Columns } from '../components/columns.tsx';
import { Blank, Line } from '../components/line.tsx';
import { List } from '../components/list.tsx';
import { useList } from '../components/use-list.ts';
import type { Cell } from '../draw/spans.ts';
import { type Binding, backBinding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import type { CleanUpData } from './load.ts';
import type { Fate, Outcome } from './outcome.ts';
import { cleanUpText as words } from './text.ts';

/** A date in its longest form: `17 Nov 2025 03:00`, `yesterday 03:00`, `Wed 18 Nov 03:00`. */
const dateWidth = 17;

function reasonOf({ goesFrom, staysIn, why }: Fate): string {
  return goesFrom.length > 0 && staysIn.length > 0 ? words.staysIn(staysIn) : why;
}

function fateCells(fate: Fate, { facts: { now, zone } }: CleanUpData): Cell[] {
  const { backup, goesFrom } = fate;
  return [
    { content: dayAndTime(new Date(backup.date), now, zone), width: dateWidth },
    { content: formatBytes(backup.size), width: 7, align: 'right', drop: 2 },
    { content: goesFrom.join(', '), width: 14, cut: 'end', drop: 1 },
    { content: reasonOf(fate), width: 'grow', cut: 'end' },
  ];
}

/** Those that would go, as far as there is room. */
export function Leaving({ outcome, data, rows }: { outcome: Outcome; data: CleanUpData; rows: number }) {
  const { leaving } = outcome;
  const shown = leaving.length <= rows ? leaving : leaving.slice(0, Math.max(0, rows - 1));
  const rest = leaving.length - shown.length;
  return (
    <>
      {shown.map((fate) => (
        <Columns
          key={`${fate.backup.id} ${fate.backup.date}`}
          cells={[{ content: '', width: 3 }, ...fateCells(fate, data)]}
        />
      ))}
      {rest > 0 && shown.length > 0 && <Line content={{ text: `     ${words.more(rest)}`, role: 'muted' }} />}
    </>
  );
}

interface AllFatesProps {
  outcome: Outcome;
  data: CleanUpData;
  when: string;
  onBack: () => void;
}

/** Every backup with its reason; in a narrow window that of the chosen one stands above, where there is room for it. */
export function AllFates({ outcome, data, when, onBack }: AllFatesProps) {
  const { layout } = useLook();
  const air = layout.hintRows > 0 ? 1 : 0;
  const { fates } = outcome;
  const list = useList({ count: fates.length, rows: layout.bodyRows - 1 - 2 * air, name: 'fates' });
  const selected = fates[list.index];
  const back: Binding = { ...backBinding(onBack), group: 'move' };
  const cells = (index: number): Cell[] => {
    const fate = fates[index];
    if (!fate) return [];
    const goes = fate.goesFrom.length > 0;
    const [date, size, where, why] = fateCells(fate, data);
    const mark: Cell = {
      content: { text: goes ? words.reasons.goes : words.reasons.stays, role: goes ? 'attention' : 'good' },
      width: 5,
    };
    return [mark, date, size, where, why].filter((cell) => cell !== undefined);
  };
  return (
    <Page bindings={[...list.bindings, back]}>
      <Blank rows={air} />
      <Line content={selected && layout.tier === 'compact' ? reasonOf(selected) : words.reasons.head(when)} />
      <Blank rows={air} />
      <List list={list} cells={cells} empty={words.reasons.nothing} />
    </Page>
  );
}
