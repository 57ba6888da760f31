import { useCallback, useState } from 'react';
import type { CatalogEntry } from '../../core/catalog/catalog.ts';
import { LifeboatError } from '../../core/errors.ts';
import type { JobEvent } from '../../core/events.ts';
import { ErrorPanel, useErrorPanel } from '../components/error-panel.tsx';
import { Blank, Line } from '../components/line.tsx';
import type { MenuItem } from '../components/menu.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { addSample, noPace, type Pace } from '../components/progress-state.ts';
import type { OpenedBackup } from '../files/open-backup.ts';
import { useLoad } from '../hooks/use-load.ts';
import { useLook } from '../shell/look.ts';
import { useShell } from '../shell/shell-context.ts';
import { text } from '../text.ts';
import { loadReview } from './load.ts';
import type { Origin, Wizard, WizardStep } from './model.ts';
import { ReviewPage } from './review-page.tsx';
import { StepPage } from './step-page.tsx';
import { restoreText } from './text.ts';

interface ReviewStepProps {
  entry: CatalogEntry;
  opened: OpenedBackup;
  wizard: Wizard;
  step: (step: WizardStep) => void;
  origin: Origin;
}

interface Reading {
  bytes: number;
  total: number | null;
  pace: Pace;
}

const nothingRead: Reading = { bytes: 0, total: null, pace: noPace };

/** Step 4: reads the backup to its end, says what would change, and waits for a yes. */
export function ReviewStep(props: ReviewStepProps) {
  const { opened, wizard, step } = props;
  const { context } = useShell();
  const [reading, setReading] = useState(nothingRead);
  const { world } = context;
  const report = useCallback(
    (event: JobEvent) => {
      if (event.type !== 'progress') return;
      const { bytes, total } = event;
      const at = world.monotonic();
      setReading((before) => {
        const last = before.pace.samples.at(-1);
        // Four times a second is enough for the eye, and little for a serial line.
        if (last && at - last.at < 250 && bytes !== total) return before;
        return { bytes, total, pace: addSample(before.pace, { at, bytes }) };
      });
    },
    [world],
  );
  const review = useLoad(
    (signal) => loadReview(context, opened, wizard, { signal, report }),
    [opened, wizard.choice, wizard.to, context.installation],
  );
  if (review.state === 'failed') {
    if (!(review.error instanceof LifeboatError)) throw review.error;
    return <Failure error={review.error} reload={review.reload} wizard={wizard} step={step} />;
  }
  if (review.state === 'ready') return <ReviewPage {...props} review={review.value} reload={review.reload} />;
  return <ReadingPage reading={reading} isHere={wizard.to === null} onBack={() => step({ do: 'back' })} />;
}

function ReadingPage({ reading, isHere, onBack }: { reading: Reading; isHere: boolean; onBack: () => void }) {
  const { layout } = useLook();
  const { review } = restoreText;
  return (
    <StepPage step="review" bindings={[]} onBack={onBack} hint={review.harmless}>
      <Blank rows={layout.hintRows > 0 ? 1 : 0} />
      <Line content={`  ${isHere ? review.reading : review.readingOut}`} />
      <Blank />
      {reading.total !== null && (
        <ProgressBar bytes={reading.bytes} total={reading.total} pace={reading.pace} />
      )}
    </StepPage>
  );
}

interface FailureProps {
  error: LifeboatError;
  reload: () => void;
  wizard: Wizard;
  step: (step: WizardStep) => void;
}

/** Why this cannot be restored, before anything was touched; and what can be done instead. */
function Failure({ error, reload, wizard, step }: FailureProps) {
  const { review, backup } = restoreText;
  const choose: MenuItem = { label: review.choose, run: () => step({ do: 'back' }) };
  const again: MenuItem = { label: text.again, run: reload };
  const other: MenuItem = { label: backup.other, run: () => step({ do: 'choose' }) };
  const control = useErrorPanel({ error, waysOut: [choose, again, other] });
  return (
    <StepPage
      step="review"
      bindings={control.bindings}
      onBack={() => step({ do: 'back' })}
      hint={wizard.to === null ? restoreText.parts.elsewhereHint : ''}
    >
      <Blank />
      <ErrorPanel control={control} />
    </StepPage>
  );
}
