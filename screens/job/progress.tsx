import { formatClock } from '../../core/format.ts';
import { Columns } from '../components/columns.tsx';
import { Blank, Line } from '../components/line.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { signSpan, signWidth } from '../components/sign.ts';
import type { Cell, Span } from '../draw/spans.ts';
import { pad } from '../draw/text.ts';
import { partName } from '../part-name.ts';
import { useLook } from '../shell/look.ts';
import type { Followed } from './follow-state.ts';
import type { Step } from './steps.ts';
import { jobText } from './text.ts';

/** A row for each step, and the bar. Two rows change at a time: a serial line carries little. */
export function Progress({ steps, followed }: { steps: readonly Step[]; followed: Followed }) {
  const { layout } = useLook();
  const { progress, pace } = followed;
  const isCompact = layout.tier === 'compact';
  return (
    <>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step may come twice
        <Columns key={index} cells={stepCells(step, progress?.path ?? '', isCompact)} />
      ))}
      <Blank rows={layout.hintRows > 0 ? 1 : 0} />
      {progress ? (
        <ProgressBar bytes={progress.bytes} total={progress.total} pace={pace} />
      ) : (
        <Line content="" />
      )}
    </>
  );
}

const labelWidth = signWidth + 1 + 26;
const clockWidth = 8;

function stepCells({ name, state, took, part, where }: Step, file: string, isCompact: boolean): Cell[] {
  const { present, past } = jobText.steps[name];
  const now = isCompact && where !== '' ? jobText.reading(where) : present;
  const label: Span = { text: state === 'done' ? past : now, role: state === 'next' ? 'muted' : 'plain' };
  // A path begins with its part.
  const atHand = state !== 'now' ? '' : where || file || (part === null ? '' : partName(part));
  const clock = took === null ? '' : state === 'now' ? counter(took) : formatClock(took);
  return [
    { content: [signOf(state), ' ', label], width: isCompact ? 'grow' : labelWidth },
    ...(isCompact ? [] : [{ content: atHand, width: 'grow' as const, cut: 'middle' as const }]),
    { content: clock, width: clockWidth, align: 'right' },
  ];
}

function signOf(state: Step['state']): Span {
  if (state === 'done') return signSpan('ok');
  return state === 'now'
    ? { text: pad('>', signWidth), role: 'accent' }
    : { text: pad('.', signWidth), role: 'muted' };
}

/** With tenths: it moves even where the job waits for a slow drive. */
function counter(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${formatClock(seconds * 1000)}.${Math.floor((milliseconds % 1000) / 100)}`;
}
