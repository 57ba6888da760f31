import { type Choice, Dialog } from '../components/dialog.tsx';
import { innerWidth } from '../components/frame.tsx';
import { wrap } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import type { Form } from './form.ts';
import type { Device } from './load.ts';
import { backupNowText } from './text.ts';

const { keyDialog: words } = backupNowText;

interface KeyDialogProps {
  device: Device;
  onChoose: (key: Form['key']) => void;
  onCancel: () => void;
}

/** Which key, or none, and what that means. */
export function KeyDialog({ device, onChoose, onCancel }: KeyDialogProps) {
  const { layout } = useLook();
  const choices: Choice[] = [
    { label: backupNowText.capital(backupNowText.key(device.current)), run: () => onChoose('current') },
    ...device.otherKeys.map(({ id, label }) => ({ label: words.other(label), run: () => onChoose(id) })),
    { label: words.none, run: () => onChoose('none') },
  ];
  return (
    <Dialog
      title={words.title}
      lines={[words.encrypted, words.plain].flatMap((line) => wrap(line, innerWidth(layout.width)))}
      choices={choices}
      cancelLabel={words.leave}
      isHarmless
      onCancel={onCancel}
    />
  );
}
