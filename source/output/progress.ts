/** What a job says while it runs: a line that is drawn over on a terminal, now and then a line elsewhere. */
import type { JobEvent, Report } from '../../core/events.ts';
import { formatBytes, formatClock, formatRate, showHidden } from '../../core/format.ts';
import { stageWords, whereWords } from '../../core/jobs/words.ts';
import type { World } from '../../core/world.ts';
import type { Output } from './output.ts';

/** Milliseconds between two lines in a log, and between two drawings on a terminal. */
const logPause = 5_000;
const drawPause = 250;

export interface Progress {
  report: Report;
  /** Takes the drawn line away; call it before anything else is printed. */
  end(): void;
}

type ProgressEvent = Extract<JobEvent, { type: 'progress' }>;

/** Prints the events of a job; `hasEvents`: with --json each one is a line of its own on standard output as well. */
export function createProgress(
  world: World,
  output: Output,
  { hasEvents }: { hasEvents: boolean },
): Progress {
  let title = '';
  let stage = '';
  let started = world.monotonic();
  let last = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  const pause = output.canRedraw ? drawPause : logPause;
  const clear = () => {
    if (isDrawn) output.error('\r\u001b[K');
    isDrawn = false;
  };
  const show = (line: string) => {
    last = world.monotonic();
    if (!output.canRedraw) {
      if (!output.json) output.note(line);
      return;
    }
    const width = (process.stderr.columns || 80) - 1;
    output.error(`\r${showHidden(line).slice(0, width)}\u001b[K`);
    isDrawn = true;
  };
  return {
    report(event) {
      if (hasEvents) output.document(event);
      const now = world.monotonic();
      if (event.type === 'note') {
        clear();
        output.note(`${event.message}${event.path ? ` (${event.path})` : ''}`);
        return;
      }
      if (event.type === 'stage') {
        // The parts of a stage share one count of bytes.
        if (event.stage !== stage) started = now;
        stage = event.stage;
        title = titleOf(event);
      }
      if (now - last < pause) return;
      show(event.type === 'stage' ? title : progressLine(title, event, now - started, output.canRedraw));
    },
    end: clear,
  };
}

function titleOf(event: Extract<JobEvent, { type: 'stage' }>): string {
  const words = stageWords[event.stage];
  const where = whereWords(event);
  if (where !== '') return `${words} from ${where}`;
  return event.part ? `${words} ${event.part}` : words;
}

const barLength = 20;

function progressLine(
  title: string,
  { bytes, total, path }: ProgressEvent,
  elapsed: number,
  hasBar: boolean,
): string {
  const words = [title.padEnd(barLength)];
  if (total === null || total <= 0) words.push(formatBytes(bytes));
  else {
    const share = Math.min(1, bytes / total);
    const filled = Math.round(share * barLength);
    if (hasBar) words.push(`${'#'.repeat(filled)}${'.'.repeat(barLength - filled)}`);
    words.push(`${Math.floor(share * 100)} %`.padStart(5), `${formatBytes(bytes)} of ${formatBytes(total)}`);
  }
  words.push(formatRate(bytes, elapsed));
  // The first moments tell nothing about the rest.
  if (total !== null && bytes > 0 && elapsed > 2_000)
    words.push(`${formatClock(((total - bytes) * elapsed) / bytes)} left`);
  if (path) words.push(path);
  return words.join('  ');
}
