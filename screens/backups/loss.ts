/** What goes and what stays when backups are deleted: told before anything is. */
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { backupsLeft } from '../../core/catalog/delete.ts';
import { type BackupsModel, copiesOf, sizeOf, whenOf } from './model.ts';
import { backupsText } from './text.ts';

/** More are counted. */
const mostNamed = 4;

/** When they were made, and how large they are together. */
export function whens(backups: readonly CatalogEntry[], model: BackupsModel, now: Date): string {
  const [only] = backups.length === 1 ? backups : [];
  const named = only
    ? [words(only, model, now), ...(only.name ? [`"${only.name}"`] : [])]
    : backups.slice(0, mostNamed).map((entry) => words(entry, model, now));
  const others = only ? 0 : backups.length - named.length;
  return backupsText.remove.facts(
    [...named, ...(others > 0 ? [backupsText.remove.more(others)] : [])],
    sizeOf(backups),
  );
}

function words(entry: CatalogEntry, { timeZone }: BackupsModel, now: Date): string {
  const { day, time } = whenOf(entry, now, timeZone);
  return `${day} ${time}`.trim();
}

export interface Loss {
  copies: readonly Copy[];
  /** Number of backups that stay. */
  stay: number;
  /** Several go, or the newest full one, or all: then a word is to be typed. */
  isGreat: boolean;
  lines: string[];
}

/** `place`: only the copies there; null: all. */
export function lossOf(
  backups: readonly CatalogEntry[],
  place: string | null,
  model: BackupsModel,
  now: Date,
): Loss {
  const { remove } = backupsText;
  const all = model.catalog.backups;
  const copies = copiesOf(backups, place);
  const left = backupsLeft(all, copies);
  const newest = all.find(isFull);
  const next = left.find(isFull);
  const unseen = model.dead.length > 0 ? ` ${remove.unseen(model.dead)}` : '';
  const isNewestGone = newest !== undefined && newest !== next;
  const newestWords = isNewestGone
    ? remove.newestGoes(next ? words(next, model, now) : null)
    : backups.length === 1
      ? remove.newestStaysOne
      : remove.newestStays;
  return {
    copies,
    stay: left.length,
    isGreat: backups.length > 1 || isNewestGone || left.length === 0,
    lines: [
      whens(backups, model, now),
      remove.from(copies.length, [...new Set(copies.map(({ name }) => name))]),
      `${remove.stay(left.length)}${newest ? ` ${newestWords}` : ''}${unseen}`,
    ],
  };
}

function isFull({ type, whole }: CatalogEntry): boolean {
  return type === 'full' && whole;
}
