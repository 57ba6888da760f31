import type { ReactNode } from 'react';
import { LifeboatError } from '../../core/errors.ts';
import { ErrorPanel, useErrorPanel } from '../components/error-panel.tsx';
import { Blank, Line } from '../components/line.tsx';
import type { MenuItem } from '../components/menu.tsx';
import { stepBar } from '../components/step-bar.ts';
import type { Content } from '../draw/spans.ts';
import { type Binding, backBinding } from '../shell/binding.ts';
import { useLook } from '../shell/look.ts';
import { Page } from '../shell/page.tsx';
import { restoreText } from './text.ts';

/** The steps by their place in the bar; the fifth is the page of the job. */
export type StepName = 'backup' | 'key' | 'parts' | 'review';

const places: Readonly<Record<StepName, number>> = { backup: 0, key: 1, parts: 2, review: 3 };

interface StepPageProps {
  step: StepName;
  bindings: readonly Binding[];
  /** Where back leads within the task; without it to the screen before. */
  onBack?: (() => void) | undefined;
  hint?: string;
  dialog?: ReactNode;
  right?: Content;
  children: ReactNode;
}

/** A page of the task, with its steps on top. */
export function StepPage({ step, bindings, onBack, children, ...page }: StepPageProps) {
  const { layout } = useLook();
  const title = stepBar(restoreText.title, restoreText.steps, places[step], layout.width);
  const all = onBack ? [...bindings, backBinding(onBack, bindings)] : bindings;
  return (
    <Page title={title} bindings={all} {...page}>
      {children}
    </Page>
  );
}

/** Something is read first. */
export function WaitingStep({ words, onBack }: { words: string; onBack?: (() => void) | undefined }) {
  return (
    <StepPage step="backup" bindings={[]} onBack={onBack}>
      <Blank />
      <Line content={`  ${words}`} />
    </StepPage>
  );
}

interface FailedStepProps {
  step: StepName;
  error: unknown;
  waysOut: readonly MenuItem[];
  onBack?: (() => void) | undefined;
}

/** Why it does not go on, and the ways out. What is no error for the user is a fault of ours. */
export function FailedStep({ step, error, waysOut, onBack }: FailedStepProps) {
  if (!(error instanceof LifeboatError)) throw error;
  const control = useErrorPanel({ error, waysOut });
  return (
    <StepPage step={step} bindings={control.bindings} onBack={onBack}>
      <Blank />
      <ErrorPanel control={control} />
    </StepPage>
  );
}
