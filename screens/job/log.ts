import { formatClock } from '../../core/format.ts';
import type { Job } from '../../core/jobs/types.ts';
import { whereWords } from '../../core/jobs/words.ts';
import type { PagerLine } from '../components/pager-state.ts';
import { type Sign, signSpan } from '../components/sign.ts';
import { partName } from '../part-name.ts';
import type { Result } from './results/result.ts';
import { stepNamed } from './steps.ts';
import { jobText } from './text.ts';

/** What came of a job, what the user should know, what it did and when. */
export function logLines({ record, stages, notes }: Job, result: Result | null): PagerLine[] {
  const done = stages.map((event): PagerLine => {
    const { at, stage, part } = event;
    const what = jobText.steps[stepNamed(stage, record.work.kind)].present;
    const mark = formatClock(Date.parse(at) - Date.parse(record.created));
    const of = part ?? (stage === 'database' ? 'database' : null);
    const details = [whereWords(event), of === null ? '' : partName(of)].filter((word) => word !== '');
    return { text: details.length === 0 ? what : `${what}: ${details.join(', ')}`, mark };
  });
  const told = notes.map(
    ({ message, path }): PagerLine => ({
      text: path ? `${path}: ${message}` : message,
      mark: markOf('attention'),
    }),
  );
  const all = [...(result ? resultLines(result) : []), ...told, ...done];
  return all.length > 0 ? all : [{ text: jobText.logEmpty }];
}

function resultLines({ sign, sentence, lines, details = [] }: Result): PagerLine[] {
  return [
    { text: sentence, mark: markOf(sign) },
    ...lines.map(
      (line): PagerLine =>
        'text' in line
          ? { text: line.text, mark: markOf(line.sign) }
          : { text: `${line.name}: ${line.value}` },
    ),
    ...details.map((text): PagerLine => ({ text })),
    { text: '' },
  ];
}

/** As wide as all of them, so that they stand below each other; '' for none, which leaves the row free. */
function markOf(sign: Sign): string {
  return sign === 'none' ? '' : signSpan(sign).text;
}
