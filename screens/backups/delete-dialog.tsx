import { useState } from 'react';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { backupsLeft } from '../../core/catalog/delete.ts';
import { ConfirmWord } from '../components/confirm-word.tsx';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { type BackupsModel, copiesOf, placesOf, sizeOf, whenOf } from './model.ts';
import { backupsText } from './text.ts';

interface DeleteDialogProps {
  backups: readonly CatalogEntry[];
  model: BackupsModel;
  now: Date;
  onDelete: (copies: readonly Copy[], stay: number) => void;
  onCancel: () => void;
}

/** From where, then whether: with what goes and what stays. A word is to be typed where the loss may be great. */
export function DeleteDialog({ backups, model, now, onDelete, onCancel }: DeleteDialogProps) {
  const { layout } = useLook();
  const places = [...new Set(backups.flatMap(placesOf))];
  const [place, setPlace] = useState<string | null | undefined>(places.length > 1 ? undefined : null);
  const { remove } = backupsText;
  const title = remove.title(backups.length);
  if (place === undefined) {
    return (
      <Dialog
        title={title}
        tone="danger"
        lines={[whens(backups, model, now), remove.where]}
        cancelLabel={backups.length === 1 ? remove.keepOne : remove.keep}
        choices={[
          { label: remove.everywhere(places), run: () => setPlace(null) },
          ...places.map((name) => ({ label: remove.only(name), run: () => setPlace(name) })),
        ]}
        onCancel={onCancel}
      />
    );
  }
  const loss = lossOf(backups, place, model, now);
  const lines = loss.lines.flatMap((line) => wrap(line, innerWidth(layout.width)));
  const confirm = () => onDelete(loss.copies, loss.stay);
  return loss.isGreat ? (
    <ConfirmWord
      title={title}
      lines={lines}
      word={remove.word(backups.length)}
      onConfirm={confirm}
      onCancel={onCancel}
    />
  ) : (
    <Dialog
      title={title}
      tone="danger"
      lines={lines}
      cancelLabel={backups.length === 1 ? remove.keepOne : remove.keep}
      choices={[{ label: remove.yes(backups.length), run: confirm }]}
      onCancel={onCancel}
    />
  );
}

/** More are counted. */
const mostNamed = 4;

function whens(backups: readonly CatalogEntry[], model: BackupsModel, now: Date): string {
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

interface Loss {
  copies: readonly Copy[];
  /** Number of backups that stay. */
  stay: number;
  isGreat: boolean;
  lines: string[];
}

function lossOf(
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
      remove.from([...new Set(copies.map(({ name }) => name))]),
      `${remove.stay(left.length)}${newest ? ` ${newestWords}` : ''}`,
    ],
  };
}

function isFull({ type, whole }: CatalogEntry): boolean {
  return type === 'full' && whole;
}
