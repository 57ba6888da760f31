/** The rows of the list, and what is told about the selected one. */
import { placeText } from '../../core/locations/places.ts';
import { keepText } from '../../core/retention/words.ts';
import { bar } from '../components/gauge.ts';
import { signSpan, signWidth } from '../components/sign.ts';
import type { Cell, Content, Span } from '../draw/spans.ts';
import type { Tier } from '../shell/layout.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { LocationRow } from './model.ts';
import { locationsText as words } from './text.ts';

export function locationCells(row: LocationRow, now: Date, tier: Tier): Cell[] {
  const { name, address, backups } = row;
  const sign: Cell = { content: signOf(row), width: signWidth };
  const state: Cell = { content: stateOf(row), width: 14, align: 'right' };
  if (tier === 'compact') return [{ content: name, width: 'grow', cut: 'middle' }, state, sign];
  return [
    { content: name, width: 12, cut: 'middle' },
    { content: address, width: 'grow', cut: 'middle' },
    state,
    { content: backups ? words.count(backups.count) : '', width: 11, align: 'right', drop: 2 },
    { content: backups ? usedWords(row, now) : '', width: 14, drop: 3 },
    sign,
  ];
}

function usedWords({ backups }: LocationRow, now: Date): string {
  return backups?.newest ? words.used(backups.newest, now) : words.unused;
}

/** What stands where the free space would, if that is not known. */
export function stateOf({ place }: LocationRow): Span {
  if (place === null) return { text: words.asking, role: 'muted' };
  const text = placeText(place);
  if (place.isReachable) return { text };
  return { text, role: place.isAway ? 'muted' : 'attention' };
}

function signOf({ place }: LocationRow): Content {
  if (place === null || place.isAway) return '';
  return signSpan(place.isReachable ? 'ok' : 'attention');
}

export type Fact = readonly [name: string, value: Content];

export function locationFacts(row: LocationRow, now: Date, glyphs: Glyphs): Fact[] {
  const { detail, encryption } = words;
  const { place, backups, settings, kind, address } = row;
  const rule = settings?.encrypt;
  return [
    ...(place?.message ? [[detail.state, place.message] as const] : []),
    ...(place?.free != null && place.total
      ? [[detail.space, spaceOf(place.free, place.total, glyphs)] as const]
      : []),
    ...(backups
      ? [[detail.holds, detail.holdsNote(backups.count, backups.size, backups.newest, now)] as const]
      : []),
    ...(place?.isReachable ? [[detail.safety, place.isOutside ? detail.outside : insideWords] as const] : []),
    [detail.kind, detail.kinds[kind]],
    [detail.encryption, rule == null ? encryption.default : rule ? encryption.always : encryption.never],
    [detail.keeps, settings?.retention ? keepText(settings.retention) : words.keepsAsPlanned],
    [detail.where, address],
  ];
}

const insideWords: Content = { text: words.detail.inside, role: 'attention' };

const barWidth = 16;

function spaceOf(free: number, total: number, glyphs: Glyphs): Content {
  const used = 1 - free / total;
  const role = used > 0.95 ? 'danger' : used > 0.85 ? 'attention' : 'good';
  return [...bar(used, barWidth, glyphs, role), `  ${words.detail.freeOf(free, total)}`];
}
