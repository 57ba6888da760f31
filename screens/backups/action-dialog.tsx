import type { CatalogEntry, Copy } from '../../core/catalog/catalog.ts';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { CopyDialog } from './copy-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { type BackupsModel, copiesOf } from './model.ts';
import { backupsText } from './text.ts';

export interface Question {
  about: 'delete' | 'copy' | 'verify';
  backups: readonly CatalogEntry[];
}

interface ActionDialogProps {
  question: Question;
  model: BackupsModel;
  now: Date;
  onVerify: (copies: Copy[]) => void;
  onDelete: (copies: readonly Copy[], stay: number) => void;
  onCopy: (entry: CatalogEntry, to: string) => void;
  onCancel: () => void;
}

/** The question that stands before a deed on backups. */
export function ActionDialog({ question, onVerify, onDelete, onCopy, ...shared }: ActionDialogProps) {
  const { layout } = useLook();
  const { about, backups } = question;
  const [entry] = backups;
  if (about === 'delete') return <DeleteDialog {...shared} backups={backups} onDelete={onDelete} />;
  if (about === 'copy')
    return entry && <CopyDialog {...shared} entry={entry} onCopy={(to) => onCopy(entry, to)} />;
  const { verify } = backupsText;
  const copies = copiesOf(backups, null);
  const size = backups.reduce((sum, one) => sum + one.size * one.locations.length, 0);
  return (
    <Dialog
      title={verify.title(backups.length)}
      lines={wrap(verify.facts(copies.length, size), innerWidth(layout.width))}
      choices={[{ label: verify.yes, run: () => onVerify(copies) }]}
      isHarmless
      onCancel={shared.onCancel}
    />
  );
}
