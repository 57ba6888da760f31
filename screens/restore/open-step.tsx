import { useState } from 'react';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { KeyForm, useKeepDialog } from '../files/key-form.tsx';
import type { OpenedBackup } from '../files/open-backup.ts';
import { type OpenedControl, useOpenedBackup } from '../files/use-opened-backup.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import type { Origin, Wizard, WizardStep } from './model.ts';
import { PartsStep } from './parts-step.tsx';
import { PickStep } from './pick-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { FailedStep, StepPage, WaitingStep } from './step-page.tsx';
import { restoreText } from './text.ts';

interface OpenStepProps {
  entry: CatalogEntry;
  wizard: Wizard;
  step: (step: WizardStep) => void;
  origin: Origin;
  onBack: (() => void) | undefined;
}

/** Opens the backup, asks for its key where none that is known fits, and holds it open for the steps that follow. */
export function OpenStep({ entry, wizard, step, origin, onBack }: OpenStepProps) {
  const { back } = useShell();
  const control = useOpenedBackup(entry);
  const opened = control.value;
  const keepDialog = useKeepDialog(opened);
  const [isSkipped, skip] = useState(false);
  if (control.state === 'failed') {
    const { other } = restoreText.backup;
    return (
      <FailedStep
        step="backup"
        error={control.error}
        onBack={onBack}
        waysOut={[
          { label: text.again, run: control.reload },
          { label: onBack ? other : text.goBack, run: onBack ?? back },
        ]}
      />
    );
  }
  if (!opened) return <WaitingStep words={restoreText.backup.opening} onBack={onBack} />;
  if (opened.locked.length > 0 && !isSkipped && !keepDialog)
    return <KeyStep opened={opened} control={control} onSkip={() => skip(true)} onBack={onBack ?? back} />;
  if (wizard.at === 'review')
    return <ReviewStep entry={entry} opened={opened} wizard={wizard} step={step} origin={origin} />;
  if (wizard.at === 'pick')
    return <PickStep opened={opened} picked={wizard.picked} step={step} origin={origin} />;
  return (
    <PartsStep
      opened={opened}
      wizard={wizard}
      step={step}
      origin={origin}
      onBack={onBack}
      dialog={keepDialog}
    />
  );
}

interface KeyStepProps {
  opened: OpenedBackup;
  control: OpenedControl;
  onSkip: () => void;
  onBack: () => void;
}

/** Step 2: only where no key that is known here opens all of it. */
function KeyStep({ opened, control, onSkip, onBack }: KeyStepProps) {
  const { archive, locked } = opened;
  const hasMore = archive.members.some(({ part }) => !locked.includes(part));
  const skip = { keys: ['tab'], label: restoreText.key.skip, run: onSkip };
  return (
    <StepPage step="key" bindings={hasMore ? [skip] : []}>
      <KeyForm opened={opened} control={control} onCancel={onBack} />
    </StepPage>
  );
}
