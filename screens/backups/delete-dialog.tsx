import { useState } from 'react';
import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { ConfirmWord } from '../components/confirm-word.tsx';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { lossOf, whens } from './loss.ts';
import { type BackupsModel, placesOf } from './model.ts';
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
  // A low window shows the first ones only: what stays matters more there than what the title counts.
  const inOrder = layout.hintRows === 0 ? loss.lines.toReversed() : loss.lines;
  const lines = inOrder.flatMap((line) => wrap(line, innerWidth(layout.width)));
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
