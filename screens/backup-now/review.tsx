import type { Contents } from '../../core/backup/contents.ts';
import type { BackupPlan } from '../../core/backup/types.ts';
import { Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { sentenceRows } from '../components/sentence.ts';
import { useLook } from '../shell/look.ts';
import type { Form } from './form.ts';
import type { Device } from './load.ts';
import { reviewLines } from './review-lines.ts';
import { planKeyWords } from './row-cells.ts';
import { backupNowText } from './text.ts';

const { review: words } = backupNowText;

interface ReviewProps {
  plan: BackupPlan;
  form: Form;
  device: Device;
  contents: Contents;
  onStart: () => void;
  onCancel: () => void;
}

/** The plan once more: what is shown here is the very thing that is started. */
export function Review({ plan, form, device, contents, onStart, onCancel }: ReviewProps) {
  const { layout } = useLook();
  const width = innerWidth(layout.width);
  return (
    <Dialog
      title={words.title}
      lines={reviewLines(plan, planKeyWords(plan, form, device), contents).flatMap(({ sign, text }) =>
        sentenceRows(sign, text, width),
      )}
      choices={[{ label: words.start, run: onStart }]}
      isHarmless
      onCancel={onCancel}
    />
  );
}
