/** A backup as a row of the list. */
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { formatBytes } from '../../core/format.ts';
import { type Sign, signSpan } from '../components/sign.ts';
import type { Cell, Span } from '../draw/spans.ts';
import { pad, widthOf } from '../draw/text.ts';
import type { Tier } from '../shell/layout.ts';
import { type BackupsModel, checkOf, placesOf, whenOf } from './model.ts';
import { backupsText } from './text.ts';

export interface BackupState {
  sign: Sign;
  /** What there is to say besides the sign; may be empty. */
  words: string[];
}

/** What counts most of what is known about it. */
export function stateOf(entry: CatalogEntry, model: Pick<BackupsModel, 'checks' | 'pinned'>): BackupState {
  const { state } = backupsText;
  const pinned = model.pinned.has(entry.id) ? [state.pinned] : [];
  const check = checkOf(entry, model);
  if (check?.state === 'damaged') return { sign: 'danger', words: [state.damaged, ...pinned] };
  if (!entry.whole) return { sign: 'attention', words: [state.cut, ...pinned] };
  if (!entry.complete) return { sign: 'attention', words: [state.incomplete, ...pinned] };
  if (check && check.state !== 'whole') return { sign: 'attention', words: [state[check.state], ...pinned] };
  return { sign: 'ok', words: [...(check ? [state.checked] : []), ...pinned] };
}

const dayWidth = 11;
/** The mark, the day, the time. */
const whenWidth = 2 + dayWidth + 6;

export interface RowFacts {
  entry: CatalogEntry;
  isMarked: boolean;
  /** Cells of the column of places; see `whereWidth`. */
  where: number;
}

/** As wide as the longest names want, in bounds: what is left is for the state. */
export function whereWidth(backups: readonly CatalogEntry[]): number {
  const longest = backups.reduce((width, entry) => Math.max(width, widthOf(whereWords(entry))), 0);
  return Math.max(backupsText.columns.where.length, Math.min(14, longest));
}

function whereWords(entry: CatalogEntry): string {
  return placesOf(entry).join(', ');
}

export function backupCells(
  { entry, isMarked, where }: RowFacts,
  model: BackupsModel,
  now: Date,
  tier: Tier,
): Cell[] {
  const { sign, words } = stateOf(entry, model);
  const { day, time } = whenOf(entry, now, model.timeZone);
  const mark: Span = { text: isMarked ? '* ' : '  ', role: 'accent' };
  const size: Cell = { content: formatBytes(entry.size), width: 7, align: 'right', drop: 1 };
  if (tier === 'compact')
    return [
      { content: [mark, `${day} ${time}`], width: 'grow' },
      size,
      { content: signSpan(sign), width: 4 },
    ];
  const state: (string | Span)[] = [signSpan(sign), ` ${words.join(', ')}`];
  return [
    { content: [mark, `${pad(day, dayWidth)} ${time}`], width: whenWidth },
    { content: kindOf(entry), width: 7, drop: 3 },
    size,
    { content: whereWords(entry), width: where, drop: 2 },
    { content: state, width: 'grow' },
  ];
}

/**
 * What asked for it. Of what others made only Home Assistant's own word is known; Lifeboat's own are all "partial" there,
 * because a full one would have the Supervisor remove apps that it does not hold.
 */
function kindOf({ maker, plan, type }: CatalogEntry): string {
  if (maker !== 'lifeboat') return backupsText.kind[type];
  return plan ?? backupsText.kind.byHand;
}

/** The words above the columns; the same places as the cells below them. */
export function headingCells(where: number): Cell[] {
  const { columns } = backupsText;
  const heading = (text: string): Span => ({ text, role: 'muted' });
  return [
    { content: heading(`  ${columns.when}`), width: whenWidth },
    { content: heading(columns.kind), width: 7, drop: 3 },
    { content: heading(columns.size), width: 7, align: 'right', drop: 1 },
    { content: heading(columns.where), width: where, drop: 2 },
    { content: heading(columns.state), width: 'grow' },
  ];
}

/** What the filter looks at. */
export function searchText(entry: CatalogEntry, model: BackupsModel, now: Date): string {
  const { day, time } = whenOf(entry, now, model.timeZone);
  const { words } = stateOf(entry, model);
  return [day, time, entry.name, kindOf(entry), ...placesOf(entry), ...words, entry.id].join(' ');
}
