import type { LocationKind } from '../../core/locations/settings.ts';
import { Dialog } from '../components/dialog.tsx';
import type { LocationRow } from './model.ts';
import { locationsText } from './text.ts';

/** In this order: what protects best comes first. */
const kinds: readonly LocationKind[] = ['usb', 'smb', 'nfs', 'directory'];

interface KindQuestionProps {
  onChoose: (kind: LocationKind) => void;
  onCancel: () => void;
}

/** What kind of place the new one is. */
export function KindQuestion({ onChoose, onCancel }: KindQuestionProps) {
  const { choose } = locationsText;
  return (
    <Dialog
      title={choose.title}
      lines={[choose.line]}
      choices={kinds.map((kind) => ({ label: choose.kinds[kind], run: () => onChoose(kind) }))}
      isHarmless
      onCancel={onCancel}
    />
  );
}

interface ForgetQuestionProps {
  row: LocationRow;
  /** No other one is set up. */
  isLast: boolean;
  onForget: () => void;
  onCancel: () => void;
}

export function ForgetQuestion({ row, isLast, onForget, onCancel }: ForgetQuestionProps) {
  const { forget } = locationsText;
  return (
    <Dialog
      title={forget.title(row.name)}
      lines={[
        forget.stay(row.backups?.count ?? null, row.address),
        forget.noLonger,
        ...(isLast ? [forget.last] : []),
      ]}
      cancelLabel={forget.keep}
      choices={[{ label: forget.yes, run: onForget }]}
      onCancel={onCancel}
    />
  );
}
