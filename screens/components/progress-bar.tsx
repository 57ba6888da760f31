import { formatBytes, formatClock } from '../../core/format.ts';
import type { Span } from '../draw/spans.ts';
import { pad } from '../draw/text.ts';
import { useLook } from '../shell/look.ts';
import { text } from '../text.ts';
import { bar } from './gauge.ts';
import { Line } from './line.tsx';
import { type Pace, rateOf, secondsLeft } from './progress-state.ts';

interface ProgressBarProps {
  bytes: number;
  /** Null: unknown; then the bytes alone tell that it goes on. */
  total: number | null;
  pace: Pace;
  width?: number;
}

/** How far it is. Numbers have fixed places, so that little has to be sent for an update. */
export function ProgressBar({ bytes, total, pace, width: given }: ProgressBarProps) {
  const { glyphs, layout } = useLook();
  const width = given ?? layout.width;
  const rate = rateOf(pace);
  const left = secondsLeft(pace, total);
  const facts = [
    pad(formatBytes(bytes), 9, 'right'),
    pad(rate === null ? '' : text.progress.perSecond(formatBytes(rate)), 11, 'right'),
    pad(left === null ? '' : text.progress.left(formatClock(left * 1000)), 15, 'right'),
  ];
  if (total === null) return <Line content={facts.slice(0, 2).join('')} width={width} />;
  const part = total === 0 ? 1 : Math.min(1, bytes / total);
  const percent = pad(`${Math.floor(part * 100)} %`, 6, 'right');
  // Where there is little room the bar stays, and the time left.
  const shown = width >= 72 ? facts : width >= 48 ? facts.slice(2) : [];
  const barWidth = Math.max(8, width - percent.length - shown.join('').length);
  const spans: Span[] = [...bar(part, barWidth, glyphs), { text: percent }, { text: shown.join('') }];
  return <Line content={spans} width={width} />;
}
