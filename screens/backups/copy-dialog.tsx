import { useState } from 'react';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { AskField } from '../components/ask-field.tsx';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { type BackupsModel, placesOf, whenOf } from './model.ts';
import { backupsText } from './text.ts';

interface CopyDialogProps {
  entry: CatalogEntry;
  model: BackupsModel;
  now: Date;
  /** The name of a location, or a directory as somebody typed it. */
  onCopy: (to: string) => void;
  onCancel: () => void;
}

/** Where to: a location that does not have it yet, or a directory. */
export function CopyDialog({ entry, model, now, onCopy, onCancel }: CopyDialogProps) {
  const { layout } = useLook();
  const [isTyping, setTyping] = useState(false);
  const { copyTo } = backupsText;
  const has = placesOf(entry);
  const { day, time } = whenOf(entry, now, model.timeZone);
  const lines = [copyTo.facts(`${day} ${time}`.trim(), entry.size, has), copyTo.fieldLine];
  if (isTyping) {
    return (
      <AskField
        title={copyTo.title}
        lines={lines}
        label={copyTo.field}
        onSubmit={onCopy}
        onCancel={onCancel}
      />
    );
  }
  const targets = model.places.filter((name) => !has.includes(name));
  return (
    <Dialog
      title={copyTo.title}
      lines={lines.flatMap((line) => wrap(line, innerWidth(layout.width)))}
      choices={[
        ...targets.map((name) => ({ label: copyTo.to(name), run: () => onCopy(name) })),
        { label: copyTo.other, run: () => setTyping(true) },
      ]}
      onCancel={onCancel}
    />
  );
}
