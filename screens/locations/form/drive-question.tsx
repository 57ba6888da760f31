import { LifeboatError } from '../../../core/errors.ts';
import { type Drive, isFat, listDrives } from '../../../core/locations/drives.ts';
import { Dialog } from '../../components/dialog.tsx';
import { useLoad } from '../../hooks/use-load.ts';
import { useShell } from '../../shell/shell-context.ts';
import { locationsText } from '../text.ts';
import type { ChosenDrive } from './form.ts';

interface DriveQuestionProps {
  onChoose: (drive: ChosenDrive) => void;
  onCancel: () => void;
}

/** The drives that are plugged in now. */
export function DriveQuestion({ onChoose, onCancel }: DriveQuestionProps) {
  const { context } = useShell();
  const drives = useLoad(() => listDrives(context.world), []);
  const { form } = locationsText;
  return (
    <Dialog
      title={form.driveTitle}
      lines={[lineOf(drives)]}
      choices={(drives.value ?? []).map((drive) => ({
        label: form.drive(drive),
        run: () => onChoose({ uuid: drive.uuid, label: drive.label, isFat: isFat(drive) }),
      }))}
      isHarmless
      onCancel={onCancel}
    />
  );
}

function lineOf(drives: ReturnType<typeof useLoad<Drive[]>>): string {
  const { form } = locationsText;
  if (drives.state === 'failed') {
    if (!(drives.error instanceof LifeboatError)) throw drives.error;
    return drives.error.message;
  }
  if (drives.state === 'loading') return form.looking;
  return drives.value.length > 0 ? form.driveLine : form.noDrives;
}
