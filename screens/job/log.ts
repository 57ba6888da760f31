import { formatClock } from '../../core/format.ts';
import type { Job } from '../../core/jobs/types.ts';
import type { PagerLine } from '../components/pager-state.ts';
import { partName } from '../part-name.ts';
import { stepNamed } from './steps.ts';
import { jobText } from './text.ts';

/** What a job told: what it did and when, what the user should know, and `more`. */
export function logLines({ record, stages, notes }: Job, more: readonly string[]): PagerLine[] {
  const done = stages.map(({ at, stage, part }): PagerLine => {
    const what = jobText.steps[stepNamed(stage, record.work.kind)].present;
    const mark = formatClock(Date.parse(at) - Date.parse(record.created));
    const of = part ?? (stage === 'database' ? 'database' : null);
    return { text: of === null ? what : `${what}: ${partName(of)}`, mark };
  });
  const told = notes.map(
    ({ message, path }): PagerLine => ({ text: path ? `${path}: ${message}` : message, mark: '[!]' }),
  );
  const all = [...done, ...told, ...more.map((text): PagerLine => ({ text }))];
  return all.length > 0 ? all : [{ text: jobText.logEmpty }];
}
